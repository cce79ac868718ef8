import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
shadow = {name: p.clone() for name, p in net.named_parameters()}
for _ in range(5):
    loss = net(torch.randn(4, 3)).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    for name, p in net.named_parameters():
        shadow[name] = 0.99 * shadow[name] + 0.01 * p  # G704
