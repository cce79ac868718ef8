import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
criterion = nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
for _ in range(3):
    x = torch.randn(12, 4)
    loss = criterion(net(x).squeeze(1), (x[:, 0] > 0).float())  # G716
    opt.zero_grad()
    loss.backward()
    opt.step()
