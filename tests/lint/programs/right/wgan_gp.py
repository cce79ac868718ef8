import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

D = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.Adam(D.parameters())
for it in range(5):
    real, fake = torch.randn(8, 2), torch.randn(8, 2) + 2
    a = torch.rand(8, 1)
    mix = (a * real + (1 - a) * fake).requires_grad_(True)
    g = torch.autograd.grad(D(mix).sum(), mix, create_graph=True)[0]
    loss = D(fake).mean() - D(real).mean() + 10 * ((g.norm(2, dim=1) - 1) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
