"""A small convolutional network. `example_input` says what to feed it; its parameters are checked under their dotted names."""

import torch
from torch import nn
from gradcli import normal


class ConvNet(nn.Module):
    example_input = normal(2, 1, 8, 8)  # two grey pictures of 8 x 8

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 3, kernel_size=3)
        self.pool = nn.AvgPool2d(2)
        self.head = nn.Linear(3 * 3 * 3, 4)

    def forward(self, x):
        x = self.pool(torch.tanh(self.conv(x)))
        return torch.log_softmax(self.head(x.flatten(1)), dim=1)
