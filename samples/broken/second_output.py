"""Wrong: an operation with two results whose backward forgets the gradient of the second."""

import torch


class Polar(torch.autograd.Function):
    @staticmethod
    def forward(ctx, r, angle):
        ctx.save_for_backward(r, angle)
        return r * torch.cos(angle), r * torch.sin(angle)

    @staticmethod
    def backward(ctx, grad_x, grad_y):
        r, angle = ctx.saved_tensors
        return grad_x * torch.cos(angle), -grad_x * r * torch.sin(angle)


def point(r=torch.tensor([1.0, 2.0], requires_grad=True), angle=torch.tensor([0.5, 1.0], requires_grad=True)):
    x, y = Polar.apply(r, angle)
    return {"x": x, "y": y}
