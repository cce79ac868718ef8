import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(3, 1)
threshold = nn.Parameter(torch.tensor(0.2))
opt = torch.optim.SGD([*net.parameters(), threshold], lr=1e-2)
for _ in range(4):
    x = torch.randn(8, 3)
    score = torch.sigmoid(net(x))
    picked = (score > threshold).float()  # G714
    loss = -(picked * score).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
