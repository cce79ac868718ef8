import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(4):
    x = torch.randn(6, 3)
    loss = net(x).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        norm = torch.stack([p.grad.norm() for p in net.parameters()]).norm()
        moves = []
        for p in net.parameters():
            e = 0.05 * p.grad / (norm + 1e-12)
            p.add_(e)
            moves.append(e)
    opt.zero_grad()
    net(x).pow(2).mean().backward()
    with torch.no_grad():
        for p, e in zip(net.parameters(), moves):
            p.sub_(e)
    opt.step()
    opt.zero_grad()
