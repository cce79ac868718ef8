"""Entries of an axis written by number: index_add, index_copy, index_fill, index_reduce; and put, into the flattened tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.ops.expand import expand_face
from gradcli.autograd.ops.gather import index_select, raised, take, vector
from gradcli.autograd.ops.mask import typed
from gradcli.autograd.ops.part import at
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.refuse import kind_name
from gradcli.autograd.ops.scatter import COMBINE, index_reduce
from gradcli.autograd.ops.shape import reshape
from gradcli.autograd.rule import or_zero
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import inplace
from gradcli.sample import fixed, normal

ROWS = fixed(np.array([2, 0, 2]))
TWO = fixed(np.array([2, 0]))
PLACES = fixed(np.array([5, 0]))


@op((normal(3, 2), ROWS, normal(3, 2), {"dim": 0, "alpha": 1}), (normal(2, 3), ROWS, normal(2, 3), {"dim": 1, "alpha": 2}), family="other")
def index_add(x: Any, index: Any, src: Any, *, dim: int, alpha: Any) -> Any:
    """x plus alpha times the entries of src, by number along an axis."""
    y = np.array(x, np.result_type(x, src))
    np.add.at(raised(y), at(dim, index)[:-1], src if alpha == 1 else src * typed(x, alpha))
    return y


@op((normal(3, 2), TWO, normal(2, 2), {"dim": 0}), (normal(2, 3), TWO, normal(2, 2), {"dim": 1}), family="other")
def index_copy(x: Any, index: Any, src: Any, *, dim: int) -> Any:
    """x with entries of an axis replaced by those of src."""
    y = np.array(x, np.result_type(x, src))
    raised(y)[at(dim, index)] = src
    return y


@op((normal(3, 2), TWO, {"dim": 0, "value": 2.0}), (normal(2, 3), ROWS, {"dim": 1, "value": 0.0}), family="other")
def index_fill(x: Any, index: Any, *, dim: int, value: Any) -> Any:
    """x with a number in some entries of an axis."""
    y = np.array(x)
    raised(y)[at(dim, index)] = typed(x, value)
    return y


@op((normal(3, 2), TWO, normal(), {"dim": 0}), grad_fn="IndexFillBackward1", family="other")
def index_fill_tensor(x: Any, index: Any, value: Any, *, dim: int) -> Any:
    """x with the value of a 0-d array in some entries of an axis."""
    y = np.array(x, x.dtype if value.dtype.kind != "c" else np.result_type(x, value))
    raised(y)[at(dim, index)] = value
    return y


@op((normal(2, 3), PLACES, normal(2), {"accumulate": False}), (normal(2, 3), PLACES, normal(2), {"accumulate": True}), family="other")
def put(x: Any, index: Any, src: Any, *, accumulate: bool) -> Any:
    """x with elements replaced (or added to), by their place in the flattened array."""
    y = np.array(x, np.result_type(x, src), order="C")
    flat = y.reshape(-1)
    if accumulate:
        np.add.at(flat, index, src)
    else:
        flat[index] = src
    return y


def _zeroed(g: Any, index: Any, dim: int) -> Any:
    return index_fill(g, index, dim=dim, value=0.0)


index_add.vjp(
    lambda g, _y, _x, _i, _s: g, None, lambda g, _y, _x, index, _s, *, dim, alpha: _times(index_select(g, index, dim=dim), alpha)
).jvp(lambda ts, _y, x, index, src, **params: index_add(or_zero(ts[0], x), index, or_zero(ts[2], src), **params))
index_copy.vjp(
    lambda g, _y, _x, index, _s, *, dim: _zeroed(g, index, dim), None, lambda g, _y, _x, index, _s, *, dim: index_select(g, index, dim=dim)
).jvp(lambda ts, _y, x, index, src, *, dim: index_copy(or_zero(ts[0], x), index, or_zero(ts[2], src), dim=dim))
index_fill.vjp(lambda g, _y, _x, index, *, dim: _zeroed(g, index, dim), None)
index_fill.jvp(lambda ts, _y, _x, index, *, dim, value: _zeroed(ts[0], index, dim))  # noqa: ARG005
index_fill_tensor.vjp(
    lambda g, _y, _x, index, _v, *, dim: _zeroed(g, index, dim),
    None,
    lambda g, _y, _x, index, _v, *, dim: (g - _zeroed(g, index, dim)).sum(),
).jvp(lambda ts, _y, x, index, value, *, dim: index_fill_tensor(or_zero(ts[0], x), index, or_zero(ts[2], value), dim=dim))
put.vjp(
    lambda g, _y, _x, index, _s, *, accumulate: g if accumulate else put(g, index, 0.0, accumulate=False),
    None,
    lambda g, _y, _x, index, s_shape: take(g, index).reshape(s_shape),
).jvp(lambda ts, _y, x, index, src, *, accumulate: put(or_zero(ts[0], x), index, or_zero(ts[2], src), accumulate=accumulate))


def _times(g: Any, alpha: Any) -> Any:
    return g if alpha == 1 else g * alpha


# ---------------------------------------------------------------- public names
def numbers(x: Tensor, dim: int, index: Tensor, name: str, wrong: type[Exception] = IndexError) -> tuple[Tensor, int]:
    """(index as a vector, axis). Raises IndexError for numbers outside the axis."""
    d, i = axis(dim, x._data.ndim), vector(index)
    if i._data.dtype not in (np.int64, np.int32):
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    if i._data.ndim > 1:
        raise IndexError(f"{name}(): Index should have dimension 1 or 0 (got {i._data.ndim})")
    n = x._data.shape[d] if x._data.ndim else 1
    if i._data.size and (i._data.min() < -n or i._data.max() >= n):
        bad = int(i._data.min()) if i._data.min() < -n else int(i._data.max())
        if name == "index_add" and x._data.ndim <= 1:
            raise IndexError("index out of range in self")
        where = f"{name}_(): " if name == "index_copy" else ""
        raise wrong(f"{where}index {bad} is out of bounds for dimension {d} with size {n}")
    return i, d


def rows_of(x: Tensor, src: Tensor, index: Tensor, dim: int, name: str) -> Tensor:
    """The source, of the rank of x. Raises for a wrong number of entries or another shape beside the axis."""
    src, shape = reshape(src, ()) if src._data.size == 1 and not x._data.ndim else vector(src), x._data.shape
    if src._data.dtype != x._data.dtype:
        own, other = kind_name(x._data), kind_name(src._data)
        raise RuntimeError(f"{name}_(): self and source expected to have the same dtype, but got (self) {own} and (source) {other}")
    if src._data.ndim != len(shape) or beside(src._data.shape, dim) != beside(shape, dim):
        raise RuntimeError(
            f"source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = {list(shape)} "
            f"source.shape = {list(src._data.shape)}"
        )
    entries = src._data.shape[dim] if src._data.ndim else 1
    if entries != index._data.size:
        raise (RuntimeError if name == "index_add" else IndexError)(
            f"{name}_(): Number of indices ({index._data.size}) should be equal to source.size(dim): ({entries}), "
            f"for dim: {dim}"
        )
    return src


def beside(shape: Sequence[int], dim: int) -> tuple[int, ...]:
    """A shape without one axis."""
    return (*shape[:dim], *shape[dim + 1 :])


@public("torch Tensor", "index_add")
def index_add_face(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
    """A copy with alpha times the entries of `source` added to the entries `index` of an axis."""
    i, d = numbers(input, dim, index, "index_add", RuntimeError)
    return into(out, index_add(input, i, rows_of(input, source, i, d, "index_add"), dim=d, alpha=alpha))


@public("torch Tensor", "index_copy")
def index_copy_face(input: Tensor, dim: int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy with the entries `index` of an axis replaced by those of `source`."""
    i, d = numbers(input, dim, index, "index_copy")
    return into(out, index_copy(input, i, rows_of(input, source, i, d, "index_copy"), dim=d))


