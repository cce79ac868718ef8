import torch
from torch import nn
torch.manual_seed(0)
enc, pred = nn.Linear(4, 6), nn.Linear(6, 6)
opt = torch.optim.SGD([*enc.parameters(), *pred.parameters()], lr=0.05)
for _ in range(4):
    x = torch.randn(16, 4)
    a, b = enc(x + 0.1 * torch.randn_like(x)), enc(x + 0.1 * torch.randn_like(x))
    loss = -nn.functional.cosine_similarity(pred(a), b.detach()).mean() - nn.functional.cosine_similarity(pred(b), a.detach()).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
