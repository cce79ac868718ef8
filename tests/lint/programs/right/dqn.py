import copy
import random
import torch
from torch import nn
random.seed(0)
torch.manual_seed(0)
q = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 2))
target = copy.deepcopy(q)
opt = torch.optim.Adam(q.parameters(), lr=1e-3)
buffer, state, step = [], torch.zeros(3), 0
while step < 40:
    if random.random() < 0.3:
        action = random.randrange(2)
    else:
        with torch.no_grad():
            action = q(state).argmax().item()
    following = (state + torch.randn(3) * 0.1 + (0.1 if action else -0.1)).detach()
    reward = -following.abs().sum().item()
    buffer.append((state, action, reward, following))
    state, step = following, step + 1
    if len(buffer) >= 16:
        batch = random.sample(buffer, 12)
        s, s2 = torch.stack([b[0] for b in batch]), torch.stack([b[3] for b in batch])
        a, r = torch.tensor([b[1] for b in batch]), torch.tensor([b[2] for b in batch])
        with torch.no_grad():
            goal = r + 0.9 * target(s2).max(dim=1).values
        loss = nn.functional.smooth_l1_loss(q(s).gather(1, a.unsqueeze(1)).squeeze(1), goal)
        opt.zero_grad()
        loss.backward()
        opt.step()
    if step % 10 == 0:
        target.load_state_dict(q.state_dict())
