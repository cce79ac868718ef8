import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

A = nn.Parameter(torch.eye(2) * 0.9)
opt = torch.optim.SGD([A], lr=0.01)
state = torch.ones(2)
t = 0
while t < 5:
    state = torch.tanh(A @ state)  # G704
    loss = (state - 0.3).pow(2).sum()
    opt.zero_grad()
    loss.backward(retain_graph=True)
    A.data -= 0.01 * A.grad
    t += 1
