"""Functions whose parameters have tensors as defaults. Those that require grad are checked, the others are data."""

import torch


def ridge(
    w=torch.tensor([0.5, -0.3], requires_grad=True),
    x=torch.tensor([[1.0, 2.0], [0.5, -1.0], [2.0, 0.0]]),
    y=torch.tensor([1.0, 0.0, 2.0]),
    penalty=0.1,
):
    """A plain number as default, such as the penalty, is a constant."""
    return ((x @ w - y) ** 2).mean() + penalty * w.norm() ** 2


def several(a=torch.tensor(1.5, requires_grad=True), b=torch.tensor([2.0, 3.0], requires_grad=True)):
    """Several results: each is checked with respect to each input."""
    return {"product": a * b, "ratio": a / b, "total": a + b.sum()}
