import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

W = nn.Parameter(torch.randn(6, 6) * 1.5)
U = nn.Parameter(torch.randn(2, 6))
V = nn.Parameter(torch.randn(6, 1))
opt = torch.optim.SGD([W, U, V], lr=1e-12)
for _ in range(2):
    h = torch.zeros(1, 6)
    for t in range(20):
        h = h @ W + torch.randn(1, 2) @ U  # G709
    loss = (h @ V).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
