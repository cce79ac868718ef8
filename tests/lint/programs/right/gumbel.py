import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

logits = torch.zeros(4, 3, requires_grad=True)
opt = torch.optim.Adam([logits], lr=0.1)
for _ in range(4):
    soft = F.softmax((logits - torch.log(-torch.log(torch.rand(4, 3) + 1e-9) + 1e-9)) / 0.5, dim=-1)
    hard = F.one_hot(soft.argmax(-1), 3).float()
    y = hard - soft.detach() + soft
    loss = (y * torch.arange(3.0)).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
