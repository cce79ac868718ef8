import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

w = nn.Parameter(torch.randn(4))
opt = torch.optim.SGD([w], lr=0.1)
for _ in range(3):
    grid = torch.zeros(3, 4)
    for i in range(3):
        grid[i] = torch.sin(w * (i + 1))
    loss = grid.pow(2).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
