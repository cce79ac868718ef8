"""Elements along one axis by index: index_select, gather, take_along_dim, take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.creation import into, into_alike
from gradcli.autograd.names import find, public
from gradcli.autograd.op import op
from gradcli.autograd.ops.expand import common_shape, expand_face
from gradcli.autograd.ops.put import added_at
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.shape import Shape, reshape
from gradcli.autograd.tensor import Tensor
from gradcli.sample import fixed, integers, normal

ROWS = fixed(np.array([2, 0, 2]))
TWO = fixed(np.array([2, 0]))
PLACES = integers(0, 3, 2, 2)


def along(index: Any, dim: int) -> tuple[Any, ...]:
    """numpy's index for "entry index[i, j, ...] along `dim`, and the same place elsewhere"."""
    grid = np.ogrid[tuple(slice(n) for n in index.shape)]
    return (*grid[:dim], index, *grid[dim + 1 :]) if index.ndim else (index,)


def raised(x: Any) -> Any:
    """A 0-d array seen as a vector of one element; others as they are."""
    return x if x.ndim else x.reshape(1)


# ---------------------------------------------------------------- index_select
@op((normal(3, 2), ROWS, {"dim": 0}), (normal(2, 3), ROWS, {"dim": 1}), family="shape")
def index_select(x: Any, index: Any, *, dim: int) -> Any:
    """Entries along an axis, by number."""
    return np.take(x, index, dim) if x.ndim else x


@op((normal(3, 2), ROWS, {"dim": 0, "shape": (4, 2)}), family="shape")
def index_select_backward(g: Any, index: Any, *, dim: int, shape: Shape) -> Any:
    """Zeros of `shape` plus the entries of g along an axis, by number."""
    return added_at(shape, [None] * dim + [index], g) if shape else g


index_select.vjp(lambda g, _y, x_shape, index, *, dim: index_select_backward(g, index, dim=dim, shape=x_shape), None)
index_select.jvp(lambda ts, _y, _x, index, *, dim: index_select(ts[0], index, dim=dim))
index_select_backward.vjp(lambda g, _y, _x, index, *, dim: index_select(g, index, dim=dim), None)
index_select_backward.jvp(lambda ts, _y, _x, index, *, dim, shape: index_select_backward(ts[0], index, dim=dim, shape=shape))


