import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

w = torch.randn(3, requires_grad=True)
buf = torch.zeros(3)
outs = []
for i in range(3):
    buf.copy_(torch.full((3,), float(i + 1)))  # G706
    outs.append((buf * w).sum())
loss = sum(outs)
loss.backward()
