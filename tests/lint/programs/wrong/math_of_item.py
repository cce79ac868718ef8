import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

import math
a = torch.tensor(0.3, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
opt = torch.optim.Adam([a, b], lr=0.05)
x = torch.linspace(0, 3, 20)
y = 2 * torch.exp(-0.7 * x)
for _ in range(5):
    pred = b * torch.pow(torch.tensor(math.exp(a.item())), -x)  # G703
    loss = (pred - y).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
