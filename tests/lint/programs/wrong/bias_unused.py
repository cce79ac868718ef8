import torch
def main():
    torch.manual_seed(0)
    w = torch.randn(3, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)  # G717
    opt = torch.optim.SGD([w, b], lr=0.1)
    for _ in range(3):
        x = torch.randn(5, 3)
        loss = (x @ w - 1).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
main()
