"""Elements by index tensors: the operations behind x[i] and x[i] = v, and index_put."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.batch import loop
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops._reading import as_index, checked
from gradcli.autograd.ops.axes import relocated
from gradcli.autograd.ops.part import ALL
from gradcli.autograd.rule import or_zero
from gradcli.autograd.tensor import Tensor, type_name
from gradcli.autograd.view import inplace
from gradcli.sample import fixed, normal

ROWS = fixed(np.array([2, 0, 2]))
PAIRS = fixed(np.array([[0], [1]]))
MASK = fixed(np.array([True, False, True]))


def full_index(indices: Sequence[Any]) -> tuple[Any, ...]:
    """numpy's index: None stands for a whole axis."""
    return tuple([ALL if i is None else i for i in indices])


def added_at(shape: Sequence[int], indices: Sequence[Any], g: Any) -> Any:
    """Zeros of `shape` plus g at an index; what is indexed twice gets both."""
    z = np.zeros(shape, g.dtype)
    if all(i is None or i.dtype.kind == "b" for i in indices):
        z[full_index(indices)] = g
    elif len(indices) == 1 and z.ndim > 1:
        _add_rows(z, indices[0], g)
    else:
        np.add.at(z, full_index(indices), g)
    return z


def _add_rows(z: Any, rows: Any, g: Any) -> None:
    """z[rows] += g with repeats: sorted by row and summed by segments, since numpy's add.at goes element by element."""
    flat = (rows % len(z) if rows.size else rows).reshape(-1)
    g = np.broadcast_to(g, (*rows.shape, *z.shape[1:])).reshape(flat.size, *z.shape[1:])
    if not flat.size:
        return
    order = flat.argsort(kind="stable")
    found = flat[order]
    starts = np.flatnonzero(np.concatenate(([True], found[1:] != found[:-1])))
    z[found[starts]] = np.add.reduceat(g[order], starts, axis=0)


@op((normal(3, 2), ROWS), (normal(3), ROWS), (normal(3, 3), PAIRS, ROWS), (normal(2, 3), None, ROWS), (normal(3, 2), MASK), family="shape", ordered=True)
def index(x: Any, *indices: Any) -> Any:
    """x[indices], by arrays of whole numbers or booleans; None stands for a whole axis."""
    return np.asarray(x[full_index(indices)])


@op((normal(3, 2), ROWS, {"shape": (4, 2)}), (normal(2, 3), None, ROWS, {"shape": (2, 4)}), family="shape")
def index_backward(g: Any, *indices: Any, shape: Sequence[int]) -> Any:
    """Zeros of `shape` plus g at the indices."""
    return added_at(shape, indices, g)


def behind_batch(indices: Sequence[Any]) -> int:
    """How many axes numpy puts before a batch axis: those of the indices, when a whole axis stands between them; else 0."""
    used = [i for i in indices if i is not None]
    places = [k for k, i in enumerate(indices) if i is not None]
    if len(used) == places[-1] - places[0] + 1:
        return 0
    return len(np.broadcast_shapes(*(i.shape if i.dtype.kind != "b" else (1,) for i in used)))


def _index_stacked(op: Op, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    x, *indices = args
    if any(flags[1:]) or not flags[0]:
        return loop(op, flags, args, params)
    return relocated(op(x, None, *indices), behind_batch(indices), 0)


def _backward_stacked(op: Op, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    g, *indices = args
    if any(flags[1:]) or not flags[0]:
        return loop(op, flags, args, params)
    return op(relocated(g, 0, behind_batch(indices)), None, *indices, shape=(len(g), *params["shape"]))


index.batch(_index_stacked)
index_backward.batch(_backward_stacked)
index.vjp(lambda g, _y, x_shape, *indices: index_backward(g, *indices, shape=x_shape)).jvp(lambda ts, _y, _x, *i: index(ts[0], *i))
index_backward.vjp(lambda g, _y, _x, *indices: index(g, *indices))
index_backward.jvp(lambda ts, _y, _g, *indices, shape: index_backward(ts[0], *indices, shape=shape))


@op(
    (normal(3, 2), normal(2, 2), fixed(np.array([2, 0])), {"accumulate": False}),
    (normal(3), normal(), ROWS, {"accumulate": True}),
    family="other",
)
def index_put(x: Any, values: Any, *indices: Any, accumulate: bool) -> Any:
    """x with `values` at the indices, or added there."""
    y = np.array(x, np.result_type(x, values))
    if accumulate:
        np.add.at(y, full_index(indices), values)
    else:
        y[full_index(indices)] = values
    return y


def _kept(g: Any, indices: Sequence[Any], accumulate: bool) -> Any:
    """What of the gradient goes to x: all of it when values are added, else what is not overwritten."""
    return g if accumulate else index_put(g, 0.0, *indices, accumulate=False)


index_put.vjp(
    lambda g, _y, _x, _v, *indices, accumulate: _kept(g, indices, accumulate),
    lambda g, _y, _x, _v, *indices, accumulate: index(g, *indices),  # noqa: ARG005
).jvp(lambda ts, _y, x, v, *indices, accumulate: index_put(or_zero(ts[0], x), or_zero(ts[1], v), *indices, accumulate=accumulate))


@public("torch Tensor", "index_put")
def index_put_face(input: Tensor, indices: Sequence[Any], values: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with `values` at the indices, or added there."""
    if values._data.dtype != input._data.dtype:
        raise RuntimeError(
            f"Index put requires the source and destination dtypes match, got {_scalar(input)} for the destination and "
            f"{_scalar(values)} for the source."
        )
    chosen = checked(input, [as_index(i) for i in indices])
    _fits(input, values, chosen)
    return index_put(input, values, *chosen, accumulate=accumulate)  # type: ignore[no-any-return]


def _scalar(t: Tensor) -> str:
    return type_name(t._data)[6:-6]


expose("Tensor", "index_put_", inplace(index_put_face, "index_put_"))


def _fits(x: Tensor, values: Tensor, indices: Sequence[Any]) -> None:
    """RuntimeError unless the values broadcast to what is indexed."""
    there = np.broadcast_to(np.empty((), bool), x._data.shape)[full_index([None if i is None else i._data for i in indices])].shape
    try:
        fits = np.broadcast_shapes(there, values._data.shape) == there
    except ValueError:
        fits = False
    if not fits:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(values._data.shape)} cannot be broadcast to indexing result of shape "
            f"{list(there)}"
        )
