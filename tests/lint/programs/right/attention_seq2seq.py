import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

import random
random.seed(0)
enc, dec = nn.GRU(4, 6, batch_first=True), nn.GRUCell(4 + 6, 6)
proj, score = nn.Linear(6, 4), nn.Linear(12, 1)
params = [p for m in (enc, dec, proj, score) for p in m.parameters()]
opt = torch.optim.Adam(params, lr=1e-2)
for it in range(3):
    src, tgt = torch.randn(3, 5, 4), torch.randn(3, 4, 4)
    memory, h = enc(src)
    h, prev, loss = h[0], torch.zeros(3, 4), 0.0
    for t in range(4):
        e = score(torch.cat([memory, h.unsqueeze(1).expand(-1, 5, -1)], -1)).squeeze(-1)
        context = (e.softmax(-1).unsqueeze(-1) * memory).sum(1)
        h = dec(torch.cat([prev, context], -1), h)
        out = proj(h)
        loss = loss + F.mse_loss(out, tgt[:, t])
        prev = tgt[:, t] if random.random() < 0.5 else out.detach()
    opt.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(params, 1.0)
    opt.step()
