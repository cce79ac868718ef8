import copy
import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(3, 1)
opt = torch.optim.RMSprop(net.parameters(), lr=1e-2)
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, patience=1)
x, y = torch.randn(20, 3), torch.randn(20, 1)
best, best_net, patience = float("inf"), None, 0
for epoch in range(30):
    net.train()
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    reg = sum(p.pow(2).sum() for p in net.parameters())
    (loss + 1e-3 * reg).backward()
    norm = sum(p.grad.pow(2).sum().item() for p in net.parameters()) ** 0.5
    opt.step()
    plateau.step(loss.item())
    if loss.item() < best - 1e-4:
        best, best_net, patience = loss.item(), copy.deepcopy(net), 0
    else:
        patience += 1
        if patience > 3:
            break
print(best, norm)
