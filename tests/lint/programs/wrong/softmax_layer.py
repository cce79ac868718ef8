import torch
from torch import nn
class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3), nn.Softmax(dim=1))
    def forward(self, x):
        return self.net(x)
def main():
    torch.manual_seed(0)
    model, criterion = Classifier(), nn.CrossEntropyLoss()
    opt = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(3):
        x, y = torch.randn(12, 4), torch.randint(0, 3, (12,))
        loss = criterion(model(x), y)  # G716
        opt.zero_grad()
        loss.backward()
        opt.step()
if __name__ == "__main__":
    main()
