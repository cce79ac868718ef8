import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(3, 2)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
mean = 1.0
for _ in range(6):
    out = net(torch.randn(8, 3))
    loss = out.pow(2).mean() / mean
    opt.zero_grad()
    loss.backward()
    mean = 0.9 * mean + 0.1 * loss.item()
    opt.step()
