"""The state of a parameter as arrays: made, counted, looked at as real numbers, fitted to another parameter."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.tensor import Tensor, make, storage


def as_real(a: Any) -> Any:
    """The same memory, pairs of real numbers for complex ones."""
    return (a if a.ndim else a.reshape(1)).view(a.real.dtype) if a.dtype.kind == "c" else a


def array(t: Any) -> Any:
    """The memory of a state tensor, as real numbers."""
    return as_real(storage(t))


def zeros_like(p: Any) -> Any:
    """A state tensor of zeros."""
    return make(np.zeros_like(storage(p)))


def counted(s: dict[str, Any]) -> float:
    """One step more; how many there have been."""
    steps = storage(s["step"])
    steps += 1
    return float(steps)


def no_steps() -> Any:
    """The step counter before the first step: a tensor, as in torch."""
    return make(np.zeros((), np.float32))


def fitted(value: Any, p: Any, key: Any = None) -> Any:
    """Loaded state in the type of its parameter; the step counter as it is. Tensors that fit are shared, not copied, as in torch."""
    if isinstance(value, Tensor):
        as_it_is = key == "step" or p._data.dtype.kind not in "fc" or value._data.dtype == p._data.dtype
        return value if as_it_is else make(np.array(value._data, dtype=p._data.dtype))
    if isinstance(value, dict):
        return {name: fitted(item, p, name) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(fitted(item, p) for item in value)
    return value


def follow(mean: Any, target: Any, share: float) -> Any:
    """Move a running mean towards a target by a share of the way, in place; returns an array of the same size to compute in."""
    spare = np.asarray(target - mean)
    spare *= share
    mean += spare
    return spare


def follow_square(mean: Any, g: Any, share: float, spare: Any = None) -> Any:
    """Move a running mean of squares towards g^2, in place; returns an array of the same size to compute in."""
    spare = np.asarray(np.multiply(g, g, out=spare))
    spare *= share
    mean *= 1 - share
    mean += spare
    return spare
