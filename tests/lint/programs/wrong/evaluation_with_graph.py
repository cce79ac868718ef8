import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
train = [(torch.randn(4, 3), torch.randn(4, 1)) for _ in range(4)]
valid = [(torch.randn(4, 3), torch.randn(4, 1)) for _ in range(6)]
for epoch in range(2):
    for x, y in train:
        opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
    val_loss = 0
    for x, y in valid:
        val_loss += nn.functional.mse_loss(net(x), y)  # G704
    print(val_loss.item() / len(valid))
