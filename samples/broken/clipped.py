"""Wrong: the backward clips the incoming gradient. With gradients of ordinary size nothing is seen of it."""

import torch


class Identity(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out.clamp(-1, 1)


def clipped(x=torch.randn(4, requires_grad=True)):
    return Identity.apply(x) * 0.5