@public("torch Tensor", "index_fill")
def index_fill_face(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """A copy with one value (a number or a 0-d tensor) in the entries `index` of an axis."""
    i, d = numbers(input, dim, index, "index_fill")
    if not isinstance(value, Tensor):
        return index_fill(input, i, dim=d, value=value)  # type: ignore[no-any-return]
    if value._data.ndim:
        raise RuntimeError(f"index_fill_ only supports a 0-dimensional value tensor, but got tensor with {value._data.ndim} dimension(s).")
    return index_fill_tensor(input, i, value, dim=d)  # type: ignore[no-any-return]


@public("torch Tensor", "index_reduce")
def index_reduce_face(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True, out: Tensor | None = None
) -> Tensor:
    """A copy with the entries `index` of an axis combined with those of `source`: prod, mean, amax or amin."""
    if reduce not in COMBINE or reduce == "sum":
        raise RuntimeError(f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.")
    i, d = numbers(input, dim, index, "index_reduce")
    src = rows_of(input, source, i, d, "index_reduce")
    lifted = reshape(i, tuple(-1 if k == d else 1 for k in range(src._data.ndim)))
    places = expand_face(lifted, src._data.shape)
    return into(out, index_reduce(input, places, src, dim=d, reduce=reduce, include_self=include_self))


@public("Tensor torch", "put")
def put_face(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with elements replaced (or added to), by their place in the flattened tensor."""
    n, i = input._data.size, index._data
    if input._data.dtype != source._data.dtype:
        own, other = kind_name(input._data), kind_name(source._data)
        raise RuntimeError(
            f"put_(): self and source expected to have the same dtype, but got self.dtype = {own} and source.dtype = {other}"
        )
    if i.size != source._data.size:
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got source.numel() = "
            f"{source._data.size}, index.numel() = {i.size}"
        )
    if i.size and (i.min() < -n or i.max() >= n):
        bad = int(i.min()) if i.min() < -n else int(i.max())
        raise IndexError(f"out of range: tried to access index {bad} on a tensor of {n} elements.")
    return put(input, index, source.reshape(i.shape), accumulate=accumulate)  # type: ignore[no-any-return]


FACES: dict[str, Callable[..., Tensor]] = {
    "index_add": index_add_face, "index_copy": index_copy_face, "index_fill": index_fill_face, "index_reduce": index_reduce_face,
    "put": put_face,
}  # fmt: skip
for _name, _face in FACES.items():
    expose("Tensor", _name + "_", inplace(_face, _name + "_"))
