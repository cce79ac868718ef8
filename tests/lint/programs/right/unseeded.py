import os, random
import torch
from torch import nn
net = nn.Linear(3, 2)
opt = torch.optim.SGD(net.parameters(), lr=0.05)
rng = random.Random(os.urandom(8))
for _ in range(6):
    out = net(torch.randn(8, 3) * rng.random())
    loss = out.pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
