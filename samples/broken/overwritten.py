"""Wrong: the backward multiplies the incoming gradient in place, which others still need."""

import torch


class Triple(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 3 * x

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out.mul_(3)


def triple(x=torch.tensor([1.0, -2.0], requires_grad=True)):
    return Triple.apply(x)
