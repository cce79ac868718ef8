import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(3, 1)
log_scale = nn.Parameter(torch.zeros(1))
opt = torch.optim.Adam([*net.parameters(), log_scale], lr=1e-2)
for _ in range(4):
    x = torch.randn(8, 3)
    loss = (net(x) * log_scale.data.exp() - 1).pow(2).mean()  # G703
    opt.zero_grad()
    loss.backward()
    opt.step()
