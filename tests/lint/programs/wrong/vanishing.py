import torch
from torch import nn
class Deep(nn.Module):
    def __init__(self, n=20):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(n)])
        self.out = nn.Linear(8, 1)
    def forward(self, x):
        for layer in self.layers:
            x = torch.sigmoid(layer(x))  # G708
        return self.out(x)
def train():
    torch.manual_seed(0)
    model = Deep()
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        loss = model(torch.randn(16, 8)).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
train()
