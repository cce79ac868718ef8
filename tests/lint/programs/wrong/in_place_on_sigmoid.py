import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(3, 4)
def forward(x):
    h = torch.sigmoid(net(x))
    h *= 2  # G706
    return h.sum()
for _ in range(2):
    loss = forward(torch.randn(5, 3))
    loss.backward()
