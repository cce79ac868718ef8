"""Linear systems: inverse, solve, triangular systems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.products import square
from gradcli.autograd.return_types import named
from gradcli.autograd.rule import conj, or_zero
from gradcli.autograd.tensor import Tensor, make
from gradcli.sample import gaussian, normal, regular


class LinAlgError(RuntimeError):
    """A matrix without the factorisation or inverse asked for."""


LinAlgError.__name__ = LinAlgError.__qualname__ = "_LinAlgError"  # what torch calls it
expose("linalg", "LinAlgError", LinAlgError)


def adjoint(x: Any) -> Any:
    """The conjugate transpose of the last two axes."""
    return conj(x.mT)


def first_singular(a: Any) -> tuple[str, int]:
    """Which matrix of a stack is singular, in torch's words, and the first diagonal element (from 1) at which elimination meets 0."""
    for i, matrix in enumerate(a.reshape(-1, *a.shape[-2:])):
        for k in range(1, len(matrix) + 1):
            if np.linalg.matrix_rank(matrix[:, :k]) < k:
                return f"(Batch element {i}): " if a.ndim > 2 else "", k
    return "", int(a.shape[-1])


# ---------------------------------------------------------------- inverse
@op((regular(3, 3),), (regular(2, 2, 2),), (gaussian(2, 2),), grad_fn="LinalgInvExBackward0", family="linalg")
def inv(a: Any) -> Any:
    """The inverse matrices. Raises LinAlgError for singular ones."""
    try:
        return np.linalg.inv(a)
    except np.linalg.LinAlgError:
        which, k = first_singular(a)
        raise LinAlgError(
            f"linalg.inv: {which}The diagonal element {k} is zero, the inversion could not be completed because the input matrix is singular."
        ) from None


inv.vjp(lambda g, y, _a: -(adjoint(y) @ g @ adjoint(y))).jvp(lambda ts, y, _a: -(y @ ts[0] @ y)).batch(on_stacks)


def checked(a: Tensor, name: str) -> Tensor:
    """Square floating matrices. Raises RuntimeError or NotImplementedError for others."""
    square(a, name)
    refuse.whole_numbers(a, name)
    return a


@public("linalg", "inv")
def inv_face(A: Tensor, *, out: Tensor | None = None) -> Any:
    """The inverse of square matrices."""
    return into(out, inv(checked(A, "linalg.inv")))


@public("torch Tensor")
def inverse(input: Tensor, *, out: Tensor | None = None) -> Any:
    """The inverse of square matrices."""
    return inv_face(input, out=out)


def zeros_for(a: Tensor) -> Tensor:
    """One int32 zero per matrix."""
    return make(np.zeros(a._data.shape[:-2], np.int32))


# ---------------------------------------------------------------- solve
@op(
    (regular(3, 3), normal(3, 2)),
    (regular(2, 2, 2), normal(2, 2), {"vector": True}),
    (regular(2, 2), normal(3, 2), {"left": False}),
    (gaussian(2, 2), gaussian(2), {"vector": True}),
    (regular(2, 2), normal(2, 2, 1)),
    grad_fn="LinalgSolveExBackward0",
    family="linalg",
)
def solve(a: Any, b: Any, *, left: bool = True, vector: bool = False) -> Any:
    """x with a @ x = b (x @ a = b unless `left`).   a: (..., n, n), b: (..., n, k), or (..., n) for vectors."""
    try:
        if vector:
            return np.linalg.solve(a, b[..., None])[..., 0]
        return np.linalg.solve(a, b) if left else np.linalg.solve(a.mT, b.mT).mT
    except np.linalg.LinAlgError:
        which = first_singular(a)[0]
        raise LinAlgError(f"torch.linalg.solve: {which}The solver failed because the input matrix is singular.") from None


def solve_to_matrix(g: Any, y: Any, a: Any, left: bool, vector: bool) -> Any:
    """The gradient of the matrix: minus the outer products of the right side's gradient and the solution."""
    g = solve(adjoint(a), g, left=left, vector=vector)
    if vector:
        return -(g.reshape(*g.shape, 1) * conj(y).reshape(*y.shape[:-1], 1, y.shape[-1]))
    return -(g @ adjoint(y)) if left else -(adjoint(y) @ g)


