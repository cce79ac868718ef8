"""layer_norm, batch_norm with its running statistics, group_norm, instance_norm, rms_norm and their like, as nn.functional has them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.names import public
from gradcli.autograd.ops.normalise import batch_norm as by_batch
from gradcli.autograd.ops.normalise import fixed_norm
from gradcli.autograd.ops.normalise import group_norm as by_group
from gradcli.autograd.ops.normalise import layer_norm as by_layer
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import write
from gradcli.autograd.vmapping import BatchedTensor

Shape = tuple[int, ...]


# ---------------------------------------------------------------- over the last axes
def normalised_axes(input: Tensor, normalized_shape: Any, weight: Any, bias: Any, name: str) -> int:
    """How many last axes are normalised. Raises TypeError or RuntimeError, in torch's words, for what does not fit."""
    if not isinstance(normalized_shape, (tuple, list)):
        raise TypeError(f"{name}(): argument 'normalized_shape' (position 2) must be tuple of ints, not {type(normalized_shape).__name__}")
    shape, x = list(normalized_shape), list(input.shape)
    if not shape:
        raise RuntimeError(
            f"Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = {shape}"
        )
    for t, kind in ((weight, "weight"), (bias, "bias")):
        if t is not None and list(t.shape) != shape:
            raise RuntimeError(
                f"Expected {kind} to be of same shape as normalized_shape, but got {kind} of shape {list(t.shape)} and normalized_shape = {shape}"
            )
    if x[len(x) - len(shape) :] != shape:
        wanted = "*" + ("" if name == "rms_norm" else ", ") + ", ".join(map(str, shape))
        raise RuntimeError(f"Given normalized_shape={shape}, expected input with shape [{wanted}], but got input of size{x}")
    return len(shape)


@public("torch functional")
def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    cudnn_enable: bool = True,  # part of torch's signature
) -> Any:
    """input with mean 0 and variance 1 over its last axes, times weight, plus bias."""
    rank = normalised_axes(input, normalized_shape, weight, bias, "layer_norm")
    same_types(input, weight, bias)
    return by_layer(input, weight, bias, rank=rank, eps=eps)[0]


@public("torch functional")
def rms_norm(input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None) -> Any:
    """input over the root of its mean square over the last axes, times weight."""
    rank = normalised_axes(input, normalized_shape, weight, None, "rms_norm")
    x = input.float() if input._data.dtype.itemsize < 4 else input  # squares of half precision overflow
    floor = float(np.finfo(x._data.dtype).eps) if eps is None else eps
    square = x.pow(2).mean(tuple(range(-rank, 0)), keepdim=True)
    y = x * square.add(floor).rsqrt()
    y = y if weight is None else y * weight
    return y if x is input else y.to(input.dtype)


def same_types(input: Tensor, *tensors: Tensor | None) -> None:
    """RuntimeError for weights or statistics of another type than the input."""
    if any(t is not None and t._data.dtype != input._data.dtype for t in tensors):
        raise RuntimeError("mixed dtype (CPU): all inputs must share same datatype.")


# ---------------------------------------------------------------- over samples
def check_channels(input: Tensor, **tensors: Tensor | None) -> None:
    """RuntimeError for statistics or weights of the wrong length."""
    channels = input.shape[1]
    for name, t in tensors.items():
        if t is not None and t._data.size != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {t._data.size}")


def check_count(shape: Shape, shown: Any = None) -> None:
    """ValueError when there is one value per channel, whose variance is 0."""
    if shape[0] * math.prod(shape[2:]) == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {shown or shape}")


def check_floor(eps: float, training: bool) -> None:
    """ValueError for a variance floor that is none."""
    if training and eps <= 0:
        raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    if eps < 0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")


@public("functional")
def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """input with mean 0 and variance 1 per channel (axis 1), times weight, plus bias.

    In training by the statistics of the batch, which move the running ones by `momentum`; otherwise by the running ones.
    """
    if training:
        check_count(input.shape)
    check_floor(eps, training)
    if not input._data.size:
        y = input.clone() if weight is None else input * weight[0]
        return y if bias is None else y + bias[0]
    if input.ndim < 2:
        raise IndexError("Dimension out of range (expected to be in range of [-1, 0], but got 1)")
    check_channels(input, running_mean=running_mean, running_var=running_var, weight=weight, bias=bias)
    same_types(input, running_mean, running_var, weight, bias)
    if not training:
        if running_mean is None or running_var is None:
            raise RuntimeError(f"running_{'mean' if running_mean is None else 'var'} must be defined in evaluation mode")
        return fixed_norm(input, weight, bias, running_mean, running_var, eps=eps)
    y, mean, rate = by_batch(input, weight, bias, eps=eps)
    running_moved(input, running_mean, running_var, mean, rate, momentum, eps)
    return y


