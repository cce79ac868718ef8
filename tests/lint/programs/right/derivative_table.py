import torch
for value in (0.5, 1.0, 1.5, 2.0):
    x = torch.tensor(value, requires_grad=True)
    y = torch.sin(x) * x
    y.backward()
    print(value, x.grad.item(), (torch.sin(x) + x * torch.cos(x)).item())
