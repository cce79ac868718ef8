import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3), nn.LogSoftmax(dim=1))
gate = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())
opt = torch.optim.Adam([*net.parameters(), *gate.parameters()], lr=1e-2)
for _ in range(3):
    x, y = torch.randn(12, 4), torch.randint(0, 3, (12,))
    loss = nn.functional.nll_loss(net(x), y) + nn.functional.binary_cross_entropy(gate(x).squeeze(1), (y > 0).float())
    opt.zero_grad()
    loss.backward()
    opt.step()
    accuracy = (net(x).argmax(1) == y).float().mean().item()