def running_moved(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, mean: Tensor, rate: Tensor, momentum: float, eps: float
) -> None:
    """The running statistics moved towards those of a batch, given as its means and 1 over its deviations."""
    if isinstance(input, BatchedTensor) and not isinstance(input if running_mean is None else running_mean, BatchedTensor):
        raise RuntimeError(
            "Batch norm got a batched tensor as input while the running_mean or running_var, which will be updated in place, were not "
            "batched."
        )
    update(running_mean, mean._data, momentum)
    count = input._data.size // input.shape[1]
    variance = np.maximum(rate._data.astype(np.float64) ** -2 - eps, 0.0) if running_var is not None else None
    update(running_var, variance, momentum, count / max(count - 1, 1))


def update(running: Tensor | None, value: Any, momentum: float, factor: float = 1.0) -> None:
    """running = (1 - momentum) * running + momentum * factor * value, in place."""
    if running is not None:
        write(running, running._data * (1 - momentum) + np.reshape(value, -1) * (momentum * factor))


@public("functional")
def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Any:
    """Batch norm of every sample by itself; the running statistics move by the mean over samples."""
    shape = input.shape
    if use_input_stats and math.prod(shape[2:]) == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {shape}")
    n, c = shape[:2]
    if not n:
        return input.clone()
    spread = [None if t is None else t.repeat(n) for t in (running_mean, running_var, weight, bias)]
    y = batch_norm(input.view(1, n * c, *shape[2:]), spread[0], spread[1], spread[2], spread[3], use_input_stats, momentum, eps)
    for running, many in zip((running_mean, running_var), spread):
        if use_input_stats and running is not None and many is not None:
            write(running, many._data.reshape(n, c).mean(0))
    return y.view(*shape)


@public("torch functional")
def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    cudnn_enabled: bool = True,  # part of torch's signature
) -> Any:
    """input with mean 0 and variance 1 over each group of channels, per sample; times weight, plus bias, per channel."""
    shape = list(input.shape)
    if input.ndim < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input.ndim}")
    if shape[1] % num_groups:
        raise RuntimeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape {shape} and num_groups={num_groups}"
        )
    seen = (shape[0] * shape[1] // num_groups, num_groups, *shape[2:])
    check_count(seen, shape)
    for t, kind in ((weight, "weight"), (bias, "bias")):
        if t is not None and list(t.shape) != [shape[1]]:
            raise RuntimeError(
                f"Expected {kind} to be a vector of size equal to the number of channels in input, but got {kind} of shape "
                f"{list(t.shape)} and input of shape {shape}"
            )
    same_types(input, weight, bias)
    return by_group(input, weight, bias, groups=num_groups, eps=eps)[0]


# ---------------------------------------------------------------- without statistics
@public("functional")
def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Any:
    """input over (k + alpha * mean of squares over `size` neighbouring channels) ** beta."""
    from gradcli.autograd.ops.pad import padded
    from gradcli.autograd.ops.pool_layers import avg_pools

    if input.ndim < 3:
        raise ValueError(f"Expected 3D or higher dimensionality                          input (got {input.ndim} dimensions)")
    square, sides = input.mul(input), [size // 2, (size - 1) // 2]
    if input.ndim == 3:
        mean = avg_pools[2](padded(square.unsqueeze(1), [0, 0, *sides]), (size, 1), 1).squeeze(1)
    else:
        shape = input.shape
        deep = padded(square.view(shape[0], 1, shape[1], shape[2], math.prod(shape[3:])), [0, 0, 0, 0, *sides])
        mean = avg_pools[3](deep, (size, 1, 1), 1).squeeze(1).view(*shape)
    return input / mean.mul(alpha).add(k).pow(beta)


@public("functional")
def normalize(input: Tensor, p: float = 2.0, dim: Any = 1, eps: float = 1e-12, out: Tensor | None = None) -> Any:
    """input over its p-norm along `dim`, the norm kept from 0 by eps."""
    from gradcli.autograd.creation import into

    norm = input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)
    return into(out, input / norm)
