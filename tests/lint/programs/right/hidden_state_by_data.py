import torch
from torch import nn

torch.manual_seed(0)
rnn, head = nn.GRU(3, 5, batch_first=True), nn.Linear(5, 1)
optimizer = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=1e-2)
hidden = torch.zeros(1, 1, 5)
for _ in range(5):
    hidden = hidden.data
    out, hidden = rnn(torch.randn(1, 6, 3), hidden)
    loss = head(out).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
