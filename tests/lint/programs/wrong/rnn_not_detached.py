import torch
from torch import nn
torch.manual_seed(0)
rnn = nn.GRU(3, 5, batch_first=True)
head = nn.Linear(5, 1)
optimizer = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=1e-2)
series = torch.sin(torch.arange(0, 120, dtype=torch.float32).reshape(1, 40, 3) / 7)
hidden = torch.zeros(1, 1, 5)
for start in range(0, 36, 6):
    chunk = series[:, start : start + 6]
    out, hidden = rnn(chunk, hidden)  # G704
    loss = ((head(out)[:, :-1, 0] - chunk[:, 1:, 0]) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
