import torch
torch.manual_seed(0)
x = torch.randn(2, requires_grad=True)
y = torch.randn(2, requires_grad=True)
ox, oy = torch.optim.SGD([x], lr=0.1), torch.optim.Adam([y], lr=0.1)
for i in range(8):
    f = (x * y).sum() + x.pow(2).sum() - y.pow(2).sum()
    if i % 2:
        ox.zero_grad()
        f.backward()
        ox.step()
    else:
        oy.zero_grad()
        (-f).backward()
        oy.step()
