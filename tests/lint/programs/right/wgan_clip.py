import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

G, C = nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(), nn.Linear(8, 1))
og, oc = torch.optim.RMSprop(G.parameters(), lr=1e-3), torch.optim.RMSprop(C.parameters(), lr=1e-3)
for it in range(6):
    for _ in range(2):
        oc.zero_grad()
        real, fake = torch.randn(8, 2), G(torch.randn(8, 2)).detach()
        (C(fake).mean() - C(real).mean()).backward()
        oc.step()
        for p in C.parameters():
            p.data.clamp_(-0.1, 0.1)
    og.zero_grad()
    (-C(G(torch.randn(8, 2))).mean()).backward()
    og.step()
