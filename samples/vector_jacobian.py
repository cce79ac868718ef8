"""backward(v) on a result that is no single number: v says how much each of its elements counts."""

import torch

x = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
y = torch.stack([x[0] * x[1], torch.sin(x[1] * x[2]), x.prod()])

v = torch.tensor([1.0, 0.1, 0.01])
y.backward(v)
print(x.grad)  # v times the Jacobian of y: three numbers instead of the whole 3 x 3 matrix

# gradcli checks the whole Jacobian, whatever v was
