"""Cannot run backwards: exp keeps its result for the backward, and the result is then changed in place."""

import torch


def grown(x=torch.tensor([0.1, 0.2], requires_grad=True)):
    y = torch.exp(x)
    y.add_(1)
    return y
