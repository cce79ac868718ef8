import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

enc, dec, book = nn.Linear(4, 2), nn.Linear(2, 4), nn.Embedding(5, 2)
opt = torch.optim.Adam([*enc.parameters(), *dec.parameters(), *book.parameters()])
for _ in range(4):
    x = torch.randn(8, 4)
    z = enc(x)
    d = (z.unsqueeze(1) - book.weight.unsqueeze(0)).pow(2).sum(-1)
    q = book(d.argmin(1))
    loss = F.mse_loss(q, z.detach()) + 0.25 * F.mse_loss(z, q.detach())
    q = z + (q - z).detach()
    loss = loss + F.mse_loss(dec(q), x)
    opt.zero_grad()
    loss.backward()
    opt.step()
