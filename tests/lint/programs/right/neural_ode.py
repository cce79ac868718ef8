import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

f = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
opt = torch.optim.Adam(f.parameters(), lr=1e-2)
for _ in range(4):
    y = torch.tensor([[1.0, 0.0]])
    path = []
    for k in range(10):
        y = y + 0.1 * f(y)
        path.append(y)
    loss = (torch.cat(path) - 0.5).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
y = torch.tensor([[1.0, 0.0]])
for k in range(10):
    y = y + 0.1 * f(y)
print(y.detach().numpy())
