import torch
torch.manual_seed(0)
meta = torch.randn(3, requires_grad=True)
opt = torch.optim.SGD([meta], lr=0.01)
for outer in range(4):
    x = torch.randn(6, 3)
    y = x @ torch.randn(3)
    fast = meta
    for inner in range(5):
        loss = (x @ fast - y).pow(2).mean()
        (g,) = torch.autograd.grad(loss, fast, create_graph=True)
        fast = fast - 0.1 * g
    opt.zero_grad()
    (x @ fast - y).pow(2).mean().backward()
    opt.step()