@public("torch Tensor", "index_select")
def index_select_face(input: Tensor, dim: int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The entries of `dim` whose numbers are in the vector `index`."""
    y = index_select(input, row_numbers(input, index, dim, "index_select"), dim=axis(dim, input._data.ndim))
    return y if out is None else into(out, y)


def vector(x: Tensor) -> Tensor:
    """A 0-d tensor as a vector of one element; others as they are."""
    return x if x._data.ndim else reshape(x, 1)


def row_numbers(x: Tensor, index: Tensor, dim: int, name: str) -> Tensor:
    """A vector of entry numbers. Raises RuntimeError or IndexError as torch does."""
    i, d = index._data, axis(dim, x._data.ndim)
    if i.dtype not in (np.int64, np.int32):
        raise RuntimeError(f"{name}(): Expected dtype int32 or int64 for index")
    if i.ndim > 1:
        raise IndexError(f"{name}(): Index is supposed to be a vector")
    n = x._data.shape[d] if x._data.ndim else 1
    if not x._data.ndim and i.size != 1:
        raise IndexError(f"{name}(): Index to scalar can have only 1 value, got {i.size} value(s)")
    if i.size and not n:
        raise RuntimeError(f"{name}(): self indexing axis dim should be positive")
    if i.size and (i.min() < 0 or i.max() >= n):
        raise IndexError("index out of range in self")
    return index if i.ndim else reshape(index, 1)


# ---------------------------------------------------------------- gather
@op((normal(3, 2), PLACES, {"dim": 0}), (normal(2, 3), PLACES, {"dim": 1}), family="shape")
def gather(x: Any, index: Any, *, dim: int) -> Any:
    """y[i, j] = x[index[i, j], j] for axis 0, and so on."""
    return raised(x)[along(index, dim)] if index.size else np.zeros(index.shape, x.dtype)


@op((normal(2, 2), PLACES, {"dim": 0, "shape": (3, 2)}), family="shape")
def gather_backward(g: Any, index: Any, *, dim: int, shape: Shape) -> Any:
    """Zeros of `shape` plus each element of g at the place it was gathered from."""
    z = np.zeros(shape, g.dtype)
    if index.size:
        np.add.at(raised(z), along(index, dim), g)
    return z


gather.vjp(lambda g, _y, x_shape, index, *, dim: gather_backward(g, index, dim=dim, shape=x_shape), None)
gather.jvp(lambda ts, _y, _x, index, *, dim: gather(ts[0], index, dim=dim))
gather_backward.vjp(lambda g, _y, _x, index, *, dim: gather(g, index, dim=dim), None)
gather_backward.jvp(lambda ts, _y, _x, index, *, dim, shape: gather_backward(ts[0], index, dim=dim, shape=shape))


@public("torch Tensor", "gather")
def gather_face(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False, out: Tensor | None = None) -> Tensor:
    """y[i, j] = x[index[i, j], j] for dim 0, and so on. Raises RuntimeError for shapes or numbers that do not fit."""
    d = axis(dim, input._data.ndim)
    index = numbered(index)
    check_places(input, index, d, "gather")
    return into_alike(out, gather(input, index, dim=d))


def numbered(index: Tensor) -> Tensor:
    """An index without elements may be of any type: as whole numbers; others as they are."""
    return index if index._data.size else index.long()


def check_places(x: Tensor, index: Tensor, dim: int, name: str) -> None:
    """RuntimeError unless `index` says one place along `dim` for each of its elements."""
    i, shape = index._data, x._data.shape or (1,)
    if i.dtype.kind != "i":
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    if not i.size:
        return
    if max(i.ndim, 1) != max(x._data.ndim, 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    if any(n > m for k, (n, m) in enumerate(zip(i.shape, shape)) if k != dim):
        raise RuntimeError(
            f"Size does not match at dimension {_mismatch(i.shape, shape, dim)} expected index {list(i.shape)} to be no larger than self "
            f"{list(shape)} apart from dimension {dim}"
        )
    if i.min() < 0 or i.max() >= shape[dim]:
        bad = int(i.min()) if i.min() < 0 else int(i.max())
        raise RuntimeError(f"index {bad} is out of bounds for dimension {dim} with size {shape[dim]}")


def _mismatch(index: Sequence[int], shape: Sequence[int], dim: int) -> int:
    return next(k for k, (n, m) in enumerate(zip(index, shape)) if k != dim and n > m)


@public("torch Tensor")
def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The elements at `indices` along `dim`, both broadcast elsewhere; of the flattened tensor without `dim`."""
    if dim is None:
        return gather_face(reshape(input, -1), 0, reshape(indices, -1), out=out)
    rank, d = input._data.ndim, axis(dim, input._data.ndim)
    if rank != indices._data.ndim:
        raise RuntimeError(
            f"torch.take_along_dim(): input and indices should have the same number of dimensions, but got {rank} dimensions for input, "
            f"and {indices._data.ndim} dimensions for indices"
        )
    a, b = list(input._data.shape), list(indices._data.shape)
    n, m = a[d], b[d]
    a[d] = b[d] = 1
    shape = common_shape([tuple(a), tuple(b)])
    x, i = (expand_face(t, (*shape[:d], k, *shape[d + 1 :])) for t, k in ((input, n), (indices, m)))
    if i._data.size and i._data.min() < 0:
        i = find("torch", "where")(i < 0, i + n, i)
    return gather_face(x, d, i, out=out)


# ---------------------------------------------------------------- take, put
@op((normal(2, 3), fixed(np.array([5, 0, 5, 1]))), (normal(), fixed(np.array([0]))), family="shape")
def take(x: Any, index: Any) -> Any:
    """Elements by their place in the flattened array."""
    return x.reshape(-1)[index]


@op((normal(4), fixed(np.array([5, 0, 5, 1])), {"shape": (2, 3)}), family="shape")
def take_backward(g: Any, index: Any, *, shape: Shape) -> Any:
    """Zeros of `shape` plus each element of g at its place in the flattened array."""
    z = np.zeros(shape, g.dtype)
    np.add.at(z.reshape(-1), index, g)
    return z


take.vjp(lambda g, _y, x_shape, index: take_backward(g, index, shape=x_shape), None).jvp(lambda ts, _y, _x, index: take(ts[0], index))
take_backward.vjp(lambda g, _y, _x, index: take(g, index), None)
take_backward.jvp(lambda ts, _y, _x, index, *, shape: take_backward(ts[0], index, shape=shape))


@public("torch Tensor", "take")
def take_face(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elements by their place in the flattened tensor; the shape is that of `index`."""
    n, i = input._data.size, index._data
    if i.dtype != np.int64:
        raise RuntimeError(f"take(): Expected a long tensor for index, but got {i.dtype}")
    if i.size and (i.min() < -n or i.max() >= n):
        bad = int(i.min()) if i.min() < -n else int(i.max())
        raise IndexError(f"out of range: tried to access index {bad} on a tensor of {n} elements.")
    return into(out, take(input, index))
