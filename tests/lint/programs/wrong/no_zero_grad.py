import torch
from torch import nn
class Trainer:
    def __init__(self, net):
        self.net, self.opt = net, torch.optim.Adam([{"params": net[0].parameters()}, {"params": net[2].parameters(), "lr": 1e-4}])
    def fit(self, n):
        for i in range(n):
            x = torch.randn(8, 3)
            loss = self.loss(x)
            loss.backward()  # G705
            self.opt.step()
    def loss(self, x):
        return (self.net(x) - x.norm(dim=1, keepdim=True)).pow(2).mean()
if __name__ == "__main__":
    torch.manual_seed(0)
    Trainer(nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))).fit(4)
