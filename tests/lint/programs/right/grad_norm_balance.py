import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

shared = nn.Linear(3, 4)
a, b = nn.Linear(4, 1), nn.Linear(4, 1)
opt = torch.optim.Adam([*shared.parameters(), *a.parameters(), *b.parameters()])
for _ in range(4):
    z = shared(torch.randn(6, 3))
    l1, l2 = a(z).pow(2).mean(), (b(z) - 2).pow(2).mean()
    n1 = torch.autograd.grad(l1, shared.weight, retain_graph=True)[0].norm()
    n2 = torch.autograd.grad(l2, shared.weight, retain_graph=True)[0].norm()
    w1, w2 = n2 / (n1 + n2), n1 / (n1 + n2)
    loss = w1.detach() * l1 + w2.detach() * l2
    opt.zero_grad()
    loss.backward()
    opt.step()
