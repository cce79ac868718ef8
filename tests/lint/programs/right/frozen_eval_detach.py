import torch
from torch import nn
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        self.head = nn.Linear(8, 2)
    def forward(self, x):
        z = self.backbone(x).detach()
        return self.head(z)
def main():
    torch.manual_seed(0)
    model, criterion = Model(), nn.CrossEntropyLoss()
    opt = torch.optim.SGD(model.head.parameters(), lr=0.1)
    for _ in range(3):
        x, y = torch.randn(12, 4), torch.randint(0, 2, (12,))
        loss = criterion(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
if __name__ == "__main__":
    main()
