import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

def energy(w=torch.tensor([0.3, -0.5], requires_grad=True)):
    return (w ** 2).sum() + w.prod()
class Net(nn.Module):
    example_input = torch.tensor([[0.1, 0.2]])
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(2, 1)
    def forward(self, x):
        return torch.tanh(self.l(x))
if __name__ == "__main__":
    net = Net()
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(4):
        loss = net(torch.randn(4, 2)).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
