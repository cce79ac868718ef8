import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
scale = torch.tensor(0.5, dtype=torch.float64)
for _ in range(3):
    out = net(torch.randn(8, 4)) * scale
    loss = out.double().pow(2).sum() / 8
    opt.zero_grad()
    loss.backward()
    opt.step()
