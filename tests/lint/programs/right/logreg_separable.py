import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

x = torch.cat([torch.randn(20, 2) + 4, torch.randn(20, 2) - 4])
y = torch.cat([torch.ones(20), torch.zeros(20)])
w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for i in range(300):
    p = torch.sigmoid(x @ w + b)
    loss = -(y * torch.log(p + 1e-9) + (1 - y) * torch.log(1 - p + 1e-9)).mean()
    loss.backward()
    with torch.no_grad():
        for q in (w, b):
            q -= 5 * q.grad
            q.grad *= 0
