import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 2, 3, padding=1), nn.Conv2d(2, 2, 3, padding=1)
        self.conv3 = nn.Conv2d(2, 2, 3, padding=1)  # G701
        self.fc = nn.Linear(2 * 16, 2)
    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = F.relu(self.conv2(x))
        return self.fc(x.flatten(1))
class Trainer:
    def __init__(self, model):
        self.model, self.opt = model, torch.optim.Adam(model.parameters())
    def fit(self):
        for _ in range(3):
            self.opt.zero_grad()
            loss = F.cross_entropy(self.model(torch.randn(4, 1, 4, 4)), torch.randint(0, 2, (4,)))
            loss.backward()
            self.opt.step()
Trainer(Net()).fit()
