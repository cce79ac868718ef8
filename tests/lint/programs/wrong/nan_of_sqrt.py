import torch
from torch import nn
def main():
    torch.manual_seed(0)
    net = nn.Linear(3, 3)
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(3):
        x = torch.randn(8, 3)
        y = net(x)
        distance = ((y - y) ** 2).sum(dim=1).sqrt()  # G710
        loss = distance.mean() + y.pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
main()
