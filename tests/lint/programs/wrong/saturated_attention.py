import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(1)

q, k, v = nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 4)
params = [p for m in (q, k, v) for p in m.parameters()]
opt = torch.optim.SGD(params, lr=1e-4)
for _ in range(2):
    x = torch.randn(10, 64) * 10
    a = torch.softmax(q(x) @ k(x).T, dim=-1)  # G712
    loss = (a @ v(x)).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
