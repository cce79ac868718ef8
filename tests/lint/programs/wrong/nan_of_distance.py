import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

class Dist(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(5, 3)
    def forward(self, i, j):
        d = self.e(i) - self.e(j)
        return (d * d).sum(1).sqrt()  # G710
def train():
    m = Dist()
    opt = torch.optim.Adam(m.parameters(), lr=0.1)
    for step in range(3):
        i, j = torch.tensor([0, 1, 2]), torch.tensor([3, 1, 4])
        loss = (m(i, j) - 1).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
train()
