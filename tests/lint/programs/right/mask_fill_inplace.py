import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

q, k = nn.Linear(4, 4), nn.Linear(4, 4)
opt = torch.optim.Adam([*q.parameters(), *k.parameters()])
for _ in range(3):
    x = torch.randn(2, 5, 4)
    s = q(x) @ k(x).transpose(1, 2) / 2
    s.masked_fill_(torch.ones(5, 5).triu(1).bool(), float("-inf"))
    loss = (s.softmax(-1) @ x).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
