import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
Y = torch.tensor([[0.], [1.], [1.], [0.]])
net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1), nn.Sigmoid())
opt = torch.optim.Adam(net.parameters(), lr=0.1)
for epoch in range(600):
    opt.zero_grad()
    loss = F.binary_cross_entropy(net(X), Y)
    loss.backward()
    opt.step()
print(loss.item(), net(X).detach().numpy().round(2))
