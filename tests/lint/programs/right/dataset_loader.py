import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

from torch.utils.data import DataLoader, TensorDataset
import numpy as np
rng = np.random.default_rng(0)
X = torch.tensor(rng.normal(size=(40, 3)), dtype=torch.float32)
Y = (X.sum(1) > 0).long()
loader = DataLoader(TensorDataset(X, Y), batch_size=8, shuffle=True)
model = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2))
opt = torch.optim.Adam(model.parameters(), lr=1e-2)
crit = nn.CrossEntropyLoss()
def train(loader, model, crit, opt):
    model.train()
    for batch, (x, y) in enumerate(loader):
        loss = crit(model(x), y)
        loss.backward()
        opt.step()
        opt.zero_grad()
        if batch % 2 == 0:
            print(f"loss: {loss.item():>7f}")
def test(loader, model, crit):
    model.eval()
    test_loss, correct = 0, 0
    with torch.no_grad():
        for x, y in loader:
            pred = model(x)
            test_loss += crit(pred, y).item()
            correct += (pred.argmax(1) == y).type(torch.float).sum().item()
    print(test_loss / len(loader), correct / 40)
for t in range(3):
    train(loader, model, crit, opt)
    test(loader, model, crit)
