import numpy as np
import torch
from torch import nn
torch.manual_seed(0)
first, second = nn.Linear(3, 5), nn.Linear(5, 1)
opt = torch.optim.Adam([*first.parameters(), *second.parameters()], lr=1e-2)
for _ in range(3):
    x = torch.randn(8, 3)
    h = torch.from_numpy(np.maximum(first(x).detach().numpy(), 0))  # G703
    loss = (second(h) - 1).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
