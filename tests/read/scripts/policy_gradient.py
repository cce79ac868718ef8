"""REINFORCE on a bandit with states: actions are sampled, their log-probabilities weighed by what they brought."""

import torch
import torch.nn as nn
import torch.optim as optim
from torch.distributions import Categorical, Normal, kl_divergence

torch.manual_seed(543)
policy = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2))
spread = nn.Parameter(torch.zeros(1))
optimizer = optim.Adam([*policy.parameters(), spread], lr=1e-2)

for episode in range(5):
    states = torch.randn(6, 4)
    chosen = Categorical(logits=policy(states))
    actions = chosen.sample()
    rewards = (actions == (states[:, 0] > 0)).float()
    returns = (rewards - rewards.mean()) / (rewards.std() + 1e-6)
    near = kl_divergence(Normal(torch.zeros(1), spread.exp()), Normal(0.5, 1.0)).sum()
    loss = -(chosen.log_prob(actions) * returns).sum() - 0.01 * chosen.entropy().mean() + near
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"episode {episode}: reward {rewards.mean().item():.2f}")
