import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

policy = nn.GRUCell(2, 4)
head = nn.Linear(4, 1)
opt = torch.optim.Adam([*policy.parameters(), *head.parameters()])
class Agent:
    def __init__(self):
        self.h = torch.zeros(1, 4)
    def act(self, obs):
        self.h = policy(obs, self.h)  # G704
        return head(self.h)
agent = Agent()
for episode in range(4):
    loss = agent.act(torch.randn(1, 2)).pow(2).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
