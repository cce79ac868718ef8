import torch
torch.manual_seed(0)
w1 = torch.randn(3, 3, requires_grad=True)
w2 = torch.randn(3, 3, requires_grad=True)
x = torch.randn(2, 3)
y = torch.tanh(x @ w1) @ w2
l1, l2 = y.pow(2).mean(), (y - 1).abs().mean()
l1.backward(retain_graph=True)
with torch.no_grad():
    w2 -= 0.1 * w2.grad  # G706
l2.backward()
