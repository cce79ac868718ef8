"""Wrong: the gradient of A @ B with respect to A is g @ B^T; with square matrices a missing transpose does not show in the shapes."""

import torch


class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a @ b

    @staticmethod
    def backward(ctx, grad_out):
        a, b = ctx.saved_tensors
        return grad_out @ b, a.T @ grad_out


def product(a=torch.randn(3, 3, requires_grad=True), b=torch.randn(3, 3, requires_grad=True)):
    return Product.apply(a, b)
