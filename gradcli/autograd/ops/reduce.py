"""Reductions over axes: sum, mean, ...; `dim` is None (all), an axis or several, as in torch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.batch import along
from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.tensor import Tensor
from gradcli.sample import normal

Dim = int | Sequence[int] | None


def axes(dim: Dim, rank: int) -> tuple[int, ...]:
    """The axes `dim` names, counted from the front. Raises IndexError as torch does."""
    if dim is None or (isinstance(dim, (tuple, list)) and not dim):
        return tuple(range(rank))
    dims = tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)
    return tuple(axis(d, rank) for d in dims)


def axis(dim: Any, rank: int) -> int:
    """One axis, counted from the front. Raises IndexError as torch does; a 0-d tensor has axis 0 and -1."""
    n = max(rank, 1)
    if not -n <= dim < n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {dim})")
    return int(dim) % n


def spread(g: Any, shape: tuple[int, ...], dim: Dim, keepdim: bool) -> Any:
    """A reduction's cotangent, repeated over the reduced axes: the gradient of sum."""
    if not shape:
        return g
    if not keepdim:
        reduced = axes(dim, len(shape))
        g = g.reshape(tuple(1 if i in reduced else n for i, n in enumerate(shape)))
    return g.expand(shape) if isinstance(g, Tensor) else np.broadcast_to(g, shape)


def np_axes(x: Any, dim: Dim) -> tuple[int, ...] | None:
    """The axes for numpy: None for all of them, which is its fast path."""
    return None if dim is None or x.ndim == 0 else axes(dim, x.ndim)


SAMPLES = [(normal(2, 3),), (normal(2, 3), {"dim": 1}), (normal(2, 3, 2), {"dim": (0, 2), "keepdim": True}), (normal(), {"dim": None})]


@op(*SAMPLES, name="sum", family="reduction")
def sum_(x: Any, *, dim: Dim = None, keepdim: bool = False) -> Any:
    """The sum over `dim`."""
    return np.add.reduce(x, axis=np_axes(x, dim), keepdims=keepdim)


sum_.vjp(lambda g, _y, x_shape, *, dim, keepdim: spread(g, x_shape, dim, keepdim)).linear().batch(along("dim"))


@op(*SAMPLES, family="reduction")
def mean(x: Any, *, dim: Dim = None, keepdim: bool = False) -> Any:
    """The mean over `dim`."""
    return np.add.reduce(x, axis=np_axes(x, dim), keepdims=keepdim) / x.dtype.type(count(x.shape, dim))


mean.vjp(
    lambda g, _y, x_shape, *, dim, keepdim: spread(g / count(x_shape, dim), x_shape, dim, keepdim)
).linear().batch(along("dim"))


def count(shape: tuple[int, ...], dim: Dim) -> int:
    """How many elements each result of a reduction is made of."""
    n = 1
    for i in axes(dim, len(shape)):
        n *= shape[i] if shape else 1
    return n


def cast_to(t: Tensor, dtype: Any) -> Tensor:
    """`t` in the dtype asked for, if any."""
    return t if dtype is None else t.to(dtype)  # type: ignore[attr-defined,no-any-return]


@public("torch Tensor", "sum")
def sum_face(input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The sum over `dim`; whole numbers and booleans add up in int64."""
    if dtype is None and input._data.dtype.kind in "biu":
        dtype = dtypes.int64
    y = sum_(cast_to(input, dtype), dim=dim, keepdim=keepdim)
    return y if out is None else into(out, y)


@public("torch Tensor", "mean")
def mean_face(input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The mean over `dim`. Raises RuntimeError for whole numbers."""
    x = cast_to(input, dtype)
    if x._data.dtype.kind in "biu":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: "
            + {"b": "Bool", "i": "Long", "u": "Byte"}[x._data.dtype.kind]
        )
    y = mean(x, dim=dim, keepdim=keepdim)
    return y if out is None else into(out, y)
