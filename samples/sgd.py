"""Gradient descent by hand on a model with one weight: prediction = w x. The gradient is checked at the last step."""

import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0])
y = torch.tensor([2.1, 3.9, 6.2, 7.8])  # about 2 x

w = torch.tensor(0.0, requires_grad=True)
for epoch in range(20):
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():  # the update itself is not part of the graph
        w -= 0.02 * w.grad
    w.grad.zero_()  # otherwise the next backward adds to this gradient

print(f"w = {w.item():.3f}, loss = {loss.item():.4f}")