solve.vjp(
    lambda g, y, a, _b, *, left, vector: solve_to_matrix(g, y, a, left, vector),
    lambda g, _y, a, _b, *, left, vector: solve(adjoint(a), g, left=left, vector=vector),
)


@solve.jvp
def _solve_tangent(ts: Sequence[Any], y: Any, a: Any, _b: Any, *, left: bool, vector: bool) -> Any:
    b = ts[1]
    if ts[0] is not None:
        moved = (ts[0] @ y.reshape(*y.shape, 1)).reshape(y.shape) if vector else ts[0] @ y if left else y @ ts[0]
        b = -moved if b is None else b - moved
    return solve(a, b, left=left, vector=vector)


def check_sides(A: Tensor, B: Tensor, left: bool, vector: bool, name: str) -> None:
    """RuntimeError, in torch's words, for a right side of another size or type."""
    if A._data.dtype != B._data.dtype:
        kinds = [refuse.kind_name(t._data) for t in (A, B)]
        raise RuntimeError(f"{name}: Expected A and B to have the same dtype, but found A of type {kinds[0]} and B of type {kinds[1]} instead")
    shape = (*B.shape, 1) if vector else tuple(B.shape)
    if shape[-2 if left else -1] != A.shape[-1]:
        sizes = ["x".join(map(str, s[-2:])) for s in (A.shape, shape)]
        raise RuntimeError(
            f"{name}: Incompatible shapes of A and B for the equation {'AX = B' if left else 'XA = B'} ({sizes[0]} and {sizes[1]})"
        )


@public("linalg", "solve")
def solve_face(A: Tensor, B: Tensor, *, left: bool = True, out: Tensor | None = None) -> Any:
    """x with A @ x = B, or x @ A = B unless `left`; B holds vectors when it has one axis less than A."""
    checked(A, "linalg.solve")
    if not B.ndim:
        raise RuntimeError("linalg.solve: The input tensor B must have at least 2 dimensions.")
    vector = B.ndim == 1 or (A.ndim - 1 == B.ndim and tuple(B.shape) == tuple(A.shape[:-1]))
    check_sides(A, B, left, vector, "linalg.solve")
    return into(out, solve(A, B, left=left, vector=vector))


# ---------------------------------------------------------------- triangular systems
def triangle(a: Any, upper: bool, unit: bool) -> Any:
    """Ones where a triangular matrix has its elements: without the diagonal when that counts as ones. In a's type."""
    data = a._data if isinstance(a, Tensor) else a
    mask = np.tri(data.shape[-1], k=-1 if unit else 0, dtype=data.dtype)
    return mask.T if upper else mask


def triangular_kernel(a: Any, b: Any, *, upper: bool, left: bool = True, unit: bool = False) -> Any:
    """x with a @ x = b (x @ a = b unless `left`), a read as triangular; `unit`: with ones on its diagonal."""
    whole = a * triangle(a, upper, unit) + (np.eye(a.shape[-1], dtype=a.dtype) if unit else 0)
    try:
        return solve.kernel(whole, b, left=left)
    except LinAlgError:
        return substituted(whole, b, upper) if left else substituted(whole.mT, b.mT, not upper).mT


def substituted(a: Any, b: Any, upper: bool) -> Any:
    """x with a @ x = b, row by row: not finite where the diagonal has zeros."""
    y = np.array(np.broadcast_to(b, (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), *b.shape[-2:])))
    n = a.shape[-1]
    with np.errstate(all="ignore"):
        for k in reversed(range(n)) if upper else range(n):
            y[..., k, :] /= a[..., k, k, None]
            rest = slice(0, k) if upper else slice(k + 1, n)
            y[..., rest, :] -= a[..., rest, k, None] * y[..., k, None, :]
    return y


def to_triangle(g: Any, y: Any, a: Any, _b: Any, *, upper: bool, left: bool, unit: bool) -> Any:
    """The gradient of the matrix, where it has its elements."""
    g = solve_triangular(adjoint(a), g, upper=not upper, left=left, unit=unit)
    return -(g @ adjoint(y) if left else adjoint(y) @ g) * triangle(a, upper, unit)


