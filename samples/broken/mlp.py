"""Wrong: the network of samples/mlp.py with a tanh of its own, whose backward lacks the factor 1 - tanh^2."""

import torch
from torch import nn


class Tanh(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.tanh(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out  # should be grad_out * (1 - y**2), with the y that was saved


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 1)
        self.loss = nn.MSELoss()

    def forward(self, x, target):
        hidden = Tanh.apply(self.fc1(x))
        return self.loss(self.fc2(hidden), target)


torch.manual_seed(0)
x = torch.randn(32, 8)
target = torch.sin(x[:, :1])

model = MLP()
loss = model(x, target)
