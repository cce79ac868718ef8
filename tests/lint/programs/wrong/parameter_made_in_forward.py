import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

class Bad(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 3)
    def forward(self, x):
        scale = nn.Parameter(torch.ones(3))  # G707
        return self.l(x) * scale
m = Bad()
opt = torch.optim.SGD(m.parameters(), lr=0.1)
for _ in range(4):
    loss = m(torch.randn(5, 3)).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
