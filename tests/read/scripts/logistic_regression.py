# logistic regression on two clouds of points
import torch
import torch.nn.functional as F

torch.manual_seed(1)
n = 40
X = torch.cat([torch.randn(n // 2, 2) + 1.0, torch.randn(n // 2, 2) - 1.0])
y = torch.cat([torch.ones(n // 2), torch.zeros(n // 2)])

weights = torch.zeros(2, requires_grad=True)
bias = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([weights, bias], lr=0.5)

losses = []
for _ in range(30):
    optimizer.zero_grad()
    probability = torch.sigmoid(X @ weights + bias)
    loss = F.binary_cross_entropy(probability, y) + 0.01 * weights.pow(2).sum()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

with torch.no_grad():
    accuracy = ((X @ weights + bias > 0).float() == y).float().mean()
print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}, accuracy {accuracy:.2f}")
