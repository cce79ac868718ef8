"""A batch norm in eval mode folded into the layer before it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.nn.parameter import Parameter


def fuse_conv_bn_weights(
    conv_w: Any, conv_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any, bn_b: Any, transpose: bool = False
) -> tuple[Parameter, Parameter]:
    """(weight, bias) of a convolution that give what a norm of mean bn_rm and variance bn_rv makes of its output.

    transpose: the weight's second axis, not its first, is that of the outputs.
    """
    with no_grad():
        scale = (1.0 if bn_w is None else bn_w) * (bn_rv + bn_eps).rsqrt()
        shift = (0.0 if bn_b is None else bn_b) - bn_rm * scale
        shape = [1] * conv_w.ndim
        shape[1 if transpose else 0] = -1
        weight, bias = conv_w * scale.reshape(shape), (shift if conv_b is None else conv_b * scale + shift)
    asked = [conv_w.requires_grad, conv_b is not None and conv_b.requires_grad]
    return Parameter(weight.to(conv_w.dtype), asked[0]), Parameter(bias.to(conv_w.dtype if conv_b is None else conv_b.dtype), asked[1])


def fuse_linear_bn_weights(
    linear_w: Any, linear_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any, bn_b: Any
) -> tuple[Parameter, Parameter]:
    """(weight, bias) of a Linear that give what a norm of mean bn_rm and variance bn_rv makes of its output."""
    return fuse_conv_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b)


def replaced(layer: Any, bn: Any, transpose: bool) -> Any:
    """A copy of a layer with a norm folded in."""
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    copy = deepcopy(layer)
    norm = bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    copy.weight, copy.bias = fuse_conv_bn_weights(layer.weight, layer.bias, *norm, transpose)
    return copy


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """A convolution that does what conv and bn did. Raises AssertionError in training mode."""
    return replaced(conv, bn, transpose)


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """A Linear that does what linear and bn did. Raises AssertionError in training mode."""
    return replaced(linear, bn, False)
