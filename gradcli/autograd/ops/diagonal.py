"""Diagonals and triangles: diagonal, diag, diag_embed, tril, triu, trace."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import into
from gradcli.autograd.interop import answers
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.shape import Shape, reshape
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.view import inplace
from gradcli.sample import normal

UPPER = {"offset": 1, "dim1": 0, "dim2": 1}
BATCHED = {"offset": -1, "dim1": 2, "dim2": 1}


# ---------------------------------------------------------------- diagonal
def writable_diagonal(x: Any, offset: int, dim1: int, dim2: int) -> Any:
    """A diagonal as a view that can be written to, which numpy's own cannot."""
    view = x.diagonal(offset, dim1, dim2)
    view.flags.writeable = x.flags.writeable
    return view


@op((normal(2, 3), UPPER), (normal(2, 3, 3), BATCHED), view=True, family="shape")
def diagonal(x: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    """The elements on a diagonal of two axes, as the last axis."""
    return writable_diagonal(x, offset, dim1, dim2)


@op((normal(2), {"shape": (2, 3), **UPPER}), (normal(2, 2), {"shape": (2, 3, 3), **BATCHED}), family="shape")
def diagonal_backward(g: Any, *, shape: Shape, offset: int, dim1: int, dim2: int) -> Any:
    """Zeros of `shape` with g, along its last axis, on a diagonal."""
    z = np.zeros(shape, g.dtype)
    writable_diagonal(z, offset, dim1, dim2)[...] = g
    return z


def _further(op: Op, _flags: Any, args: Any, params: dict[str, Any]) -> Any:
    moved = {**params, "dim1": params["dim1"] + 1, "dim2": params["dim2"] + 1}
    if "shape" in params:
        moved["shape"] = (len(args[0]), *params["shape"])
    return op(args[0], **moved)


@op((normal(2, 3), UPPER), grad_fn="DiagonalBackward0_copy", family="shape")
def diagonal_copy(x: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    """A copy of the elements on a diagonal of two axes, as the last axis."""
    return x.diagonal(offset, dim1, dim2).copy()


for _op in (diagonal, diagonal_copy):
    _op.vjp(lambda g, _y, x_shape, **places: diagonal_backward(g, shape=x_shape, **places)).linear().batch(_further)
diagonal_backward.vjp(lambda g, _y, _x, *, offset, dim1, dim2: diagonal(g, offset=offset, dim1=dim1, dim2=dim2))
diagonal_backward.linear().batch(_further)


@public("torch Tensor", "diagonal")
def diagonal_face(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A view of a diagonal of two axes; it becomes the last axis."""
    rank = input._data.ndim
    first, second = axis(dim1, rank), axis(dim2, rank)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return diagonal(input, offset=offset, dim1=first, dim2=second)  # type: ignore[no-any-return]


@public("linalg", "diagonal")
def linalg_diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """A view of the diagonals of matrices; they become the last axis."""
    return diagonal_face(A, offset, dim1, dim2)


@op((normal(2), UPPER), (normal(2, 3), {"offset": -1, "dim1": 0, "dim2": 2}), family="shape")
def diag_embed(x: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    """Zeros with the last axis of x on a diagonal of two new axes."""
    n = x.shape[-1] + abs(offset)
    rest = iter(x.shape[:-1])
    shape = tuple(n if d in (dim1, dim2) else next(rest) for d in range(x.ndim + 1))
    return diagonal_backward.kernel(x, shape=shape, offset=offset, dim1=dim1, dim2=dim2)


diag_embed.vjp(lambda g, _y, _x, *, offset, dim1, dim2: diagonal(g, offset=offset, dim1=dim1, dim2=dim2)).linear().batch(_further)


@public("torch Tensor", "diag_embed")
def diag_embed_face(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices with the last axis on a diagonal, zeros elsewhere."""
    rank = input._data.ndim + 1
    first, second = axis(dim1, rank), axis(dim2, rank)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    if first > second:
        first, second, offset = second, first, -offset
    return diag_embed(input, offset=offset, dim1=first, dim2=second)  # type: ignore[no-any-return]


@public("torch Tensor")
def diag(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """The diagonal of a matrix as a vector, or a matrix with a vector on its diagonal."""
    rank = input._data.ndim
    if rank not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {rank}D")
    y = diag_embed_face(input, diagonal) if rank == 1 else diagonal_copy(input, offset=diagonal, dim1=0, dim2=1)
    return y if out is None else into(out, y)


@public("torch Tensor")
def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """A matrix with all elements on its diagonal."""
    return diag_embed_face(reshape(input, -1), offset)


# ---------------------------------------------------------------- triangles
def _triangle(name: str, kernel: Any) -> Op:
    """tril or triu with its public and in-place names."""
    made = Op(name, kernel, [(normal(3, 3), {"diagonal": 0}), (normal(2, 2, 3), {"diagonal": -1})], family="shape")
    made.vjp(lambda g, _y, _x, *, diagonal: made(g, diagonal=diagonal)).linear()
    made.batch(lambda op, _flags, args, params: op(args[0], **params))

    def face(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
        if input._data.ndim < 2:
            raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
        y = made(input, diagonal=diagonal)
        return y if out is None else into(out, y)

    face.__name__ = face.__qualname__ = name
    face.__doc__ = made.__doc__
    expose("torch Tensor", name, face)
    expose("Tensor", name + "_", inplace(face, name + "_"))
    return made


def _tril_kernel(x: Any, *, diagonal: int) -> Any:
    """The elements on and below a diagonal, zeros above."""
    return np.tril(x, diagonal)


def _triu_kernel(x: Any, *, diagonal: int) -> Any:
    """The elements on and above a diagonal, zeros below."""
    return np.triu(x, diagonal)


tril = _triangle("tril", _tril_kernel)
triu = _triangle("triu", _triu_kernel)


def _indices(name: str, choose: Any) -> None:
    def face(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
        rows = np.stack(choose(row, offset, col))
        return make(rows.astype(dtypes.resolve(dtype).numpy if dtype is not None else np.int64))

    face.__name__ = face.__qualname__ = name
    face.__doc__ = "Row and column numbers of the elements of a triangle. Shape: (2, count)."
    public("torch")(face)


_indices("tril_indices", np.tril_indices)
_indices("triu_indices", np.triu_indices)


# ---------------------------------------------------------------- trace
@op((normal(2, 3),), (normal(3, 3),), family="reduction")
def trace(x: Any) -> Any:
    """The sum of the diagonal of a matrix."""
    return x.trace(dtype=np.int64) if x.dtype.kind in "iu" else x.trace()


trace.vjp(lambda g, _y, x_shape: _on_diagonal(g, x_shape)).linear()
trace.batch(lambda _op, _flags, args, _params: diagonal(args[0], offset=0, dim1=1, dim2=2).sum(-1))


def _on_diagonal(g: Any, shape: Shape) -> Any:
    """A number on every place of the diagonal of zeros."""
    row = g.expand((min(shape),)) if isinstance(g, Tensor) else np.broadcast_to(g, (min(shape),))
    return diagonal_backward(row, shape=shape, offset=0, dim1=0, dim2=1)


@public("torch Tensor", "trace")
def trace_face(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix. Raises RuntimeError for other numbers of axes."""
    if input._data.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input._data.ndim}")
    return trace(input)  # type: ignore[no-any-return]


# ---------------------------------------------------------------- numpy's names
@answers(np.diagonal)
def _np_diagonal(a: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    return diagonal_face(a, offset, axis1, axis2)


answers(np.diag)(lambda v, k=0: diag(v, k))
answers(np.diagflat)(lambda v, k=0: diagflat(v, k))
answers(np.tril)(lambda m, k=0: tril(m, diagonal=k))
answers(np.triu)(lambda m, k=0: triu(m, diagonal=k))
answers(np.trace)(lambda a, offset=0: diagonal_face(a, offset).sum(-1))
