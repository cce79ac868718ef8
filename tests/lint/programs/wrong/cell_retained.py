import torch
from torch import nn
torch.manual_seed(0)
cell = nn.RNNCell(2, 4)
read = nn.Linear(4, 1)
params = list(cell.parameters()) + list(read.parameters())
h = torch.zeros(1, 4)
for t in range(5):
    x = torch.randn(1, 2)
    h = cell(x, h)  # G704
    loss = (read(h) - x.sum()).pow(2).mean()
    grads = torch.autograd.grad(loss, params, retain_graph=True)
    for p, g in zip(params, grads):
        p.data.add_(g, alpha=-0.01)
