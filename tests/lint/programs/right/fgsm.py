import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
crit = nn.CrossEntropyLoss()
for _ in range(4):
    x, y = torch.randn(12, 4), torch.randint(0, 2, (12,))
    x.requires_grad_(True)
    loss = crit(net(x), y)
    net.zero_grad()
    loss.backward()
    adv = (x + 0.1 * x.grad.sign()).detach()
    opt.zero_grad()
    crit(net(adv), y).backward()
    opt.step()
