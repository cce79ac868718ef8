import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

x = torch.tensor([3.0], requires_grad=True)
for i in range(10):
    f = x ** 4 - 2 * x ** 2 + x
    (g,) = torch.autograd.grad(f, x, create_graph=True)
    (h,) = torch.autograd.grad(g, x)
    if g.abs().item() < 1e-8:
        break
    with torch.no_grad():
        x -= g / h
print(x)
