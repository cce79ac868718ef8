import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

import numpy as np
rng = np.random.default_rng(0)
data = [(torch.from_numpy(rng.normal(size=(4, 3)).astype("float32")), torch.from_numpy(rng.normal(size=(4, 1)))) for _ in range(3)]
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in data:
    loss = ((net(x) - y) ** 2).mean()  # G713
    opt.zero_grad()
    loss.backward()
    opt.step()
