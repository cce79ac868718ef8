import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

m = nn.Sequential(nn.Linear(4, 3), nn.Sigmoid())
crit = nn.CrossEntropyLoss()
opt = torch.optim.Adam(m.parameters())
for _ in range(3):
    loss = crit(m(torch.randn(6, 4)), torch.randint(0, 3, (6,)))  # G716
    opt.zero_grad()
    loss.backward()
    opt.step()
