import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

class Scaled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w):
        ctx.save_for_backward(x, w)
        return x * w
    @staticmethod
    def backward(ctx, g):
        gx = gw = None
        if ctx.needs_input_grad[0]:
            gx = g * ctx.saved_tensors[1]
        if ctx.needs_input_grad[1]:
            gw = g * ctx.saved_tensors[0]
        return gx, gw
w = torch.randn(3, requires_grad=True)
for _ in range(3):
    w.grad = None
    Scaled.apply(torch.randn(3), w).sum().backward()
