import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

w = torch.zeros(2, requires_grad=True)
opt = torch.optim.LBFGS([w], max_iter=3)
x, y = torch.randn(10, 2), torch.randn(10)
def closure():
    loss = (x @ w - y).pow(2).mean()
    loss.backward()  # G705
    return loss
for _ in range(3):
    opt.step(closure)
