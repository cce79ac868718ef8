"""Quantiles: quantile and nanquantile, as torch composes them: sort, pick two neighbours, interpolate."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.ops.order import sort
from gradcli.autograd.ops.pairs import lerp_tensor
from gradcli.autograd.ops.place import pick
from gradcli.autograd.tensor import Tensor, make

INTERPOLATIONS = ("linear", "lower", "higher", "midpoint", "nearest")


def ranks(q: Tensor, x: Any, ignore_nan: bool) -> Tensor:
    """Where each quantile stands among the sorted elements of the last axis: q (n - 1); at the end where NaN takes over.

    Shape: (*x.shape[:-1], number of quantiles).
    """
    holes = np.isnan(x)
    last = (np.sum(~holes, -1, keepdims=True) - 1 if ignore_nan else np.full((*x.shape[:-1], 1), x.shape[-1] - 1)).astype(x.dtype)
    at: Tensor = q * make(np.maximum(last, 0))
    if ignore_nan or not holes.any():
        return at
    filled: Tensor = at.masked_fill(make(holes.any(-1, keepdims=True)), float(x.shape[-1] - 1))
    return filled


def interpolated(values: Tensor, at: Tensor, interpolation: str) -> Tensor:
    """The elements of the last axis at fractional positions."""
    rounding: Any = {"lower": np.floor, "higher": np.ceil, "nearest": np.round}.get(interpolation)
    if rounding is not None:
        return pick(values, make(rounding(at._data).astype(np.int64)), dim=-1)  # type: ignore[no-any-return]
    below = np.floor(at._data)
    low, high = (pick(values, make(k.astype(np.int64)), dim=-1) for k in (below, np.ceil(at._data)))
    weight = make(np.full_like(below, 0.5)) if interpolation == "midpoint" else at - make(below)
    return lerp_tensor(low, high, weight)  # type: ignore[no-any-return]


def checked(name: str, input: Tensor, q: Any, interpolation: str) -> Tensor:
    """q as a tensor. Raises RuntimeError in torch's words for what quantile does not take."""
    if not input._data.size:
        raise RuntimeError(f"{name}() input tensor must be non-empty")
    if input._data.dtype.kind != "f":
        raise RuntimeError(f"{name}() input tensor must be either float or double dtype")
    if interpolation not in INTERPOLATIONS:
        raise RuntimeError(f"{name}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}")
    if not isinstance(q, Tensor):
        if not 0 <= q <= 1:
            raise RuntimeError(f"{name}() q must be in the range [0, 1] but got {q:g}")
        return make(input._data.dtype.type(q))
    if q._data.ndim > 1:
        raise RuntimeError(f"{name}() q must be a scalar or 1D tensor")
    if q._data.dtype != input._data.dtype:
        raise RuntimeError(f"{name}() q tensor must be same dtype as the input tensor")
    if not np.all((q._data >= 0) & (q._data <= 1)):
        raise RuntimeError(f"{name}() q values must be in the range [0, 1]")
    return q


def compute(name: str, input: Tensor, q: Any, dim: int | None, keepdim: bool, interpolation: str) -> Tensor:
    """Quantiles along `dim` (None: of all), the axis of several q in front."""
    weights = checked(name, input, q, interpolation)
    rank = input._data.ndim
    x: Any = input.reshape(-1) if dim is None else input.movedim(dim, -1) if rank else input.reshape(1)
    values = sort(x, dim=-1)[0]
    y: Any = interpolated(values, ranks(weights.reshape(-1), x._data, name == "nanquantile"), interpolation)
    if keepdim and rank:
        y = y.reshape((1,) * rank + (-1,)) if dim is None else y.unsqueeze(-2).movedim(-2, dim if dim >= 0 else dim - 1)
    return y.movedim(-1, 0) if weights._data.ndim else y.squeeze_(-1)  # type: ignore[no-any-return]


@public("torch Tensor")
def quantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear", out: Tensor | None = None
) -> Tensor:
    """The q-th quantiles along `dim`, or of all elements; NaN where there is one."""
    return into(out, compute("quantile", input, q, dim, keepdim, interpolation))


@public("torch Tensor")
def nanquantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear", out: Tensor | None = None
) -> Tensor:
    """The q-th quantiles along `dim`, or of all elements, of what is not NaN."""
    return into(out, compute("nanquantile", input, q, dim, keepdim, interpolation))


