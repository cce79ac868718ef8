"""torch.nn.grad: the gradients of convolutions, as functions that can be differentiated themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.autograd.backprop import grad
from gradcli.autograd.grad_mode import enable_grad, is_grad_enabled
from gradcli.nn import engine as T
from gradcli.nn import functional as F

Gradient = Callable[..., Any]


def by_input(rank: int) -> Gradient:
    """conv1d_input, conv2d_input, conv3d_input."""
    conv = getattr(F, f"conv{rank}d")

    def convolution_input(
        input_size: Any, weight: Any, grad_output: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
    ) -> Any:
        """The gradient of a convolution by its input, of shape `input_size`."""
        x = T.zeros(tuple(input_size), dtype=weight.dtype, requires_grad=True)
        return pulled(lambda: conv(x, weight, None, stride, padding, dilation, groups), x, grad_output)

    return named(convolution_input, f"conv{rank}d_input")


def by_weight(rank: int) -> Gradient:
    """conv1d_weight, conv2d_weight, conv3d_weight."""
    conv = getattr(F, f"conv{rank}d")

    def convolution_weight(
        input: Any, weight_size: Any, grad_output: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
    ) -> Any:
        """The gradient of a convolution by its weight, of shape `weight_size`."""
        w = T.zeros(tuple(weight_size), dtype=input.dtype, requires_grad=True)
        return pulled(lambda: conv(input, w, None, stride, padding, dilation, groups), w, grad_output)

    return named(convolution_weight, f"conv{rank}d_weight")


def pulled(forward: Callable[[], Any], leaf: Any, g: Any) -> Any:
    """The gradient of forward() by a leaf; with a graph of its own where gradients are recorded."""
    recorded = is_grad_enabled()
    with enable_grad():
        y = forward()
    (gradient,) = grad(y, leaf, g, create_graph=recorded)
    return gradient


def named(fn: Gradient, name: str) -> Gradient:
    """A function under its public name."""
    fn.__name__ = fn.__qualname__ = name
    return fn


conv1d_input, conv2d_input, conv3d_input = map(by_input, (1, 2, 3))
conv1d_weight, conv2d_weight, conv3d_weight = map(by_weight, (1, 2, 3))
