"""Products built on the basic ones: outer, kron, cross, vecdot, powers and chains of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.creation import into
from gradcli.autograd.interop import answers, as_operand
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops._refused import STACKS, same_type
from gradcli.autograd.ops.linalg import matmul, mm, vdot
from gradcli.autograd.ops.reduce import axis, sum_
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.warned import warn
from gradcli.sample import gaussian, normal


@public("torch Tensor", "outer", "ger")
def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Any:
    """input[i] * vec2[j]. Raises RuntimeError for anything but vectors."""
    for t, name in ((input, "self"), (vec2, "vec2")):
        if t.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {t.ndim}-D")
    return into(out, input.view(-1, 1) * vec2)


@answers(np.outer)
def np_outer(a: Any, b: Any) -> Any:
    """np.outer."""
    return outer(as_operand(a).reshape(-1), as_operand(b).reshape(-1))


# ---------------------------------------------------------------- kron
def woven(a: Sequence[int], b: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """Shapes for a Kronecker product: of the product with axes of a and b in turn, and of a and b to broadcast to it."""
    rank = max(len(a), len(b))
    full_a, full_b = (1,) * (rank - len(a)) + tuple(a), (1,) * (rank - len(b)) + tuple(b)
    both = [n for pair in zip(full_a, full_b) for n in pair]
    return both, [n for k in full_a for n in (k, 1)], [n for k in full_b for n in (1, k)]


@op((normal(2, 2), normal(2, 3)), (normal(2), normal(2, 2)), (gaussian(2), gaussian(2)), grad_fn="UnsafeViewBackward0", family="linalg")
def kron(a: Any, b: Any) -> Any:
    """The Kronecker product: blocks a[i, j] * b."""
    return np.kron(a, b)


def from_blocks(g: Any, a: Any, b: Any, mine: int) -> Any:
    """The gradient of one factor: the cotangent times the other, summed over the other's axes."""
    both, shape_a, shape_b = woven(a.shape, b.shape)
    other = conj(b).reshape(shape_b) if mine == 0 else conj(a).reshape(shape_a)
    product = g.reshape(both) * other
    return sum_(product, dim=tuple(range(1 - mine, len(both), 2)), keepdim=False).reshape((a, b)[mine].shape)


kron.vjp(lambda g, _y, a, b: from_blocks(g, a, b, 0), lambda g, _y, a, b: from_blocks(g, a, b, 1)).linear()


@public("torch Tensor", "kron")
def kron_face(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Any:
    """The Kronecker product: blocks input[i, j] * other."""
    return into(out, kron(input, other))


# ---------------------------------------------------------------- cross
@op(
    (normal(2, 3), normal(2, 3), {"dim": -1}), (normal(3, 2), normal(3, 1), {"dim": -2}), (gaussian(3), gaussian(3), {"dim": -1}),
    grad_fn="LinalgCrossBackward0", family="linalg", name="cross", ordered=True,
)  # fmt: skip
def cross_op(a: Any, b: Any, *, dim: int) -> Any:
    """The vector product along `dim` (counted from the end), where both have length 3."""
    a, b = np.broadcast_arrays(a, b)
    return np.cross(a, b, axis=dim)


cross_op.vjp(lambda g, _y, _a, b, *, dim: cross_op(conj(b), g, dim=dim), lambda g, _y, a, _b, *, dim: cross_op(g, conj(a), dim=dim))
cross_op.linear().batch(aligned)


def crossed(a: Tensor, b: Tensor, dim: int, out: Tensor | None) -> Any:
    same_type(a, b, STACKS)
    return into(out, cross_op(a, b, dim=axis(dim, a.ndim) - a.ndim))


@public("linalg", "cross")
def linalg_cross(input: Tensor, other: Tensor, *, dim: int = -1, out: Tensor | None = None) -> Any:
    """The vector product along `dim`. Raises RuntimeError unless both have length 3 there."""
    if input.ndim != other.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    lengths = [t.shape[axis(dim, t.ndim)] for t in (input, other)]
    if lengths != [3, 3]:
        raise RuntimeError(f"linalg.cross: inputs dimension {dim} must have length 3. Got {lengths[0]} and {lengths[1]}")
    return crossed(input, other, dim, out)


@public("torch Tensor")
def cross(input: Tensor, other: Tensor, dim: int | None = None, *, out: Tensor | None = None) -> Any:
    """The vector product along `dim`, by default the first axis of length 3."""
    if dim is not None:
        return linalg_cross(input, other, dim=dim, out=out)
    warn(
        "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim explicitly or simply use "
        "torch.linalg.cross.\nThe default value of dim will change to agree with that of linalg.cross in a future release.",
    )
    if 3 not in input.shape:
        raise RuntimeError("no dimension of size 3 in input")
    return crossed(input, other, tuple(input.shape).index(3), out)


@answers(np.cross)
def np_cross(a: Any, b: Any, *, axis: int = -1) -> Any:
    """np.cross of vectors of length 3."""
    return linalg_cross(as_operand(a), as_operand(b), dim=axis)


# ---------------------------------------------------------------- sums of products
@public("linalg")
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1, out: Tensor | None = None) -> Any:
    """The sum of conj(x) * y along `dim`."""
    return into(out, vdot(x, y) if x.ndim == y.ndim == 1 else (conj(x) * y).sum(dim))


