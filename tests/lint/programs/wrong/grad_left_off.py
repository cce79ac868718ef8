import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
torch.set_grad_enabled(False)
print(net(torch.randn(2, 3)))
for _ in range(3):
    loss = net(torch.randn(4, 3)).pow(2).mean()  # G702
    opt.zero_grad()
    loss.backward()
    opt.step()
