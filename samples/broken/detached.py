"""Wrong: the normalisation is detached, so half of the dependence on x has no gradient."""

import torch


def normalized(x=torch.tensor([3.0, 4.0, 12.0], requires_grad=True)):
    size = x.norm().detach()
    return x / size
