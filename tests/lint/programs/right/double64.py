import torch
torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
net = torch.nn.Linear(3, 1)
opt = torch.optim.LBFGS(net.parameters(), line_search_fn="strong_wolfe")
x, y = torch.randn(20, 3), torch.randn(20, 1)
def closure():
    opt.zero_grad()
    loss = ((net(x) - y) ** 2).mean()
    loss.backward()
    return loss
for _ in range(3):
    print(opt.step(closure).item())
