import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

trunk, head = nn.Linear(3, 8), nn.Linear(8, 1)
opt = torch.optim.Adam([*trunk.parameters(), *head.parameters()])
for _ in range(3):
    features = torch.tanh(trunk(torch.randn(4, 3)))
    loss = head(features.detach()).pow(2).mean()  # G703
    opt.zero_grad()
    loss.backward()
    opt.step()
