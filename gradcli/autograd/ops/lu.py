"""LU factors with row exchanges, in one matrix and apart, and systems solved with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.op import OPS, op
from gradcli.autograd.ops.cholesky import transposed
from gradcli.autograd.ops.factor import joined, lower, upper
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.solve import adjoint, solve_triangular
from gradcli.autograd.tensor import unwrap
from gradcli.sample import definite, fixed, gaussian, normal, regular

LEFT = {"upper": False, "left": True, "unit": True}  # L X = B
RIGHT = {"upper": True, "left": False, "unit": False}  # X U = B
WIDE, TALL = fixed([[0.5, 2.0, -1.0], [3.0, 1.0, 0.4]]), fixed([[0.5, 2.0], [3.0, 1.0], [1.0, -2.0]])
SHAPES = (definite(3, 3),), (definite(2, 2, 2),), (gaussian(2, 2),), (WIDE,), (TALL,)


# ---------------------------------------------------------------- elimination
def size_of(x: Any) -> Any:
    """What the largest of a column is chosen by: |Re x| + |Im x|, as in LAPACK."""
    return np.abs(x.real) + np.abs(x.imag)


def eliminate(x: Any, pivots: Any) -> None:
    """Turn a matrix into its factors in place, by partial pivoting; `pivots`: with which row, counted from 1, each was exchanged."""
    for k in range(len(pivots)):
        best = k + int(np.argmax(size_of(x[k:, k])))
        pivots[k] = best + 1
        x[[k, best]] = x[[best, k]]
        if x[k, k]:
            x[k + 1 :, k] /= x[k, k]
            x[k + 1 :, k + 1 :] -= x[k + 1 :, k, None] * x[k, k + 1 :]


def factored(a: Any) -> tuple[Any, Any]:
    """(U with L below its diagonal, the row exchanges) of stacks of matrices of any shape; L has ones on its diagonal."""
    m, n = a.shape[-2:]
    y = np.array(a, order="C")
    pivots = np.empty((*a.shape[:-2], min(m, n)), np.int32)
    count = int(np.prod(a.shape[:-2], dtype=int))
    for x, pivot in zip(y.reshape(count, m, n), pivots.reshape(count, min(m, n))):
        eliminate(x, pivot)
    return y, pivots


def permutation(pivots: Any, m: int, dtype: Any) -> Any:
    """P of these exchanges of m rows, with ones where P^T puts the rows into their new order.   pivots: (..., k) -> (..., m, m)."""
    count = int(np.prod(pivots.shape[:-1], dtype=int))
    orders = np.tile(np.arange(m), (count, 1))
    for order, row in zip(orders, pivots.reshape(count, pivots.shape[-1])):
        for k, best in enumerate(row - 1):
            order[[k, best]] = order[[best, k]]
    return np.swapaxes(np.eye(m, dtype=dtype)[orders.reshape(*pivots.shape[:-1], m)], -1, -2)


def exchanged(pivots: Any, y: Any) -> Any:
    """P of the exchanges that led to the factors y."""
    data = unwrap(y)
    return permutation(unwrap(pivots), data.shape[-2], data.dtype)


# ---------------------------------------------------------------- the factors, in one matrix and apart
def eye(rows: int, columns: int, like: Any) -> Any:
    return np.eye(rows, columns, dtype=unwrap(like).dtype)


def below(x: Any) -> Any:
    """The part of stacks of any matrices below the diagonal."""
    data = unwrap(x)
    return x * np.tri(data.shape[-2], data.shape[-1], -1, dtype=data.real.dtype)


def apart(y: Any) -> tuple[Any, Any]:
    """(L, U) of the factors in one matrix.   (..., m, n) -> (..., m, k), (..., k, n), k = min(m, n). On arrays and tensors."""
    m, n = y.shape[-2:]
    k = min(m, n)
    return below(y[..., :k]) + eye(m, k, y), upper(y[..., :k, :])


def together(left: Any, right: Any) -> Any:
    """The tangents, or gradients, of L and U in one matrix."""
    m, n, k = left.shape[-2], right.shape[-1], left.shape[-1]
    return below(left) @ eye(k, n, left) + eye(m, k, left) @ upper(right)


def to_rows(g_l: Any, g_u: Any, left: Any, right: Any) -> Any:
    """The gradient of the matrix in its new order of rows.

    L^-H (tril(L^H g_L, -1) + triu(g_U U^H)) U^-H; rows below the square part and columns beside it have their own, and a share in it.
    """
    k = left.shape[-1]
    g_l, g_u, top, corner = below(g_l), upper(g_u), left[..., :k, :], right[..., :k]
    by_l, by_u = adjoint(top) @ g_l[..., :k, :], g_u[..., :k] @ adjoint(corner)
    wide, tall = right.shape[-1] > k, left.shape[-2] > k
    if wide:
        by_l = by_l - g_u[..., k:] @ adjoint(right[..., k:])
    if tall:
        by_u = by_u - adjoint(left[..., k:, :]) @ g_l[..., k:, :]
    inner = lower(by_l, -1) + upper(by_u)
    if tall:
        inner = solve_triangular(adjoint(top), inner, upper=True, left=True, unit=True)
        return solve_triangular(adjoint(corner), atop(inner, g_l[..., k:, :]), upper=False, left=False, unit=False)
    inner = solve_triangular(adjoint(corner), inner, upper=False, left=False, unit=False)
    return solve_triangular(adjoint(top), joined(inner, g_u[..., k:]) if wide else inner, upper=True, left=True, unit=True)


def atop(a: Any, b: Any) -> Any:
    """Two stacks of matrices, one above the other. On arrays and tensors."""
    return OPS["cat"](a, b, dim=a.ndim - 2)


def moved(t: Any, left: Any, right: Any) -> tuple[Any, Any]:
    """The tangents of L and U from that of the matrix in its new order of rows."""
    k = left.shape[-1]
    top, corner = left[..., :k, :], right[..., :k]
    m = solve_triangular(corner, solve_triangular(top, t[..., :k, :k], **LEFT), **RIGHT)
    t_l, t_u = top @ lower(m, -1), upper(m) @ corner
    if right.shape[-1] > k:
        t_u = joined(t_u, solve_triangular(top, t[..., k:] - t_l @ right[..., k:], **LEFT))
    if left.shape[-2] > k:
        t_l = atop(t_l, solve_triangular(corner, t[..., k:, :] - left[..., k:, :] @ t_u, **RIGHT))
    return t_l, t_u


@op(*SHAPES, outputs=2, grad_fn="LinalgLuFactorExBackward0", family="linalg")
def lu_factor(a: Any) -> tuple[Any, Any]:
    """U with L below its diagonal, and the row exchanges, counted from 1: P @ L @ U = a."""
    return factored(a)


def factor_gradient(gs: Any, ys: Any, _a: Any) -> Any:
    left, right = apart(ys[0])
    k = left.shape[-1]
    return exchanged(ys[1], ys[0]) @ to_rows(gs[0][..., :k], gs[0][..., :k, :], left, right)


def factor_tangent(ts: Any, ys: Any, _a: Any) -> Any:
    return together(*moved(exchanged(ys[1], ys[0]).mT @ ts[0], *apart(ys[0]))), ys[1]


lu_factor.vjp(factor_gradient).jvp(factor_tangent).batch(on_stacks)


@op(*SHAPES, outputs=3, grad_fn="LinalgLuBackward0", family="linalg")
def lu(a: Any) -> tuple[Any, Any, Any]:
    """P, L and U with P @ L @ U = a, L with ones on its diagonal."""
    y, pivots = factored(a)
    return (exchanged(pivots, y), *apart(y))


lu.vjp(lambda gs, ys, _a: unwrap(ys[0]) @ to_rows(gs[1], gs[2], ys[1], ys[2]))
lu.jvp(lambda ts, ys, _a: (ys[0] * 0, *moved(unwrap(ys[0]).mT @ ts[0], ys[1], ys[2]))).batch(on_stacks)


@op((normal(3, 3),), (normal(2, 2, 3),), (gaussian(3, 2),), outputs=2, grad_fn="LuUnpackBackward0", family="linalg")
def lu_unpack(y: Any) -> tuple[Any, Any]:
    """L and U of the factors in one matrix."""
    return apart(y)


lu_unpack.vjp(lambda gs, _ys, _y: together(*gs)).batch(on_stacks)
lu_unpack.jvp(lambda ts, ys, _y: (below(ts[0][..., : ys[0].shape[-1]]), upper(ts[0][..., : ys[0].shape[-1], :])))


# ---------------------------------------------------------------- systems with known factors
def solved(y: Any, pivots: Any, b: Any, left: bool, turned: bool, turn: Callable[[Any], Any]) -> Any:
    """X with A X = b, or turn(A) X = b where `turned`; X A = b unless `left`."""
    if not left:
        return turn(solved(y, pivots, turn(b), True, not turned, turn))
    p = exchanged(pivots, y)
    if not turned:
        return solve_triangular(y, solve_triangular(y, p.mT @ b, **LEFT), upper=True, left=True, unit=False)
    half = solve_triangular(turn(y), b, upper=False, left=True, unit=False)
    return p @ solve_triangular(turn(y), half, upper=True, left=True, unit=True)


EXCHANGES = np.array([2, 3, 3], np.int32)
SIDES = [{"left": left, "turned": turned} for left in (True, False) for turned in (False, True)]


@op(
    *[(regular(3, 3), EXCHANGES, normal(3, 3), sides) for sides in SIDES],
    *[(gaussian(2, 2), EXCHANGES[1:] - 1, gaussian(2, 2), sides) for sides in SIDES],
    grad_fn="LinalgLuSolveBackward0", family="linalg",
)  # fmt: skip
def lu_solve(y: Any, pivots: Any, b: Any, *, left: bool = True, turned: bool = False) -> Any:
    """X with A @ X = b, or with A^H where `turned`; X @ A = b unless `left`; A is given by its factors and exchanges."""
    return solved(y, pivots, b, left, turned, adjoint)


def to_factors(g: Any, x: Any, y: Any, pivots: Any, _b: Any, *, left: bool, turned: bool) -> Any:
    """The gradient of the factors from that of A: tril(P^T g_A U^H, -1) + triu(L^H P^T g_A)."""
    g = lu_solve(y, pivots, g, left=left, turned=not turned)
    to_a = g @ adjoint(x) if left else adjoint(x) @ g
    rows = exchanged(pivots, y).mT @ (adjoint(to_a) if turned else to_a)
    unit, right = apart(y)
    return -(lower(rows @ adjoint(right), -1) + upper(adjoint(unit) @ rows))


def solved_tangent(ts: Any, x: Any, y: Any, pivots: Any, _b: Any, *, left: bool, turned: bool) -> Any:
    b = ts[2]
    if ts[0] is not None:
        unit, right = apart(y)
        t = exchanged(pivots, y) @ (below(ts[0]) @ right + unit @ upper(ts[0]))
        t = adjoint(t) if turned else t
        change = t @ x if left else x @ t
        b = -change if b is None else b - change
    return lu_solve(y, pivots, b, left=left, turned=turned)


lu_solve.vjp(
    to_factors, None, lambda g, _x, y, pivots, _b, *, left, turned: lu_solve(y, pivots, g, left=left, turned=not turned)
).jvp(solved_tangent)
lu_solve.complex_safe(lambda y, pivots, b, *, left=True, turned=False: solved(y, pivots, b, left, turned, transposed))
