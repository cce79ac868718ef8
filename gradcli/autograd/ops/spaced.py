"""Evenly spaced numbers: linspace, logspace."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import finish, into
from gradcli.autograd.names import public
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.unfit import told


@public("torch")
def linspace(
    start: Any, end: Any, steps: int, *, dtype: Any = None, requires_grad: bool = False, device: Any = None, out: Tensor | None = None
) -> Tensor:
    """`steps` evenly spaced numbers from start to end, both included."""
    lo, hi = ends(start, end, steps, "linspace")
    numbers = np.linspace(lo, hi, steps).astype(kind_of_ends(lo, hi, out.dtype if out is not None else dtype))
    return into(out, finish(numbers, None, requires_grad, device))


def kind_of_ends(start: Any, end: Any, dtype: Any) -> np.dtype[Any]:
    """The type of what lies between two numbers: the default one, or the complex one that goes with it."""
    if dtype is not None:
        return dtypes.resolve(dtype).numpy
    default = dtypes.DEFAULT.floating.numpy
    return np.result_type(default, np.complex64) if isinstance(start + end, complex) else default


def ends(start: Any, end: Any, steps: Any, name: str) -> Any:
    """Both ends as numbers. Raises TypeError or RuntimeError for what are no ends, or no number of steps."""
    if not hasattr(steps, "__index__"):
        raise TypeError(
            f"{name}() received an invalid combination of arguments - got ({told((start, end, steps), {})}), but expected one of: "
            "(Tensor start, Tensor end, int steps, *, Tensor out = None, torch.dtype dtype = None)"
        )
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    ranks = [v._data.ndim if isinstance(v, Tensor) else 0 for v in (start, end)]
    if any(ranks):
        raise RuntimeError(
            f"{name} only supports 0-dimensional start and end tensors, but got start with {ranks[0]} dimension(s) and end with {ranks[1]} "
            "dimension(s)."
        )
    return [v.item() if isinstance(v, Tensor) else v for v in (start, end)]


@public("torch")
def logspace(
    start: Any,
    end: Any,
    steps: int,
    base: float = 10.0,
    *,
    dtype: Any = None,
    requires_grad: bool = False,
    device: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """base**start ... base**end, evenly spaced exponents."""
    lo, hi = ends(start, end, steps, "logspace")
    numbers = (base ** np.linspace(lo, hi, steps)).astype(kind_of_ends(lo, hi, out.dtype if out is not None else dtype))
    return into(out, finish(numbers, None, requires_grad, device))
