import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 2, 3)).eval()
for p in net.parameters():
    p.requires_grad_(False)
target = net(torch.rand(1, 1, 8, 8))
img = torch.rand(1, 1, 8, 8, requires_grad=True)
opt = torch.optim.LBFGS([img], max_iter=4)
for _ in range(3):
    def closure():
        with torch.no_grad():
            img.clamp_(0, 1)
        opt.zero_grad()
        loss = F.mse_loss(net(img), target)
        loss.backward()
        return loss
    opt.step(closure)
