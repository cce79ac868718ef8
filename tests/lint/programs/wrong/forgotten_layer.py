import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp, self.mid, self.out = nn.Linear(3, 5), nn.Linear(5, 5), nn.Linear(5, 1)  # G701
    def forward(self, x):
        h = torch.relu(self.inp(x))
        m = torch.relu(self.mid(h))
        return self.out(h)
def main():
    torch.manual_seed(0)
    net = Net()
    opt = torch.optim.Adam(net.parameters())
    for _ in range(3):
        loss = net(torch.randn(8, 3)).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
main()
