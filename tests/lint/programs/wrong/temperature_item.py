import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 3)
        self.temperature = nn.Parameter(torch.tensor(1.5))
    def forward(self, x):
        return self.l(x) / self.temperature.item()  # G703
def train(model):
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        loss = F.cross_entropy(model(torch.randn(5, 4)), torch.randint(0, 3, (5,)))
        opt.zero_grad()
        loss.backward()
        opt.step()
train(Scaled())
