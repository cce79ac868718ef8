import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

net = nn.ModuleDict({"body": nn.Linear(3, 4), "head": nn.Linear(4, 2)})
def run(params, n):
    opt = torch.optim.SGD(params, lr=0.1)
    for _ in range(n):
        x, y = torch.randn(6, 3), torch.randint(0, 2, (6,))
        loss = F.cross_entropy(net["head"](torch.relu(net["body"](x))), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
run(net["head"].parameters(), 3)
run(net.parameters(), 3)
