"""Least squares: the pseudoinverse and lstsq."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.batch import loop
from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.cholesky import is_hermitian, mirrored
from gradcli.autograd.ops.factor_layers import matrices
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.refuse import kind_name
from gradcli.autograd.ops.solve import adjoint, checked
from gradcli.autograd.return_types import named
from gradcli.autograd.rule import conj, or_zero
from gradcli.autograd.tensor import Tensor, make
from gradcli.sample import gaussian, normal, regular


def inverse_kernel(a: Any, rtol: Any, atol: Any) -> Any:
    """a^+ by singular values, those that are negligible as 0."""
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    small = s <= bound(a, s, rtol, atol)
    return adjoint(vh) @ (np.where(small, 0, 1 / s)[..., None] * adjoint(u))


def bound(a: Any, s: Any, rtol: Any, atol: Any) -> Any:
    """Up to where singular values count as 0: max(atol, rtol * the largest), numbers or one per matrix.   (..., 1).

    The default of rtol is torch's: the larger side times the precision, unless atol is given.
    """
    if rtol is None:
        rtol = np.where(np.asarray(atol) > 0, 0.0, max(a.shape[-2:]) * np.finfo(a.dtype).eps)
    return np.maximum(np.asarray(atol)[..., None], np.asarray(rtol)[..., None] * s.max(-1, keepdims=True, initial=0.0))


def tolerance(given: Any) -> Any:
    """A tolerance as a number or an array."""
    return given._data if isinstance(given, Tensor) else given if given is None else float(given)


@op(
    (normal(3, 2), {}), (normal(2, 3), {}), (regular(2, 2, 2), {}), (gaussian(2, 2), {}),
    grad_fn="LinalgPinvBackward0", family="linalg",
)  # fmt: skip
def pinv(a: Any, *, rtol: Any = None, atol: Any = 0.0, half: bool = False) -> Any:
    """The pseudoinverse (Moore-Penrose); `half`: of the Hermitian matrix of the lower triangle.   a: (..., m, n) -> (..., n, m)."""
    return inverse_kernel(mirrored(a) if half else a, rtol, atol)


def to_matrix(g: Any, p: Any, a: Any) -> Any:
    """The gradient of the matrix from that of its pseudoinverse p, for constant rank (Golub & Pereyra, 1973)."""
    back = adjoint(g)
    left, right = p @ adjoint(p), adjoint(p) @ p
    out = -(adjoint(p) @ g @ adjoint(p))
    out = out + (back - a @ (p @ back)) @ left
    return out + right @ (back - (back @ p) @ a)


def pinv_tangent(t: Any, p: Any, a: Any) -> Any:
    """The tangent of the pseudoinverse."""
    back = adjoint(t)
    return -(p @ t @ p) + p @ adjoint(p) @ (back - (back @ a) @ p) + (back - p @ (a @ back)) @ adjoint(p) @ p


def analytic(a: Any, *, rtol: Any = None, atol: Any = 0.0, half: bool = False) -> Any:
    """The pseudoinverse of full rank, continued analytically."""
    return np.linalg.solve(a.mT @ a, a.mT) if a.shape[-2] >= a.shape[-1] else np.linalg.solve(a @ a.mT, a).mT


pinv.vjp(lambda g, y, a: to_matrix(g, y, a)).jvp(lambda ts, y, a, **_: pinv_tangent(ts[0], y, a)).batch(on_stacks).complex_safe(analytic)


@public("linalg", "pinv")
def linalg_pinv(
    input: Tensor, rcond: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None, out: Tensor | None = None
) -> Any:
    """The pseudoinverse; singular values up to max(atol, rtol * the largest) count as 0."""
    if input.ndim < 2 or input._data.dtype.kind not in "fc":
        raise RuntimeError(
            f"linalg.pinv({kind_name(input._data)}{{{list(input.shape)}}}): expected a tensor with 2 or more dimensions of float, double, cfloat or "
            "cdouble types"
        )
    half = hermitian and not is_hermitian(checked(input, "linalg.pinv"))
    relative = rcond if rtol is None else rtol
    return into(out, pinv(input, rtol=tolerance(relative), atol=0.0 if atol is None else tolerance(atol), half=half))


@public("linalg")
def matrix_rank(
    input: Tensor, tol: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None, out: Tensor | None = None
) -> Any:
    """The number of singular values that are not negligible, as for pinv, or above `tol`; never differentiated."""
    only_floating(input)
    a = matrices(input, "linalg.matrix_rank")._data
    values = np.linalg.svd(mirrored(checked(input, "linalg.matrix_rank")._data) if hermitian else a, compute_uv=False)
    absolute, relative = (atol, rtol) if tol is None else (tol, 0.0)
    least = bound(a, values, tolerance(relative), 0.0 if absolute is None else tolerance(absolute))
    return into(out, make(np.asarray((values > least).sum(-1))))


@public("torch Tensor")
def pinverse(input: Tensor, rcond: float = 1e-15) -> Any:
    """The pseudoinverse."""
    return linalg_pinv(input, rcond)


# ---------------------------------------------------------------- least squares
@op(
    (normal(4, 2), normal(4, 1)), (normal(2, 3), normal(2, 2)), (regular(2, 2, 2), normal(2, 2, 1)), (normal(4, 2), normal(4, 2), {"told": True}),
    (gaussian(3, 2), gaussian(3, 1), {"told": True}), (normal(3, 2), normal(3), {"told": True, "vector": True}), outputs=2, grad_fn="LinalgLstsqBackward0", family="linalg",
)  # fmt: skip
def lstsq(a: Any, b: Any, *, told: bool = False, vector: bool = False) -> Any:
    """The x of least |a @ x - b|, and of those the shortest; that least, squared, per column if it is to be `told`, else nothing.

    vector: b holds vectors, not matrices.
    """
    b = column(b, vector)
    x = inverse_kernel(a, None, 0.0) @ b
    return row(x, vector), np.square(np.abs(a @ x - b)).sum(-2) if told else np.zeros(0, a.real.dtype)


def column(x: Any, vector: bool) -> Any:
    """Vectors as matrices of one column. On arrays and tensors."""
    return x.reshape(*x.shape, 1) if vector else x


def row(x: Any, vector: bool) -> Any:
    """Matrices of one column as vectors. On arrays and tensors."""
    return x.reshape(x.shape[:-1]) if vector else x


def lstsq_gradients(gs: Any, ys: Any, xs: Any, wanted: Any, *, told: bool, vector: bool) -> list[Any]:
    """The gradients of a and b. Where x is best, it does not move the residuals to first order."""
    (a, b), (x, _), (g, g_residuals), p = xs, ys, gs, pinv(xs[0])
    b, x, g = (column(t, vector) for t in (b, x, g))
    to_b = adjoint(p) @ g
    to_a = to_matrix(g @ adjoint(b), p, a) if wanted[0] else None
    if told:
        missed = (a @ x - b) * g_residuals[..., None, :] * 2
        to_a, to_b = missed @ adjoint(x) + to_a if wanted[0] else None, to_b - missed
    return [to_a, row(to_b, vector) if wanted[1] else None]


def lstsq_tangent(ts: Any, ys: Any, a: Any, b: Any, *, told: bool, vector: bool) -> Any:
    """The tangents of the solution and of the squared residuals."""
    p, t_a = pinv(a), or_zero(ts[0], a)
    x, b, t_b = (column(t, vector) for t in (ys[0], b, or_zero(ts[1], b)))
    missed = conj(a @ x - b) * (t_a @ x - t_b) * 2
    return row(pinv_tangent(t_a, p, a) @ b + p @ t_b, vector), missed.real.sum(-2) if told else ys[1]


def analytic_lstsq(a: Any, b: Any, *, told: bool = False, vector: bool = False) -> Any:
    """The solution of full rank and its squared residuals, continued analytically."""
    b = column(b, vector)
    x = analytic(a) @ b
    return row(x, vector), np.square(a @ x - b).sum(-2) if told else np.zeros(0, a.dtype)


lstsq.vjp_all(lstsq_gradients).jvp(lstsq_tangent).complex_safe(analytic_lstsq)
lstsq.batch(lambda op_, flags, args, params: (on_stacks if params["told"] else loop)(op_, flags, args, params))


def ranks(a: Any, driver: str) -> tuple[Any, Any]:
    """Ranks and singular values, as far as the driver tells them."""
    s = np.linalg.svd(a, compute_uv=False)
    rank = np.asarray((s > bound(a, s, None, 0.0)).sum(-1))
    return (np.zeros(0, np.int64) if driver == "gels" else rank), (s if driver in ("gelsd", "gelss") else np.zeros(0, a.real.dtype))


def is_told(a: Any, driver: str) -> bool:
    """Whether a system has residuals to speak of: more equations than unknowns, all of which they determine."""
    return bool(a.shape[-2] > a.shape[-1] and driver != "gelsy" and (ranks(a, "gelsd")[0] == a.shape[-1]).all())


def check_systems(input: Tensor, b: Tensor, driver: str | None) -> bool:
    """Whether b holds vectors, not matrices. Raises RuntimeError for what does not go together, and for whole numbers."""
    if input.ndim < 2:
        raise RuntimeError("torch.linalg.lstsq: input must have at least 2 dimensions.")
    if not b.ndim:
        raise RuntimeError("torch.linalg.lstsq: other must have at least 1 dimension.")
    if input._data.dtype != b._data.dtype:
        kinds = [kind_name(t._data) for t in (input, b)]
        raise RuntimeError(
            f"torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's dtype {kinds[0]} and other's dtype {kinds[1]}"
        )
    if not 0 <= input.ndim - b.ndim <= 1:
        raise RuntimeError("torch.linalg.lstsq: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1")
    vector = input.ndim - 1 == b.ndim and tuple(b.shape) == tuple(input.shape[:-1])
    if (b.ndim < 2 and not vector) or b.shape[-1 if vector else -2] != input.shape[-2]:
        raise RuntimeError(f"torch.linalg.lstsq: input.size(-2) should match other.size({-1 if b.ndim < input.ndim else -2})")
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError("torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
    only_floating(input)
    return vector


def only_floating(x: Tensor) -> None:
    if x._data.dtype.kind not in "fc":
        raise RuntimeError("This function doesn't handle types other than float and double")


@public("linalg", "lstsq")
def linalg_lstsq(input: Tensor, b: Tensor, rcond: Any = None, *, driver: str | None = None) -> Any:  # precision decides
    """The least squares solution, with residuals, rank and singular values as far as the driver computes them."""
    vector = check_systems(input, b, driver)
    used = driver or "gelsy"
    x, residuals = lstsq(input, b, told=is_told(input._data, used), vector=vector)
    result = named("linalg_lstsq", "solution", "residuals", "rank", "singular_values")
    return result((x, residuals, *map(make, ranks(input._data, used))))


