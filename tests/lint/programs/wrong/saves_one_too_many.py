import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)

class Relu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        mask = (x > 0).to(x.dtype)
        ctx.save_for_backward(x, mask)  # G715
        return x * mask
    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[1]
x = torch.randn(4, requires_grad=True)
Relu.apply(x).sum().backward()
