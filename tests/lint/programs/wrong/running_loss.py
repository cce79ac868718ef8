import torch
from torch import nn
class Trainer:
    def __init__(self):
        self.net = nn.Linear(3, 1)
        self.opt = torch.optim.Adam(self.net.parameters())
        self.running_loss = 0.0
    def step(self, x, y):
        self.opt.zero_grad()
        loss = (self.net(x) - y).abs().mean()
        loss.backward()
        self.opt.step()
        self.running_loss = self.running_loss * 0.9 + loss * 0.1  # G704
def main():
    torch.manual_seed(0)
    t = Trainer()
    for _ in range(5):
        t.step(torch.randn(4, 3), torch.randn(4, 1))
    print(float(t.running_loss))
main()
