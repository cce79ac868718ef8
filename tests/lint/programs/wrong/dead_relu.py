import torch
from torch import nn
def main():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))
    opt = torch.optim.SGD(net.parameters(), lr=1.0)
    for _ in range(5):
        x = torch.rand(32, 4)
        loss = (net(x) - 3).pow(2).mean()  # G711
        opt.zero_grad()
        loss.backward()
        opt.step()
main()
