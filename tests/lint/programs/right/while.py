import torch
torch.manual_seed(1)
a = torch.randn(3, requires_grad=True)
t = torch.tensor([1.0, 2.0, 3.0])
step, previous = 0, float("inf")
while step < 50:
    loss = ((a - t) ** 2).sum()
    if abs(previous - loss.item()) < 1e-6:
        break
    previous = loss.item()
    loss.backward()
    with torch.no_grad():
        a -= 0.1 * a.grad
        a.grad.zero_()
    step += 1
print(step, a)
