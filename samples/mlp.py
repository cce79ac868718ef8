"""A network with one hidden layer and its loss. Draw it: gradcli graph samples/mlp.py -o mlp.svg"""

import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 1)
        self.loss = nn.MSELoss()

    def forward(self, x, target):
        hidden = torch.tanh(self.fc1(x))
        return self.loss(self.fc2(hidden), target)


torch.manual_seed(0)
x = torch.randn(32, 8)
target = torch.sin(x[:, :1])

model = MLP()
loss = model(x, target)
loss.backward()
print(f"loss {loss.item():.4f}, gradient of fc1.weight: {model.fc1.weight.grad.norm().item():.4f}")
