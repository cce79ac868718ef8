import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
def attack(x, y, eps=0.1, steps=3):
    delta = torch.zeros_like(x, requires_grad=True)
    for _ in range(steps):
        loss = F.cross_entropy(model(x + delta), y)
        loss.backward()
        delta.data = (delta + 0.05 * delta.grad.detach().sign()).clamp(-eps, eps)
        delta.grad.zero_()
    return delta.detach()
for _ in range(4):
    x, y = torch.randn(10, 4), torch.randint(0, 2, (10,))
    d = attack(x, y)
    loss = F.cross_entropy(model(x + d), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
