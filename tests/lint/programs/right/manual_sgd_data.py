import torch
torch.manual_seed(0)
w = torch.randn(3, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(5):
    x = torch.randn(6, 3)
    loss = ((x @ w + b) - x.sum(1)).pow(2).mean()
    loss.backward()
    w.data -= 0.1 * w.grad.data
    b.data = b.data - 0.1 * b.grad.data
    w.grad.data.zero_()
    b.grad = None
