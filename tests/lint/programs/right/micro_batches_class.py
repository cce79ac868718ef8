import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

class Accumulator:
    def __init__(self, net, every=4):
        self.net, self.every, self.count = net, every, 0
        self.opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
    def __call__(self, x):
        (self.net(x).pow(2).mean() / self.every).backward()
        self.count += 1
        if self.count == self.every:
            self.opt.step()
            self.net.zero_grad(set_to_none=False)
            self.count = 0
def main():
    acc = Accumulator(nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 1)))
    for _ in range(12):
        acc(torch.randn(5, 3))
main()
