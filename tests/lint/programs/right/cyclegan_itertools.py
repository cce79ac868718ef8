import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

import itertools
A, B, DA = nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 1)
og = torch.optim.Adam(itertools.chain(A.parameters(), B.parameters()), lr=1e-3)
od = torch.optim.Adam(DA.parameters(), lr=1e-3)
pool = []
for _ in range(5):
    x, y = torch.randn(4, 2), torch.randn(4, 2)
    for p in DA.parameters():
        p.requires_grad_(False)
    og.zero_grad()
    fake = B(y)
    g = (DA(fake) - 1).pow(2).mean() + (A(fake) - y).abs().mean() + (B(A(x)) - x).abs().mean()
    g.backward()
    og.step()
    for p in DA.parameters():
        p.requires_grad_(True)
    pool.append(fake.detach())
    od.zero_grad()
    d = (DA(x) - 1).pow(2).mean() + DA(pool[0]).pow(2).mean()
    d.backward()
    od.step()
