import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    opt.zero_grad()
    loss = (net(torch.randn(8, 3)) ** 2).mean()
    loss = torch.tensor(loss.item(), requires_grad=True)  # G703 G707
    loss.backward()
    opt.step()
