"""A batch norm in eval mode folded into the layer before it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.nn.parameter import Parameter


def fused(weight: Any, bias: Any, bn: Any, channels: int) -> tuple[Any, Any]:
    """(weight, bias) that give what the norm makes of the layer's output; `channels` is the weight's dimension of outputs."""
    with no_grad():
        scale = (bn.weight if bn.weight is not None else 1.0) * (bn.running_var + bn.eps).rsqrt()
        shift = (bn.bias if bn.bias is not None else 0.0) - bn.running_mean * scale
        shape = [1] * weight.ndim
        shape[channels] = -1
        return weight * scale.reshape(shape), (shift if bias is None else bias * scale + shift)


def replaced(layer: Any, bn: Any, channels: int) -> Any:
    """A copy of a layer with a norm folded in."""
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    copy = deepcopy(layer)
    weight, bias = fused(layer.weight, layer.bias, bn, channels)
    copy.weight, copy.bias = Parameter(weight, layer.weight.requires_grad), Parameter(bias)
    return copy


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """A convolution that does what conv and bn did. Raises AssertionError in training mode."""
    return replaced(conv, bn, 1 if transpose else 0)


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """A Linear that does what linear and bn did. Raises AssertionError in training mode."""
    return replaced(linear, bn, 0)
