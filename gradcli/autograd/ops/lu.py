"""LU factors with row exchanges, and what is made of them: lu_factor, lu, lu_solve; products of Householder reflections."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.op import OPS, op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.factor import identity, lower, upper
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.solve import adjoint, solve_triangular
from gradcli.autograd.return_types import named
from gradcli.autograd.tensor import Tensor, make
from gradcli.sample import definite, gaussian

SINGULAR = (
    "torch.linalg.lu_factor: U[{0},{0}] is zero and using it on lu_solve would result in a division by zero. If you still want to perform "
    "the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)"
)
LEFT = {"upper": False, "left": True, "unit": True}  # L X = B
RIGHT = {"upper": True, "left": False, "unit": False}  # X U = B


# ---------------------------------------------------------------- without exchanges
@op((definite(3, 3),), (definite(2, 2, 2),), (gaussian(2, 2),), grad_fn="LinalgLuFactorExBackward0", family="linalg")
def lu(a: Any) -> Any:
    """U, with L below its diagonal: L @ U = a, L with ones on its diagonal; the rows of a are in an order that needs no exchanges."""
    y = np.array(a)
    for k in range(y.shape[-1]):
        pivot = np.where(y[..., k, k] == 0, 1, y[..., k, k])  # all below a zero pivot is zero
        y[..., k + 1 :, k] /= pivot[..., None]
        y[..., k + 1 :, k + 1 :] -= y[..., k + 1 :, k, None] * y[..., None, k, k + 1 :]
    return y


def unit_lower(y: Any) -> Any:
    """L of the factors in one matrix."""
    return lower(y, -1) + identity(y)


def lu_gradient(g: Any, y: Any, _a: Any) -> Any:
    """L^-H (tril(L^H g_L, -1) + triu(g_U U^H)) U^-H."""
    left, right = adjoint(unit_lower(y)), adjoint(upper(y))
    inner = lower(left @ lower(g, -1), -1) + upper(upper(g) @ right)
    half = solve_triangular(left, inner, upper=True, left=True, unit=True)
    return solve_triangular(right, half, upper=False, left=False, unit=False)


def lu_tangent(ts: Any, y: Any, _a: Any) -> Any:
    """L tril(M, -1) + triu(M) U with M = L^-1 t U^-1."""
    m = solve_triangular(upper(y), solve_triangular(y, ts[0], **LEFT), **RIGHT)
    return unit_lower(y) @ lower(m, -1) + upper(m) @ upper(y)


lu.vjp(lu_gradient).jvp(lu_tangent).batch(on_stacks)


# ---------------------------------------------------------------- with exchanges
def exchanges(a: Any) -> tuple[Any, Any]:
    """(which row of a comes first, second, ...; with which row, counted from 1, each was exchanged) by partial pivoting."""
    m, n = a.shape[-2:]
    orders = np.empty((int(np.prod(a.shape[:-2], dtype=int)), m), np.int64)
    pivots = np.empty((len(orders), min(m, n)), np.int32)
    for x, order, pivot in zip(np.array(a).reshape(len(orders), m, n), orders, pivots):
        order[:] = np.arange(m)
        for k in range(min(m, n)):
            best = k + int(np.argmax(np.abs(x[k:, k])))
            pivot[k] = best + 1
            x[[k, best]], order[[k, best]] = x[[best, k]], order[[best, k]]
            if x[k, k]:
                x[k + 1 :] -= x[k + 1 :, k, None] / x[k, k] * x[k]
    return orders.reshape(a.shape[:-1]), pivots.reshape(*a.shape[:-2], min(m, n))


def order_of(pivots: Any, m: int) -> Any:
    """The order of m rows that exchanges lead to."""
    flat = pivots.reshape(int(np.prod(pivots.shape[:-1], dtype=int)), pivots.shape[-1])
    orders = np.tile(np.arange(m), (len(flat), 1))
    for order, row in zip(orders, flat):
        for k, best in enumerate(row - 1):
            order[[k, best]] = order[[best, k]]
    return orders.reshape(*pivots.shape[:-1], m)


def permutation(order: Any, dtype: Any) -> Tensor:
    """P with P[order[i], i] = 1: its transpose puts rows into this order."""
    return make(np.swapaxes(np.eye(order.shape[-1], dtype=dtype)[order], -1, -2))


def factors(A: Tensor, pivot: bool, name: str) -> tuple[Tensor, Any, Any]:
    """(the factors in one matrix, the order of rows, the exchanges) of matrices of any shape. Raises RuntimeError for other tensors."""
    if A.ndim < 2:
        raise RuntimeError(f"{name}: Expected tensor with 2 or more dimensions. Got size: {list(A.shape)} instead")
    refuse.floating(A._data, "lu_cpu")
    m, n = A.shape[-2:]
    k = min(m, n)
    still = np.broadcast_to(np.arange(m), A._data.shape[:-1]), np.broadcast_to(np.arange(1, k + 1, dtype=np.int32), (*A.shape[:-2], k))
    order, pivots = exchanges(A._data) if pivot else still
    rows = permutation(order, A._data.dtype).mT @ A
    square = lu(rows[..., :k, :k])
    if m > n:
        below = solve_triangular(square, rows[..., k:, :], **RIGHT)
        return OPS["cat"](square, below, dim=A.ndim - 2), order, pivots
    if n > m:
        beside = solve_triangular(square, rows[..., k:], **LEFT)
        return OPS["cat"](square, beside, dim=A.ndim - 1), order, pivots
    return square, order, pivots


@public("linalg", "lu_factor")
def lu_factor_face(A: Tensor, *, pivot: bool = True, out: Any = None) -> Any:  # named results are not written into
    """(L and U in one matrix, the row exchanges). Raises RuntimeError for singular matrices."""
    y, _, pivots = factors(A, pivot, "torch.lu_factor")
    zero = np.diagonal(y._data, axis1=-2, axis2=-1) == 0
    if zero.any():
        raise RuntimeError(SINGULAR.format(int(np.argwhere(zero)[0][-1]) + 1))
    return named("linalg_lu_factor", "LU", "pivots")((y, make(np.array(pivots))))


@public("linalg")
def lu_factor_ex(A: Tensor, *, pivot: bool = True, check_errors: bool = False, out: Any = None) -> Any:
    """(L and U in one matrix, the row exchanges, the number of the first zero on the diagonal of U or 0)."""
    y, _, pivots = factors(A, pivot, "torch.lu_factor")
    zero = np.diagonal(y._data, axis1=-2, axis2=-1) == 0
    first = np.where(zero.any(-1), zero.argmax(-1) + 1, 0).astype(np.int32)
    if check_errors and first.any():
        raise RuntimeError(SINGULAR.format(int(first[first > 0].flat[0])))
    return named("linalg_lu_factor_ex", "LU", "pivots", "info")((y, make(np.array(pivots)), make(first)))


def triangles(y: Tensor) -> tuple[Tensor, Tensor]:
    """(L, U) of the factors in one matrix of any shape."""
    m, n = y.shape[-2:]
    k = min(m, n)
    ones = make(np.eye(m, k, dtype=y._data.dtype))
    return y[..., :, :k].tril(-1) + ones, y[..., :k, :].triu()


@public("linalg", "lu")
def lu_face(A: Tensor, *, pivot: bool = True, out: Any = None) -> Any:
    """(P, L, U) with P @ L @ U = A."""
    y, order, _ = factors(A, pivot, "linalg.lu")
    P = permutation(order, A._data.dtype) if pivot else make(np.zeros(0, A._data.dtype))
    return named("linalg_lu", "P", "L", "U")((P, *triangles(y)))


@public("torch")
def lu_unpack(LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True, unpack_pivots: bool = True, *, out: Any = None) -> Any:
    """(P, L, U) of what lu_factor returns."""
    none = make(np.zeros(0, LU_data._data.dtype))
    P = permutation(order_of(LU_pivots._data, LU_data.shape[-2]), LU_data._data.dtype) if unpack_pivots else none
    return named("lu_unpack", "P", "L", "U")((P, *(triangles(LU_data) if unpack_data else (none, none))))


@public("torch Tensor", "lu")
def old_lu(A: Tensor, pivot: bool = True, get_infos: bool = False) -> Any:
    """What linalg.lu_factor returns, as a plain tuple."""
    found = tuple(lu_factor_ex(A, pivot=pivot))
    return found if get_infos else found[:2]


@public("linalg", "lu_solve")
def lu_solve_face(LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False, out: Tensor | None = None) -> Any:
    """X with A @ X = B, or with A^H when `adjoint`; X @ A = B unless `left`; A is given as lu_factor returns it."""
    if pivots._data.dtype != np.int32:
        raise RuntimeError("linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32")
    if not left:
        return into(out, lu_solve_face(LU, pivots, B.mH, adjoint=not adjoint).mH)
    P = permutation(order_of(pivots._data, LU.shape[-2]), LU._data.dtype)
    if not adjoint:
        y = solve_triangular(LU, P.mT @ B, **LEFT)
        return into(out, solve_triangular(LU, y, upper=True, left=True, unit=False))
    y = solve_triangular(LU.mH, B, upper=False, left=True, unit=False)
    return into(out, P @ solve_triangular(LU.mH, y, upper=True, left=True, unit=True))


@public("torch Tensor", "lu_solve")
def old_lu_solve(b: Tensor, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None) -> Any:
    """X with A @ X = b; A is given as lu_factor returns it."""
    return lu_solve_face(LU_data, LU_pivots, b, out=out)


# ---------------------------------------------------------------- reflections
@public("linalg", "householder_product")
def householder_product(A: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Any:
    """The first columns of H1 @ H2 ..., Hi = I - tau_i v_i v_i^H; v_i: column i of A below its diagonal, with 1 on it."""
    if A.ndim < 2:
        raise RuntimeError("torch.linalg.householder_product: input must have at least 2 dimensions.")
    m, n = A.shape[-2:]
    if m < n:
        raise RuntimeError("torch.linalg.householder_product: input.shape[-2] must be greater than or equal to input.shape[-1]")
    if n < tau.shape[-1]:
        raise RuntimeError("torch.linalg.householder_product: input.shape[-1] must be greater than or equal to tau.shape[-1]")
    v = A.tril(-1) + make(np.eye(m, n, dtype=A._data.dtype))
    q = make(np.eye(m, n, dtype=A._data.dtype))
    for k in reversed(range(tau.shape[-1])):
        column = v[..., :, k : k + 1]
        q = q - tau[..., k : k + 1, None] * column @ (column.mH @ q)
    return into(out, q)


@public("torch Tensor")
def orgqr(input: Tensor, input2: Tensor, *, out: Tensor | None = None) -> Any:
    """linalg.householder_product, under its old name."""
    return householder_product(input, input2, out=out)
