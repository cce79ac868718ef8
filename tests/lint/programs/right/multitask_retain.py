import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

trunk, a, b = nn.Linear(4, 8), nn.Linear(8, 1), nn.Linear(8, 1)
params = [*trunk.parameters(), *a.parameters(), *b.parameters()]
opt = torch.optim.Adam(params)
for _ in range(4):
    z = torch.tanh(trunk(torch.randn(6, 4)))
    la, lb = a(z).pow(2).mean(), (b(z) - 1).pow(2).mean()
    opt.zero_grad()
    la.backward(retain_graph=True)
    lb.backward()
    opt.step()
