import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

for epoch in range(4):
    net = nn.Linear(3, 1)  # G707
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    opt.zero_grad()
    loss = net(torch.randn(5, 3)).pow(2).mean()
    loss.backward()
    opt.step()
