import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

decoder = nn.Linear(2, 4)
opt = torch.optim.Adam(decoder.parameters(), lr=1e-2)
for _ in range(4):
    x = torch.randn(6, 4)
    z = torch.zeros(6, 2, requires_grad=True)
    inner = torch.optim.SGD([z], lr=0.1)
    for _ in range(3):
        inner.zero_grad()
        F.mse_loss(decoder(z), x).backward()
        inner.step()
    opt.zero_grad()
    F.mse_loss(decoder(z.detach()), x).backward()
    opt.step()
