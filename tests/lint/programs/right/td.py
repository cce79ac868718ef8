import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

V = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))
opt = torch.optim.SGD(V.parameters(), lr=0.05)
s = torch.zeros(1, 2)
for t in range(20):
    s2 = 0.9 * s + 0.1 * torch.randn(1, 2)
    target = s2.sum() + 0.9 * V(s2).detach()
    loss = (V(s) - target).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    s = s2
