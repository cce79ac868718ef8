import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

net = nn.Linear(2, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
@torch.no_grad()
def loss_of(x):
    return net(x).pow(2).mean()  # G703
for _ in range(3):
    opt.zero_grad()
    loss = loss_of(torch.randn(4, 2))
    loss.requires_grad_()  # G707
    loss.backward()
    opt.step()
