import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 4)
    def forward(self, x):
        h = torch.tanh(self.l(x))
        h += x  # G706
        return h
net = nn.Sequential(Block(), Block())
loss = net(torch.randn(3, 4)).sum()
loss.backward()
