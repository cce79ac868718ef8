"""Wrong: what backward needs is kept in one buffer of the class, and a second use overwrites it."""

import torch


class Square(torch.autograd.Function):
    last = None

    @staticmethod
    def forward(ctx, x):
        Square.last = x.detach().clone()  # should be ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, grad_out):
        return 2 * grad_out * Square.last


def twice(x=torch.tensor([0.5, -1.5, 2.0], requires_grad=True)):
    return Square.apply(x) + Square.apply(x + 1)
