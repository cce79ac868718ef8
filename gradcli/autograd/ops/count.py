"""Counting and looking up, never differentiated: all, any, count_nonzero, bincount, histc, unique, searchsorted, isclose, ..."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd import return_types
from gradcli.autograd.batch import aligned, along
from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.reduce import Dim, axis, np_axes
from gradcli.autograd.tensor import Tensor, make, unwrap
from gradcli.sample import mask, normal

MASKS = [(mask(2, 3),), (mask(2, 3), {"dim": 1}), (mask(2, 3), {"dim": (0, 1), "keepdim": True})]


@op(*MASKS, name="all", family="reduction")
def all_(x: Any, *, dim: Dim = None, keepdim: bool = False) -> Any:
    """Whether every element over `dim` is true (not zero)."""
    return np.all(x, axis=np_axes(x, dim), keepdims=keepdim)


@op(*MASKS, name="any", family="reduction")
def any_(x: Any, *, dim: Dim = None, keepdim: bool = False) -> Any:
    """Whether some element over `dim` is true (not zero)."""
    return np.any(x, axis=np_axes(x, dim), keepdims=keepdim)


@op((normal(2, 3),), (mask(2, 3), {"dim": 1}), family="reduction")
def count_nonzero(x: Any, *, dim: Dim = None) -> Any:
    """How many elements over `dim` are not zero."""
    return np.asarray(np.count_nonzero(x, axis=np_axes(x, dim)))


for _op in (all_, any_, count_nonzero):
    _op.batch(along("dim"))


def truth(name: str) -> Any:
    """torch.all and torch.any."""
    operation = {"all": all_, "any": any_}[name]

    def face(input: Tensor, dim: Dim = None, keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
        y: Any = operation(input, dim=dim, keepdim=keepdim)
        return into(out, y.to(dtypes.uint8) if input.dtype is dtypes.uint8 else y)  # as in torch, bytes stay bytes

    face.__name__ = face.__qualname__ = name
    face.__doc__ = operation.__doc__
    return face


for _name in ("all", "any"):
    public("torch Tensor", _name)(truth(_name))


@public("torch Tensor", "count_nonzero")
def count_nonzero_face(input: Tensor, dim: Dim = None) -> Tensor:
    """How many elements over `dim` are not zero."""
    return count_nonzero(input, dim=dim)  # type: ignore[no-any-return]


# ------------------------------------------------------------ equality
@op((normal(3), normal(3), {"rtol": 1e-5, "atol": 1e-8, "equal_nan": False}), family="other")
def isclose(a: Any, b: Any, *, rtol: float, atol: float, equal_nan: bool) -> Any:
    """Whether |a - b| <= atol + rtol |b|; exactly for infinities."""
    return np.isclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)


isclose.batch(aligned)


@public("torch Tensor", "isclose")
def isclose_face(input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Whether |input - other| <= atol + rtol |other|, element by element."""
    if not isinstance(other, Tensor):
        raise TypeError(f"isclose(): argument 'other' (position 2) must be Tensor, not {type(other).__name__}")
    for name, tolerance in (("rtol", rtol), ("atol", atol)):
        if tolerance < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {tolerance}")
    if input.dtype is not other.dtype:
        raise RuntimeError(f"{_word(input)} did not match {_word(other)}")
    return isclose(input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)  # type: ignore[no-any-return]


def _word(t: Tensor) -> str:
    return {"float32": "Float", "float64": "Double", "int64": "Long", "int32": "Int"}.get(t.dtype.name, t.dtype.name.title())


