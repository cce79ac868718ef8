import torch
from torch import nn
torch.manual_seed(0)
policy = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
opt = torch.optim.Adam(policy.parameters(), lr=1e-2)
baseline = 0.0
for episode in range(4):
    log_probs, rewards = [], []
    s = torch.randn(2)
    for t in range(5):
        logp = torch.log_softmax(policy(s), dim=0)
        a = torch.multinomial(logp.exp().detach(), 1).item()
        log_probs.append(logp[a])
        rewards.append(float(s[a]))
        s = torch.randn(2)
    ret = sum(rewards)
    loss = -(torch.stack(log_probs).sum() * (ret - baseline))
    baseline = 0.9 * baseline + 0.1 * ret
    opt.zero_grad()
    loss.backward()
    opt.step()
