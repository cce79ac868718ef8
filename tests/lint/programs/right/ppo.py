import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

actor, critic = nn.Linear(3, 2), nn.Linear(3, 1)
opt = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=1e-2)
for update in range(3):
    with torch.no_grad():
        s = torch.randn(16, 3)
        logp = F.log_softmax(actor(s), -1)
        a = torch.multinomial(logp.exp(), 1)
        old = logp.gather(1, a)
        ret = s.sum(1, keepdim=True)
        adv = ret - critic(s)
        adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    for epoch in range(3):
        new = F.log_softmax(actor(s), -1)
        ratio = (new.gather(1, a) - old).exp()
        policy = -torch.min(ratio * adv, ratio.clamp(0.8, 1.2) * adv).mean()
        value = F.mse_loss(critic(s), ret)
        entropy = -(new.exp() * new).sum(-1).mean()
        loss = policy + 0.5 * value - 0.01 * entropy
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(actor.parameters(), 0.5)
        opt.step()
        kl = (old - new.gather(1, a)).mean().item()
        if kl > 0.5:
            break
