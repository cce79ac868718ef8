"""Products of vectors and matrices, with torch's dispatch by rank: dot, mv, mm, bmm, matmul."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from gradcli.autograd import late, state
from gradcli.autograd.blocks import times
from gradcli.autograd.creation import into
from gradcli.autograd.interop import answers
from gradcli.autograd.names import expose, face, public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops._refused import FACTORS, TYPES, mismatch, same_length, same_type, unfit, vector_mismatch
from gradcli.autograd.quick import binary
from gradcli.autograd.rule import conj, on_rows
from gradcli.autograd.tensor import Tensor, make
from gradcli.sample import gaussian, normal


def stacked(_op: Op, flags: Sequence[bool], args: Sequence[Any], _params: dict[str, Any]) -> Any:
    """A product with one leading batch axis on the flagged arguments: vectors become rows and columns, then one matmul.

    A stack of vectors or matrices times one matrix is a product of two matrices.
    """
    (a, b), (stack_a, stack_b) = args, flags
    if a.ndim == b.ndim == 2 and stack_a != stack_b:
        return by_matrix(a, b) if stack_a else by_matrix(b, a.mT)
    if stack_a and not stack_b and a.ndim == 3 and b.ndim == 2 and a.shape[0] * a.shape[1]:
        return by_matrix(a.reshape(a.shape[0] * a.shape[1], a.shape[2]), b).reshape(a.shape[0], a.shape[1], b.shape[1])
    row, column = a.ndim - stack_a == 1, b.ndim - stack_b == 1
    a = a[..., None, :] if row else a
    b = b[..., :, None] if column else b
    rank = max(a.ndim - stack_a, b.ndim - stack_b)
    y = deepened(a, stack_a, rank) @ deepened(b, stack_b, rank)
    return y[..., 0, 0] if row and column else y[..., 0, :] if row else y[..., 0] if column else y


def deepened(a: Any, stack: bool, rank: int) -> Any:
    """A stacked array with its entries at `rank` axes, new ones of length 1 behind the batch axis; others unchanged."""
    return a.reshape(len(a), *(1,) * (rank + 1 - a.ndim), *a.shape[1:]) if stack else a


# ---------------------------------------------------------------- two arguments of fixed rank
@op((normal(3), normal(3)), (gaussian(3), gaussian(3)), family="linalg")
def dot(a: Any, b: Any) -> Any:
    """The sum of a * b.   a, b: (n) -> ()."""
    same_length(a, b)
    return np.dot(a, b)


dot.vjp(lambda g, _y, _a, b: g * conj(b), lambda g, _y, a, _b: g * conj(a)).linear().batch(stacked)


@op((normal(3), normal(3)), (gaussian(3), gaussian(3)), family="linalg")
def vdot(a: Any, b: Any) -> Any:
    """The sum of conj(a) * b.   a, b: (n) -> ()."""
    same_length(a, b)
    return np.vdot(a, b)


vdot.vjp(lambda g, _y, _a, b: conj(g) * b, lambda g, _y, a, _b: g * a).linear().complex_safe(np.dot)
vdot.batch(lambda _op, flags, args, params: stacked(_op, flags, (conj(args[0]), args[1]), params))


@op((normal(2, 3), normal(3)), (normal(0, 3), normal(3)), family="linalg")
def mv(a: Any, x: Any) -> Any:
    """y = a @ x.   a: (n, k), x: (k) -> (n)."""
    if a.shape[1] != x.shape[0]:
        raise vector_mismatch(a, x)
    return a.dot(x)


mv.vjp(lambda g, _y, _a, x: g[:, None] * conj(x), lambda g, _y, a, _x: adjoint(a) @ g).linear().batch(stacked)
late.factors(mv, lambda g, _a, x: (g[None], x[None]), None)
on_rows(mv, lambda g, _y, _a, x: g[:, :, None] * conj(x), lambda g, _y, a, _x: g @ conj(a))


@op((normal(2, 3), normal(3, 4)), (gaussian(2, 2), gaussian(2, 1)), (normal(2, 0), normal(0, 3)), family="linalg")
def mm(a: Any, b: Any) -> Any:
    """y = a @ b.   a: (n, k), b: (k, m) -> (n, m)."""
    if a.shape[1] != b.shape[0]:
        raise mismatch(a, b)
    return times(a, b)


def by_matrix(a: Any, b: Any) -> Any:
    """a @ b, of arrays and tensors; for two matrices as fast as that goes."""
    return times(a, b) if a.__class__ is np.ndarray and a.ndim == 2 else a @ b


def adjoint(x: Any) -> Any:
    """The conjugate transpose of a matrix or a stack of them; without a history where it has none to add to."""
    if x.__class__ is Tensor and x._edge is None and x._base is None and not state.levels and state.tracer is None and x.dtype.kind != "c":
        return make(x._data.mT)
    return x.mT if x.dtype.kind != "c" else conj(x).mT


def to_first(g: Any, _y: Any, _a: Any, b: Any) -> Any:
    """The gradient of a in a @ b, of matrices: g @ b^H."""
    return times(g, b.T) if g.__class__ is b.__class__ is np.ndarray and b.dtype.kind == "f" else by_matrix(g, adjoint(b))


mm.vjp(to_first, lambda g, _y, a, _b: by_matrix(adjoint(a), g)).linear().batch(stacked)
late.factors(mm, lambda g, _a, b: (g.T, b.T), lambda g, a, _b: (a, g))


@op((normal(2, 3, 2), normal(2, 2, 4)), (gaussian(2, 2, 1), gaussian(2, 1, 2)), family="linalg")
def bmm(a: Any, b: Any) -> Any:
    """y[i] = a[i] @ b[i].   a: (n, r, k), b: (n, k, c) -> (n, r, c)."""
    if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{a.shape[0]}, {a.shape[2]}] but got: {list(b.shape[:2])}."
        )
    return a @ b


bmm.vjp(lambda g, _y, _a, b: g @ conj(b).mT, lambda g, _y, a, _b: conj(a).mT @ g).linear().batch(stacked)


# ---------------------------------------------------------------- matmul: any ranks
def product(a: Any, b: Any) -> Any:
    """a @ b with broadcasting, in torch's words when the shapes do not fit; a stack times one matrix is a single product."""
    try:
        if b.ndim == 2 and a.ndim > 2 and a.flags.c_contiguous:
            return times(a.reshape(-1, a.shape[-1]), b).reshape(*a.shape[:-1], b.shape[1]) if a.size else a @ b
        return a @ b
    except ValueError:
        raise unfit(a, b) from None


