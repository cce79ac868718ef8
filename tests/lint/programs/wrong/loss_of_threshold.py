import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

net = nn.Sequential(nn.Linear(3, 1), nn.Sigmoid())
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    x = torch.randn(4, 3)
    guess = (net(x) > 0.5).float()  # G702
    loss = F.binary_cross_entropy(guess, torch.ones(4, 1))
    opt.zero_grad()
    loss.backward()
    opt.step()
