import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

w = torch.randn(4, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for _ in range(3):
    y = torch.sigmoid(w * 2)
    loss = (y - 1).pow(2).sum()
    y.data.clamp_(0.3, 0.6)  # G706
    opt.zero_grad()
    loss.backward()
    opt.step()