def to_left(g: Any, _y: Any, a_shape: Any, b: Any) -> Any:
    """The gradient of a in a @ b: g @ b^H, with the axis that a vector lacks put in and taken out; of a stack by one matrix a single product."""
    if b.ndim == 1:
        return g[..., None] * conj(b)
    if rank_of(a_shape) == 1:
        return (conj(b) @ g[..., None]).reshape(b.shape[:-1])
    if b.ndim > 2:
        return g @ conj(b.mT)
    rows = prod(g.shape[:-1])
    return by_matrix(g.reshape(rows, g.shape[-1]), conj(b.mT)).reshape((*g.shape[:-1], b.shape[0]))


def to_right(g: Any, _y: Any, a: Any, b_shape: Any) -> Any:
    """The gradient of b in a @ b: a^H @ g; a stack times one matrix or vector is a single product."""
    rank = rank_of(b_shape)
    if a.ndim == 1:
        return conj(a)[:, None] * g[..., None, :]
    if rank > 2:
        return conj(a.mT) @ g
    rows = prod(a.shape[:-1])  # in numbers: -1 cannot be told where another axis is 0
    return by_matrix(conj(a).reshape(rows, a.shape[-1]).mT, g.reshape((rows, *g.shape[a.ndim - 1 :])))


def rank_of(x: Any) -> int:
    """The number of axes, of something kept by value or by shape."""
    return len(x) if isinstance(x, tuple) else x.ndim


def ranks(name: str, grad_fn: str, *samples: Any) -> Op:
    """matmul for one combination of ranks: torch composes it of several nodes, and `grad_fn` is the last of them."""
    return Op(name, product, samples, grad_fn=grad_fn, family="linalg").vjp(to_left, to_right).linear().batch(stacked)


# fmt: off
#                    name               torch's last node      samples
row_times   = ranks("row_matmul",       "SqueezeBackward4",    (normal(3), normal(3, 2)))
moved       = ranks("matmul_broadcast", "CloneBackward0",      (normal(2, 3), normal(2, 3, 2)), (gaussian(2, 2), gaussian(3, 2, 1)))
many        = ranks("matmul",           "UnsafeViewBackward0", (normal(2, 2, 3), normal(2, 3, 2)), (normal(2, 2, 3), normal(3, 2)), (normal(2, 2, 3), normal(3)),
                    (normal(3), normal(2, 3, 2)), (normal(2, 1, 2, 3), normal(2, 3, 1)), (gaussian(2, 1, 2), gaussian(2, 2, 1)))
