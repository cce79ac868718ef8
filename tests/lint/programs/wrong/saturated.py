import torch
from torch import nn
def main():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
    opt = torch.optim.SGD(net.parameters(), lr=0.01)
    for _ in range(3):
        x = torch.randn(32, 4) * 1000 + 2000
        loss = (net(x) - 3).pow(2).mean()  # G712
        opt.zero_grad()
        loss.backward()
        opt.step()
main()
