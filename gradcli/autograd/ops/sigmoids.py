"""The gradients of tanh and sigmoid as operations of their own: one node each in a recorded backward, as in torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.op import Op
from gradcli.autograd.ops.elementwise import sigmoid, tanh
from gradcli.autograd.quick import binary
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor
from gradcli.sample import gaussian, normal

ONES = {np.dtype(kind): np.ones((), kind) for kind in "efdFD"}  # numpy takes as long to convert a Python number as to subtract
PAIRS = [(normal(2, 3), normal(2, 3)), (gaussian(2), gaussian(2))]


def times_slope(g: Any, slope: Any) -> Any:
    """g conj(slope), in the memory of the slope, which is nobody else's, where that is possible."""
    if slope.__class__ is not np.ndarray or slope.shape != g.shape or slope.dtype != g.dtype or slope.dtype.kind == "c":
        return g * conj(slope)
    slope *= g
    return slope


def tanh_kernel(g: Any, y: Any) -> Any:
    """The gradient g (1 - y^2) of y = tanh(x)."""
    slope = y * y
    return times_slope(g, np.subtract(ONES[slope.dtype], slope, slope) if slope.__class__ is np.ndarray else 1 - slope)


def sigmoid_kernel(g: Any, y: Any) -> Any:
    """The gradient g y (1 - y) of y = sigmoid(x)."""
    slope = 1 - y
    slope *= y
    return times_slope(g, slope)


def backward_of(forward: Op, kernel: Callable[..., Any], slope: Callable[[Any], Any], curvature: Callable[[Any], Any]) -> Op:
    """Declare the gradient g conj(slope(y)) of an operation; curvature: d slope / dy."""
    op = Op(forward.name + "_backward", kernel, PAIRS, promote="same", family="activation").batch(aligned)

    def pulled(g: Any, y: Any, _x: Any = None) -> Any:
        if g.__class__ is y.__class__ is np.ndarray:
            return kernel(g, y)
        return on_tensors(g, y) if isinstance(g, Tensor) or isinstance(y, Tensor) else kernel(g, y)

    op.vjp(lambda h, _z, _g, y: pulled(h, conj(y)), lambda h, _z, g, y: conj(h) * (g * conj(curvature(y))))
    op.jvp(lambda ts, _z, g, y: sum_of(ts[0], ts[1], lambda t: pulled(t, y), lambda t: g * conj(curvature(y) * t)))
    on_tensors = binary(op)
    forward.vjp(pulled)
    return op.complex_safe(lambda g, y: g * slope(y))


def sum_of(a: Any, b: Any, f: Callable[[Any], Any], h: Callable[[Any], Any]) -> Any:
    """f(a) + h(b), less what is None."""
    return h(b) if a is None else f(a) if b is None else f(a) + h(b)


tanh_backward = backward_of(tanh, tanh_kernel, lambda y: 1 - y * y, lambda y: y * -2)
sigmoid_backward = backward_of(sigmoid, sigmoid_kernel, lambda y: y * (1 - y), lambda y: 1 - y - y)
