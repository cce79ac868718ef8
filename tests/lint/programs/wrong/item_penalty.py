import torch
from torch import nn
def main():
    torch.manual_seed(0)
    net = nn.Linear(3, 1)
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    for _ in range(4):
        x = torch.randn(8, 3)
        penalty = 0.0
        for p in net.parameters():
            penalty += p.abs().sum().item()  # G703
        loss = net(x).pow(2).mean() + 0.1 * penalty
        opt.zero_grad()
        loss.backward()
        opt.step()
main()
