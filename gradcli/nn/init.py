"""torch.nn.init: fill tensors in place with values good to start from; nothing is recorded."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd import draws
from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.warned import warn

RARE = 0.3  # the part of a normal distribution below which drawing again takes too long
GAINS: dict[str, float] = dict.fromkeys(("linear", "conv1d", "conv2d", "conv3d", "sigmoid"), 1)
GAINS |= {f"conv_transpose{n}d": 1 for n in (1, 2, 3)}
GAINS |= {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much the weights before a nonlinearity should be larger. Raises ValueError for unknown ones."""
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, (int, float))):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    if nonlinearity not in GAINS:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return GAINS[nonlinearity]


def filled(tensor: Any, values: Any) -> Any:
    """Write values into a tensor."""
    with no_grad():
        return draws.fill_in(tensor, lambda *_: values, None, "fill_")


def uniform_(tensor: Any, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Any:
    """Uniform on [a, b)."""
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def uniform_within(tensor: Any, fan: int) -> Any:
    """Uniform within 1 / sqrt(fan), the default of most layers."""
    bound = 1 / math.sqrt(fan) if fan > 0 else 0.0
    return uniform_(tensor, -bound, bound)


def normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Any:
    """Normal with this mean and standard deviation."""
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None) -> Any:
    """Normal, drawn again until within [a, b]; uniform numbers thinned out where little of the normal lies in there."""
    if not a <= mean + 2 * std or not mean - 2 * std <= b:
        warn("mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect.")
    edges = [math.erf((edge - mean) / std / math.sqrt(2)) / 2 for edge in (a, b)]
    draw = within(mean, std, a, b) if edges[1] - edges[0] > RARE else thinned(mean, std, a, b)
    with no_grad():
        return draws.fill_in(tensor, draw, generator, "trunc_normal_")


def within(mean: float, std: float, a: float, b: float) -> draws.Draw:
    """Normal numbers, all of them drawn again for those outside of [a, b]."""
    draw = draws.gaussian(mean, std)

    def values(stream: Any, shape: Any, kind: Any) -> Any:
        drawn = draw(stream, shape, kind).astype(kind)
        while True:
            outside = (drawn < a) | (drawn > b)
            if not outside.any():
                return drawn
            drawn = np.where(outside, draw(stream, shape, kind).astype(kind), drawn)

    return values


def thinned(mean: float, std: float, a: float, b: float) -> draws.Draw:
    """Uniform numbers on [a, b), kept as often as the normal density says, relative to its largest value there."""
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2

    def values(stream: Any, shape: Any, kind: Any) -> Any:
        out, pending = np.zeros(shape, kind), np.ones(shape, bool)
        while pending.any():
            candidates = stream.uniform(shape, a, b, kind)
            out = np.where(pending, candidates, out)
            pending &= np.log(stream.uniform(shape, 0.0, 1.0, kind)) > -0.5 * ((candidates - mean) / std) ** 2 - peak
        return out

    return values


def constant_(tensor: Any, val: float) -> Any:
    """One value everywhere."""
    return filled(tensor, val)


def ones_(tensor: Any) -> Any:
    """Ones."""
    return filled(tensor, 1.0)


def zeros_(tensor: Any) -> Any:
    """Zeros."""
    return filled(tensor, 0.0)


def eye_(tensor: Any) -> Any:
    """The identity matrix. Raises ValueError unless 2-d."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return filled(tensor, np.eye(*tensor.shape))


def dirac_(tensor: Any, groups: int = 1) -> Any:
    """The kernel of a convolution that returns its input. Raises ValueError unless 3-, 4- or 5-d."""
    if tensor.ndim not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    shape = tuple(tensor.shape)
    if shape[0] % groups:
        raise ValueError("dim 0 must be divisible by groups")
    per_group = shape[0] // groups
    values = np.zeros(shape)
    centre = tuple(n // 2 for n in shape[2:])
    for channel in range(shape[0]):
        if channel % per_group < shape[1]:
            values[(channel, channel % per_group, *centre)] = 1.0
    return filled(tensor, values)


def _calculate_fan_in_and_fan_out(tensor: Any) -> tuple[int, int]:
    """How many inputs an output has, and the reverse. Raises ValueError for fewer than 2 dimensions."""
    if tensor.ndim < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def xavier_uniform_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Uniform within gain sqrt(6 / (fan_in + fan_out)): Glorot and Bengio, 2010."""
    bound = gain * math.sqrt(6.0 / sum(_calculate_fan_in_and_fan_out(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Normal with standard deviation gain sqrt(2 / (fan_in + fan_out))."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(_calculate_fan_in_and_fan_out(tensor))), generator)


def _calculate_correct_fan(tensor: Any, mode: str) -> int:
    """fan_in or fan_out by name."""
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode.lower()} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode.lower() == "fan_out"]


def kaiming_uniform_(tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None) -> Any:
    """Uniform within gain sqrt(3 / fan): He et al., 2015.   a: the slope of the leaky_relu that follows."""
    if tensor._data.size == 0:
        warn("Initializing zero-element tensors is a no-op")
        return tensor
    bound = math.sqrt(3.0) * calculate_gain(nonlinearity, a) / math.sqrt(_calculate_correct_fan(tensor, mode))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor: Any, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None) -> Any:
    """Normal with standard deviation gain / sqrt(fan)."""
    if tensor._data.size == 0:
        warn("Initializing zero-element tensors is a no-op")
        return tensor
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(_calculate_correct_fan(tensor, mode)), generator)


def orthogonal_(tensor: Any, gain: float = 1, generator: Any = None) -> Any:
    """Orthonormal rows or columns, the tensor seen as a matrix (first dimension x rest). Raises ValueError for fewer than 2 dimensions."""
    if tensor.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")

    def values(stream: Any, shape: Any, kind: Any) -> Any:
        rows, columns = shape[0], math.prod(shape[1:])
        drawn = stream.normal((rows, columns), kind)
        q, r = np.linalg.qr(drawn.T if rows < columns else drawn)
        q = q * np.sign(np.diag(r))  # makes the distribution uniform
        return gain * (q.T if rows < columns else q).reshape(tensor.shape)

    with no_grad():
        return draws.fill_in(tensor, values, generator, "orthogonal_")


def sparse_(tensor: Any, sparsity: float, std: float = 0.01, generator: Any = None) -> Any:
    """Normal, with the given fraction of each column 0. Raises ValueError unless 2-d."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")

    def values(stream: Any, shape: Any, kind: Any) -> Any:
        drawn = stream.normal(shape, kind) * std
        for column in drawn.T:
            column[stream.permutation(len(column))[: math.ceil(sparsity * len(column))]] = 0.0
        return drawn

    with no_grad():
        return draws.fill_in(tensor, values, generator, "sparse_")


def __getattr__(name: str) -> Any:
    """The old names without underscore, which torch keeps with a warning."""
    current = globals().get(f"{name}_")
    if current is None or name.startswith("_"):
        raise AttributeError(f"module 'gradcli.nn.init' has no attribute {name!r}")
    warn(f"`nn.init.{name}` is now deprecated in favor of `nn.init.{name}_`.", FutureWarning)
    return current
