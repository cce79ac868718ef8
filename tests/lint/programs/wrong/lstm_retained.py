import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

lstm, head = nn.LSTM(2, 4), nn.Linear(4, 1)
opt = torch.optim.SGD([*lstm.parameters(), *head.parameters()], lr=0.01)
state = (torch.zeros(1, 1, 4), torch.zeros(1, 1, 4))
for i in range(5):
    out, state = lstm(torch.randn(3, 1, 2), state)  # G704
    loss = head(out).pow(2).mean()
    opt.zero_grad()
    loss.backward(retain_graph=True)
    opt.step()
