import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

net = nn.Sequential(nn.Linear(3, 3), nn.Sigmoid(), nn.Linear(3, 1))
seen = []
net[0].weight.register_hook(lambda g: g.clamp(-1, 1))
net[1].register_forward_hook(lambda m, i, o: seen.append(o.detach().mean().item()))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(4):
    loss = net(torch.randn(5, 3)).pow(2).mean()
    net.zero_grad()
    loss.backward()
    opt.step()
