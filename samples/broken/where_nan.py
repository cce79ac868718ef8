"""A trap: where() evaluates both branches, and 0 times the infinite slope of sqrt at 0 is NaN."""

import torch


def safe_looking(x=torch.tensor([0.0, 1.0, 4.0], requires_grad=True)):
    return torch.where(x > 0, torch.sqrt(x), torch.zeros_like(x)) + x
