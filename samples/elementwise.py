"""A plain script, exactly as in a tutorial. gradcli checks what it leaves behind: here `out`, with respect to `x`."""

import torch

x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()

# every tensor remembers the operation that made it; x was made by the user, so it has none
for name, t in {"x": x, "y": y, "z": z, "out": out}.items():
    print(name, t.grad_fn)

out.backward()
print(x.grad)  # d out / d x = 6 (x + 2) / 4 = 4.5 everywhere
