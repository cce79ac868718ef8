import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

T = 10
beta = torch.linspace(1e-3, 0.2, T)
abar = torch.cumprod(1 - beta, 0)
net = nn.Sequential(nn.Linear(3, 16), nn.SiLU(), nn.Linear(16, 2))
ema = {k: v.clone() for k, v in net.state_dict().items()}
opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
for step in range(5):
    x0, t, eps = torch.randn(16, 2), torch.randint(0, T, (16,)), torch.randn(16, 2)
    xt = abar[t].sqrt()[:, None] * x0 + (1 - abar[t]).sqrt()[:, None] * eps
    loss = F.mse_loss(net(torch.cat([xt, t[:, None] / T], 1)), eps)
    opt.zero_grad()
    loss.backward()
    opt.step()
    with torch.no_grad():
        for k, v in net.state_dict().items():
            ema[k].mul_(0.99).add_(v, alpha=0.01)
@torch.no_grad()
def sample(n):
    x = torch.randn(n, 2)
    for t in reversed(range(T)):
        e = net(torch.cat([x, torch.full((n, 1), t / T)], 1))
        x = (x - beta[t] / (1 - abar[t]).sqrt() * e) / (1 - beta[t]).sqrt()
    return x
print(sample(3))
