"""A Function with `inputs` is a case by itself: no function around it is needed."""

import torch
from gradcli import normal, positive


class Gaussian(torch.autograd.Function):
    """exp(-x^2 / (2 s^2)) for a vector x and one width s."""

    inputs = {"x": normal(5), "s": positive()}

    @staticmethod
    def forward(ctx, x, s):
        y = torch.exp(-(x**2) / (2 * s**2))
        ctx.save_for_backward(x, s, y)
        return y

    @staticmethod
    def backward(ctx, grad_out):
        x, s, y = ctx.saved_tensors
        grad_x = -grad_out * y * x / s**2
        grad_s = (grad_out * y * x**2 / s**3).sum()  # s was used for every element, so its gradient is a sum
        return grad_x, grad_s