@public("torch Tensor linalg")
def matrix_power(input: Tensor, n: int, *, out: Tensor | None = None) -> Any:
    """Square matrices multiplied n times, by repeated squaring; negative powers by the inverse."""
    square(input, "linalg.matrix_power")
    if not isinstance(n, (int, np.integer)):
        raise TypeError(f"linalg_matrix_power(): argument 'n' (position 2) must be int, not {type(n).__name__}")
    if n < 0:
        from gradcli.autograd.ops.solve import inv

        return into(out, raised(inv(input), -n))
    if n == 0:
        return into(out, input.clone().copy_(make(np.broadcast_to(np.eye(input.shape[-1], dtype=input._data.dtype), input.shape))))
    return into(out, input.clone() if n == 1 else raised(input, n))


def raised(x: Any, n: int) -> Any:
    """x to the n-th power, n >= 1; cubes and powers of two as torch multiplies them."""
    if n == 3:
        return matmul(matmul(x, x), x)
    result, power = None, x
    while n:
        n, odd = divmod(n, 2)
        if odd:
            result = power if result is None else matmul(result, power)
        if n:
            power = matmul(power, power)
    return result


def square(x: Any, name: str) -> None:
    """RuntimeError, in torch's words, for anything but square matrices."""
    if x.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor A must have at least 2 dimensions.")
    if x.shape[-1] != x.shape[-2]:
        raise RuntimeError(f"{name}: A must be batches of square matrices, but they are {x.shape[-2]} by {x.shape[-1]} matrices")


# ---------------------------------------------------------------- chains
def cheapest(lengths: Sequence[int]) -> Any:
    """Where to split a chain of matrices (i: lengths[i] x lengths[i + 1]) so that multiplying costs least, by dynamic programming."""
    n = len(lengths) - 1
    cost = np.zeros((n, n))
    split = np.zeros((n, n), int)
    for span in range(1, n):
        for i in range(n - span):
            j = i + span
            costs = [cost[i, k] + cost[k + 1, j] + lengths[i] * lengths[k + 1] * lengths[j + 1] for k in range(i, j)]
            split[i, j] = i + int(np.argmin(costs))
            cost[i, j] = min(costs)
    return split


def multiplied(matrices: Sequence[Any], split: Any, i: int, j: int) -> Any:
    if i == j:
        return matrices[i]
    k = split[i, j]
    return mm(multiplied(matrices, split, i, k), multiplied(matrices, split, k + 1, j))


def chain_ranks(ranks: Sequence[int]) -> None:
    """RuntimeError for what are no matrices, or at the ends vectors."""
    for which, rank in (("first", ranks[0]), ("last", ranks[-1])):
        if rank not in (1, 2):
            raise RuntimeError(f"multi_dot(): the {which} tensor must be 1D or 2D but got {rank}D")
    for i, rank in enumerate(ranks[1:-1], 1):
        if rank != 2:
            raise RuntimeError(f"multi_dot(): tensor {i} must be 2D but got {rank}D")


@public("linalg")
def multi_dot(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Any:
    """The product of a chain of matrices in the cheapest order; the first and the last may be vectors."""
    if len(tensors) < 2:
        raise RuntimeError(f"multi_dot(): expected at least 2 tensors but got {len(tensors)}")
    matrices = list(tensors)
    for t in matrices:
        refuse.tensor(t, "multi_dot", 1, "tensors")
    chain_ranks([t.ndim for t in matrices])
    row, column = matrices[0].ndim == 1, matrices[-1].ndim == 1
    matrices[0] = matrices[0].unsqueeze(0) if row else matrices[0]
    matrices[-1] = matrices[-1].unsqueeze(-1) if column else matrices[-1]
    lengths = [matrices[0].shape[0], *(m.shape[1] for m in matrices)]
    y = multiplied(matrices, cheapest(lengths), 0, len(matrices) - 1)
    return into(out, y.view((() if row else (lengths[0],)) + (() if column else (lengths[-1],))))


@public("torch")
def chain_matmul(*matrices: Any, out: Tensor | None = None) -> Any:
    """The product of matrices in the cheapest order."""
    given = list(matrices[0]) if len(matrices) == 1 and isinstance(matrices[0], (list, tuple)) else list(matrices)
    return into(out, given[0] if len(given) == 1 else multi_dot(given))
