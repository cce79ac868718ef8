"""Wrong: the derivative of cos is -sin; here the minus is missing."""

import torch


class Cos(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.cos(x)

    @staticmethod
    def backward(ctx, grad_out):
        (x,) = ctx.saved_tensors
        return grad_out * torch.sin(x)


def wave(x=torch.linspace(0.2, 1.4, 5, requires_grad=True)):
    return Cos.apply(3 * x).sum()