def triangular_tangent(ts: Sequence[Any], y: Any, a: Any, _b: Any, *, upper: bool, left: bool, unit: bool) -> Any:
    b = ts[1]
    if ts[0] is not None:
        t = ts[0] * triangle(a, upper, unit)
        moved = t @ y if left else y @ t
        b = -moved if b is None else b - moved
    return solve_triangular(a, b, upper=upper, left=left, unit=unit)


solve_triangular = op(
    (regular(3, 3), normal(3, 2), {"upper": True}),
    (regular(2, 2), normal(3, 2), {"upper": False, "left": False, "unit": True}),
    (gaussian(2, 2), gaussian(2, 1), {"upper": False}),
    name="solve_triangular",
    grad_fn="LinalgSolveTriangularBackward0",
    family="linalg",
)(triangular_kernel)
solve_triangular.vjp(
    to_triangle, lambda g, _y, a, _b, *, upper, left, unit: solve_triangular(adjoint(a), g, upper=not upper, left=left, unit=unit)
).jvp(triangular_tangent)


@op(
    (regular(2, 2), normal(2, 1), {"upper": True}), (gaussian(2, 2), gaussian(2, 1), {"upper": False, "transposed": True}),
    outputs=2, family="linalg",
)  # fmt: skip
def triangular_solve(a: Any, b: Any, *, upper: bool, unit: bool = False, transposed: bool = False) -> tuple[Any, Any]:
    """x with a @ x = b (a^T @ x = b where `transposed`), a read as triangular, and a copy of a."""
    x = triangular_kernel(turned(a, transposed), b, upper=upper != transposed, unit=unit)
    return x, np.array(np.broadcast_to(a, (*x.shape[:-2], *a.shape[-2:])))


def turned(a: Any, transposed: bool) -> Any:
    return a.mT if transposed else a


def old_gradient(gs: Any, ys: Any, a: Any, _b: Any, *, upper: bool, unit: bool, transposed: bool) -> Any:
    g = to_triangle(gs[0], ys[0], turned(a, transposed), None, upper=upper != transposed, left=True, unit=unit)
    return turned(g, transposed) + gs[1]  # of a that was broadcast, summed by the engine


def old_right(gs: Any, _ys: Any, a: Any, _b: Any, *, upper: bool, unit: bool, transposed: bool) -> Any:
    return solve_triangular(adjoint(turned(a, transposed)), gs[0], upper=upper == transposed, left=True, unit=unit)


@triangular_solve.vjp(old_gradient, old_right).jvp
def old_tangent(ts: Sequence[Any], ys: Any, a: Any, b: Any, *, upper: bool, unit: bool, transposed: bool) -> Any:
    inner = None if ts[0] is None else turned(ts[0], transposed), ts[1]
    matrix = turned(a, transposed)
    return triangular_tangent(inner, ys[0], matrix, b, upper=upper != transposed, left=True, unit=unit), or_zero(ts[0], a) + ys[1] * 0


@public("linalg", "solve_triangular")
def solve_triangular_face(
    input: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False, out: Tensor | None = None
) -> Any:
    """x with input @ x = B (x @ input = B unless `left`), reading one triangle of input."""
    square(input, "linalg.solve_triangular")
    refuse.floating(input._data, "triangular_solve_cpu")
    if B.ndim < 2:
        raise RuntimeError("linalg.solve_triangular: The input tensor B must have at least 2 dimensions.")
    check_sides(input, B, left, False, "linalg.solve_triangular")
    return into(out, solve_triangular(input, B, upper=upper, left=left, unit=unitriangular))


@public("torch Tensor", "triangular_solve")
def old_triangular(input: Tensor, A: Tensor, upper: bool = True, transpose: bool = False, unitriangular: bool = False) -> Any:
    """x with A @ x = input (A^T @ x = input with `transpose`), and A, as torch.triangular_solve."""
    for t, name in ((input, "b"), (A, "A")):
        if t.ndim < 2:
            raise RuntimeError(f"torch.triangular_solve: Expected {name} to have at least 2 dimensions, but it has {t.ndim} dimensions instead")
    checked(A, "triangular_solve")
    x, copy = triangular_solve(A, input, upper=upper, unit=unitriangular, transposed=transpose)
    return named("triangular_solve", "solution", "cloned_coefficient")((x, copy))