# fmt: on
DISPATCH: dict[tuple[int, int], Callable[..., Any]] = {(1, 1): dot, (2, 1): binary(mv, mv, (2, 1)), (2, 2): mm, (1, 2): row_times}


@public("torch Tensor linalg")
def matmul(input: Any, other: Any, *, out: Tensor | None = None) -> Any:
    """The matrix product: vectors, matrices and stacks of them, broadcast against each other."""
    y = by_rank(input, other)
    return y if out is None else into(out, y)


def by_rank(input: Any, other: Any) -> Any:
    """The matrix product by the operation for these ranks."""
    a, b = operand(input), operand(other)
    n, m = a._data.ndim, b._data.ndim
    same_type(a, b, TYPES.get((n, m), FACTORS))
    chosen = DISPATCH.get((n, m))
    if chosen is None:
        if not n or not m:
            raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {n}D and {m}D")
        chosen = moved if n == 2 else many
    elif n == 1 and m == 2 and a._data.shape[0] != b._data.shape[0]:
        raise mismatch(a._data[None], b._data)
    return chosen(a, b)


def operand(x: Any) -> Any:
    """A tensor, or an array as one. Raises TypeError for anything else."""
    if isinstance(x, Tensor):
        return x
    if isinstance(x, np.ndarray):
        return make(x)
    raise TypeError(f"matmul(): argument must be Tensor, not {type(x).__name__}")


def matmul_operator(self: Tensor, other: Any) -> Any:
    """self @ other."""
    return by_rank(self, other) if isinstance(other, (Tensor, np.ndarray)) else NotImplemented


def matmul_reflected(self: Tensor, other: Any) -> Any:
    """other @ self."""
    return matmul(other, self) if isinstance(other, (Tensor, np.ndarray)) else NotImplemented


def published(slow: Callable[..., Any]) -> Callable[..., Any]:
    """The public matmul: the fast path for two matrices, else `slow`."""
    call = binary(mm, slow, (2, 2))
    call.__name__, call.__qualname__, call.__doc__ = matmul.__name__, matmul.__qualname__, matmul.__doc__
    return call


expose("Tensor", "matmul", published(matmul))
expose("torch", "matmul", published(face(matmul, "matmul")))
expose("linalg", "matmul", published(face(matmul, "linalg_matmul")))
expose("Tensor", "__matmul__", binary(mm, matmul_operator, (2, 2)))
expose("Tensor", "__rmatmul__", matmul_reflected)
answers(np.matmul)(matmul)


# ---------------------------------------------------------------- faces of fixed rank
def of_rank(chosen: Op, pair: tuple[Tensor, Tensor], ranks: tuple[int, int], complaints: tuple[str, str], out: Tensor | None) -> Any:
    """The product of two tensors of these ranks only. Raises RuntimeError, with the complaint about the first that has another."""
    dims = [t._data.ndim for t in pair]
    for dim, rank, complaint in zip(dims, ranks, complaints):
        if dim != rank:
            raise RuntimeError(complaint.format(*dims))
    same_type(*pair, TYPES.get(ranks, FACTORS))
    y = chosen(*pair)
    return y if out is None else into(out, y)


VECTORS = "1D tensors expected, but got {0}D and {1}D tensors"
TIMES_VECTOR = "vector + matrix @ vector expected, got 1, {0}, {1}"


@public("torch Tensor", "mm")
def mm_face(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Any:
    """The product of two matrices."""
    return of_rank(mm, (input, mat2), (2, 2), ("self must be a matrix", "mat2 must be a matrix"), out)


@public("torch", "spmm")
def spmm(input: Tensor, mat2: Tensor) -> Any:
    """The product of two matrices, of which the first may be sparse elsewhere."""
    return mm_face(input, mat2)


@public("torch Tensor", "mv")
def mv_face(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Any:
    """The product of a matrix and a vector."""
    return of_rank(mv, (input, vec), (2, 1), (TIMES_VECTOR, TIMES_VECTOR), out)


@public("torch Tensor", "dot")
def dot_face(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Any:
    """The sum of the products of two vectors' elements."""
    return of_rank(dot, (input, tensor), (1, 1), (VECTORS, VECTORS), out)


@public("torch Tensor", "vdot")
def vdot_face(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Any:
    """The same with the first vector conjugated."""
    return of_rank(vdot, (input, other), (1, 1), (VECTORS, VECTORS), out)


@public("torch Tensor", "bmm")
def bmm_face(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Any:
    """The products of two stacks of matrices."""
    return of_rank(bmm, (input, mat2), (3, 3), ("batch1 must be a 3D tensor", "batch2 must be a 3D tensor"), out)
