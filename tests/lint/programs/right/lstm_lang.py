import torch
from torch import nn
torch.manual_seed(0)
text = "hello world, hello gradients"
chars = sorted(set(text))
ids = torch.tensor([chars.index(c) for c in text])
embed, lstm, head = nn.Embedding(len(chars), 6), nn.LSTM(6, 8), nn.Linear(8, len(chars))
params = [p for m in (embed, lstm, head) for p in m.parameters()]
opt = torch.optim.Adam(params, lr=1e-2)
crit = nn.CrossEntropyLoss()
for epoch in range(3):
    h = None
    total = 0.0
    for i in range(0, len(ids) - 9, 8):
        x, y = ids[i : i + 8], ids[i + 1 : i + 9]
        if h is not None:
            h = (h[0].detach(), h[1].detach())
        out, h = lstm(embed(x).unsqueeze(1), h)
        loss = crit(head(out).squeeze(1), y)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        total += float(loss)
    print(epoch, total)
