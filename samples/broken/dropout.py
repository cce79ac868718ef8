"""No function at all: dropout draws another mask each time. Call .eval(), or seed inside the function."""

import torch


def noisy(x=torch.ones(20, requires_grad=True)):
    return torch.nn.functional.dropout(x, p=0.5)
