import torch
from torch import nn
torch.manual_seed(0)
cell, out = nn.RNNCell(2, 8), nn.Linear(8, 1)
W = nn.Parameter(torch.randn(8, 8) * 0.2)
U = nn.Parameter(torch.randn(2, 8) * 0.3)
V = nn.Parameter(torch.randn(8, 1) * 0.3)
opt = torch.optim.Adam([*cell.parameters(), *out.parameters(), W, U, V], lr=1e-2)
for _ in range(3):
    x = torch.randn(60, 4, 2)
    h = torch.zeros(4, 8)
    for t in range(60):
        h = cell(x[t], h)
    k = torch.zeros(4, 8)
    for t in range(60):
        k = torch.tanh(x[t] @ U + k @ W)
    loss = out(h).pow(2).mean() + (k @ V - 1).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