@public("torch Tensor")
def allclose(input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether all elements are close."""
    if not isinstance(other, Tensor):
        raise TypeError(f"allclose(): argument 'other' (position 2) must be Tensor, not {type(other).__name__}")
    return bool(np.all(isclose_face(input, other, rtol, atol, equal_nan)._data))


@public("torch Tensor")
def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape and elements; NaN equals nothing."""
    return bool(input._data.shape == other._data.shape and np.all(input._data == other._data))


@public("torch")
def isin(
    elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False, out: Tensor | None = None
) -> Tensor:
    """Whether each element is among the test elements."""
    return into(out, make(np.asarray(np.isin(unwrap(elements), unwrap(test_elements), assume_unique=assume_unique, invert=invert))))


# ------------------------------------------------------------ histograms
@public("torch Tensor")
def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each whole number occurs, or the sum of its weights."""
    x = input._data
    if x.dtype.kind not in "iu":
        raise NotImplementedError(f"\"bincount_cpu\" not implemented for '{_word(input)}'")
    if x.ndim != 1 or (x.size and x.min() < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if weights is not None and weights._data.shape != x.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    if weights is None:
        return make(np.bincount(x, minlength=minlength))
    kind = weights._data.dtype if weights._data.dtype == np.float32 else np.float64
    return make(np.bincount(x, weights._data, minlength).astype(kind))


def limits(x: Any, low: float, high: float) -> tuple[float, float]:
    """The range of a histogram: of the data where low == high."""
    if low == high and x.size:
        low, high = float(x.min()), float(x.max())
    if not math.isfinite(low + high):
        raise RuntimeError(f"torch.histc: range of [{low:g}, {high:g}] is not finite")
    if low > high:
        raise RuntimeError("torch.histc: max must be larger than min")
    return (low - 1, high + 1) if low == high else (low, high)


def span(x: Any) -> tuple[float, float]:
    """The range of the intervals of a histogram: that of the data, half of one to either side of equal ones."""
    if not x.size:
        return 0.0, 1.0
    low, high = float(x.min()), float(x.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RuntimeError(f"torch.histogramdd: dimension 0's range [{low:.6g}, {high:.6g}] is not finite")
    return (low - 0.5, high + 0.5) if low == high else (low, high)


@public("torch Tensor")
def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0, *, out: Tensor | None = None) -> Tensor:
    """How many elements fall into each of `bins` equal intervals of [min, max], by default of the data's range."""
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    counts, _ = np.histogram(input._data, bins, limits(input._data, min, max))
    return into(out, make(counts.astype(input._data.dtype)))


@public("torch Tensor")
def histogram(
    input: Tensor,
    bins: Any = 100,
    *,
    range: tuple[float, float] | None = None,
    weight: Tensor | None = None,
    density: bool = False,
    out: Any = None,
) -> Any:
    """(hist, bin_edges); bins: a number of equal intervals, or their edges."""
    x = input._data.reshape(-1)
    edges = bins._data if isinstance(bins, Tensor) else np.linspace(*(range or span(x)), bins + 1).astype(x.dtype)
    counts, _ = np.histogram(x, edges, weights=None if weight is None else weight._data.reshape(-1), density=density)
    found = make(counts.astype(x.dtype)), make(edges)
    return return_types.named("histogram", "hist", "bin_edges")(map(into, out or (None, None), found))


@public("torch")
def histogramdd(
    input: Tensor, bins: Any, *, range: Sequence[float] | None = None, weight: Tensor | None = None, density: bool = False
) -> Any:
    """(hist, bin_edges) of points; bins: a number of equal intervals for all axes or for each, or the edges of each.   input: (..., rank)."""
    if input._data.dtype.kind != "f":
        raise NotImplementedError(f"\"histogramdd\" not implemented for '{_word(input)}'")
    x = input._data.reshape(-1, input._data.shape[-1])
    each = [bins] * x.shape[1] if isinstance(bins, int) else list(bins)
    if len(each) != x.shape[1]:
        raise RuntimeError("histogramdd: The size of bins must be equal to the innermost dimension of the input.")
    if range is not None and len(range) != 2 * len(each):
        raise RuntimeError(
            f"torch.histogramdd: for a {len(each)}-dimensional histogram range should have {2 * len(each)} elements, but got {len(range)}"
        )
    limits = [span(column) for column in x.T] if range is None else list(zip(range[::2], range[1::2]))
    edges = [b._data if isinstance(b, Tensor) else np.linspace(*ends, b + 1).astype(x.dtype) for b, ends in zip(each, limits)]
    counts, _ = np.histogramdd(x, edges, weights=None if weight is None else weight._data.reshape(-1), density=density)
    return return_types.named("histogramdd", "hist", "bin_edges")((make(counts.astype(x.dtype)), tuple(map(make, edges))))


# ------------------------------------------------------------ distinct elements
def several(values: Any, inverse: Any, counts: Any, return_inverse: bool, return_counts: bool) -> Any:
    """The values alone, or a tuple with what was asked for."""
    out = [values, *([inverse] if return_inverse else []), *([counts] if return_counts else [])]
    return make(values) if len(out) == 1 else tuple(make(part) for part in out)


@public("torch Tensor")
def unique(input: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None) -> Any:
    """The distinct elements (or slices along `dim`), always sorted; with where each one went and how often it occurs."""
    dim = None if dim is None else axis(dim, input._data.ndim)
    values, inverse, counts = np.unique(input._data, return_inverse=True, return_counts=True, axis=dim, equal_nan=False)
    inverse = inverse.reshape(input._data.shape if dim is None else -1)
    return several(values, inverse, counts, return_inverse, return_counts)


@public("torch Tensor")
def unique_consecutive(input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None) -> Any:
    """The elements (or slices along `dim`) without immediate repetitions."""
    x = input._data.reshape(-1) if dim is None else np.moveaxis(input._data, dim, 0)
    rows = x.reshape(len(x), int(np.prod(x.shape[1:])))
    fresh = np.concatenate([np.ones(min(len(x), 1), bool), (rows[1:] != rows[:-1]).any(1)])
    inverse = np.cumsum(fresh) - 1
    values = x[fresh] if dim is None else np.moveaxis(x[fresh], 0, dim)
    inverse = inverse.reshape(input._data.shape) if dim is None else inverse
    return several(values, inverse, np.bincount(inverse.reshape(-1)), return_inverse, return_counts)


# ------------------------------------------------------------ where a value belongs
@public("torch")
def searchsorted(
    sorted_sequence: Tensor, input: Any, *, out_int32: bool = False, right: bool = False, side: str | None = None, sorter: Any = None
) -> Tensor:
    """Where each value would be inserted into the sorted sequence (its last axis), before or after equal ones."""
    edges, values = sorted_sequence._data, np.asarray(unwrap(input))
    if sorter is not None:
        edges = np.take_along_axis(edges, sorter._data, -1)
    if edges.ndim > 1 and edges.shape[:-1] != values.shape[:-1]:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input "
            f"value tensor must match, but we got boundaries tensor {list(edges.shape)} and input value tensor {list(values.shape)}"
        )
    return make(inserted(edges, values, "right" if right or side == "right" else "left").astype(np.int32 if out_int32 else np.int64)[()])


def inserted(edges: Any, values: Any, side: Any) -> Any:
    """np.searchsorted, row by row where the edges have several rows."""
    if edges.ndim <= 1:
        return np.asarray(np.searchsorted(edges, values, side))
    rows = zip(edges.reshape(-1, edges.shape[-1]), values.reshape(-1, values.shape[-1]))
    return np.stack([np.searchsorted(row, v, side) for row, v in rows]).reshape(values.shape)


@public("torch")
def bucketize(input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """The number of the interval between boundaries each value falls into."""
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)
