import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

cell, out = nn.GRUCell(2, 4), nn.Linear(4, 2)
opt = torch.optim.Adam([*cell.parameters(), *out.parameters()])
for epoch in range(3):
    seq = torch.randn(10, 3, 2)
    h = torch.zeros(3, 4)
    loss = 0
    for t in range(9):
        h = cell(seq[t], h)
        loss += F.mse_loss(out(h), seq[t + 1])
    loss = loss / 9
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
