import numpy as np
import torch
def main():
    rng = np.random.default_rng(0)
    x = torch.from_numpy(rng.normal(size=(10, 3)))
    w = torch.zeros(3, requires_grad=True)
    for _ in range(3):
        loss = ((x * w).sum(1) - 1).pow(2).mean()  # G713
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
            w.grad = None
main()
