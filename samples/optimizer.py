"""The same with a layer and an optimizer: fit sin(x) with a small network."""

import torch
from torch import nn

x = torch.linspace(-2, 2, 16).unsqueeze(1)
y = torch.sin(x)

model = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
for epoch in range(25):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()

print(f"loss after {epoch + 1} epochs: {loss.item():.4f}")
