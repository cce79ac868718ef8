"""An operation of one's own: w x + b with its backward written by hand, which is what most needs a check."""

import torch


class Line(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, x, b):
        ctx.save_for_backward(w, x)  # what backward needs
        return w * x + b

    @staticmethod
    def backward(ctx, grad_out):
        w, x = ctx.saved_tensors
        return grad_out * x, grad_out * w, grad_out  # one gradient per argument of forward


# the defaults are the point at which the gradient is checked
def line(
    w=torch.rand(2, 2, requires_grad=True),
    x=torch.rand(2, 2, requires_grad=True),
    b=torch.rand(2, 2, requires_grad=True),
):
    return Line.apply(w, x, b)
