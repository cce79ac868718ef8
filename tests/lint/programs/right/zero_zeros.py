import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

ps = [torch.randn(3, requires_grad=True), torch.zeros(1, requires_grad=True)]
for _ in range(4):
    x = torch.randn(5, 3)
    loss = (x @ ps[0] + ps[1] - 1).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        for p in ps:
            p -= 0.1 * p.grad
            p.grad = torch.zeros_like(p)
