"""Points where a function has no derivative: a warning that says what the gradient is there, not a failure."""

import torch


def at_zero(x=torch.tensor([-1.0, 0.5, 2.0, 0.0], requires_grad=True)):
    """The kink: slope 0 on the left, 1 on the right. Any value between may be returned; torch takes 0."""
    return torch.relu(x)


def off_zero(x=torch.tensor([-1.0, 0.5, 2.0, 1e-6], requires_grad=True)):
    """A millionth beside the kink there is a derivative."""
    return torch.relu(x)


def rounded(x=torch.tensor([0.4, 1.0], requires_grad=True)):
    """floor jumps at whole numbers."""
    return torch.floor(x) * 0.1 + x
