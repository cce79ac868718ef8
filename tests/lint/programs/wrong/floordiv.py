import torch
def main():
    a = torch.tensor([7.0, 9.0], requires_grad=True)
    b = torch.tensor([2.0, 4.0], requires_grad=True)
    for _ in range(3):
        loss = ((a // 2) * b).sum()  # G714
        loss.backward()
        with torch.no_grad():
            for p in (a, b):
                p -= 0.1 * p.grad
                p.grad.zero_()
main()
