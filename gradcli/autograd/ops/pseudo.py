"""Least squares: the pseudoinverse and lstsq."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.refuse import kind_name
from gradcli.autograd.ops.solve import adjoint
from gradcli.autograd.return_types import named
from gradcli.autograd.tensor import Tensor, make
from gradcli.sample import gaussian, normal, regular


def inverse_kernel(a: Any, rtol: float | None, atol: float) -> Any:
    """a^+ by singular values, those up to max(atol, rtol * the largest) as 0."""
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    relative = default_rtol(a, atol) if rtol is None else rtol
    small = s <= np.maximum(atol, relative * s.max(-1, keepdims=True, initial=0.0))
    return adjoint(vh) @ (np.where(small, 0, 1 / s)[..., None] * adjoint(u))


def default_rtol(a: Any, atol: float) -> float:
    """torch's bound on what counts as 0: the larger side times the precision, unless atol is given."""
    return 0.0 if atol else float(max(a.shape[-2:]) * np.finfo(a.dtype).eps)


@op(
    (normal(3, 2), {}), (normal(2, 3), {}), (regular(2, 2, 2), {}), (gaussian(2, 2), {}),
    grad_fn="LinalgPinvBackward0", family="linalg",
)  # fmt: skip
def pinv(a: Any, *, rtol: float | None = None, atol: float = 0.0) -> Any:
    """The pseudoinverse (Moore-Penrose).   a: (..., m, n) -> (..., n, m)."""
    return inverse_kernel(a, rtol, atol)


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


def analytic(a: Any, *, rtol: float | None = None, atol: float = 0.0) -> Any:
    """The pseudoinverse of full rank, continued analytically."""
    return np.linalg.solve(a.mT @ a, a.mT) if a.shape[-2] >= a.shape[-1] else np.linalg.solve(a @ a.mT, a).mT


pinv.vjp(lambda g, y, a: to_matrix(g, y, a)).jvp(lambda ts, y, a, **_: pinv_tangent(ts[0], y, a)).batch(on_stacks).complex_safe(analytic)


@public("linalg", "pinv")
def linalg_pinv(
    A: Tensor, rcond: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None, out: Tensor | None = None
) -> Any:
    """The pseudoinverse; singular values up to max(atol, rtol * the largest) count as 0."""
    if A.ndim < 2 or A._data.dtype.kind not in "fc":
        raise RuntimeError(
            f"linalg.pinv({kind_name(A._data)}{{{list(A.shape)}}}): expected a tensor with 2 or more dimensions of float, double, cfloat or "
            "cdouble types"
        )
    relative = rcond if rtol is None else rtol
    return into(out, pinv(A, rtol=None if relative is None else float(relative), atol=float(atol or 0.0)))


@public("torch Tensor")
def pinverse(input: Tensor, rcond: float = 1e-15) -> Any:
    """The pseudoinverse."""
    return linalg_pinv(input, rcond)


# ---------------------------------------------------------------- least squares
@op((normal(4, 2), normal(4, 1)), (normal(2, 3), normal(2, 2)), (regular(2, 2, 2), normal(2, 2, 1)), grad_fn="LinalgLstsqBackward0", family="linalg")
def lstsq(a: Any, b: Any) -> Any:
    """The x of least |a @ x - b|, and of those the shortest."""
    return inverse_kernel(a, None, 0.0) @ b


lstsq.vjp(
    lambda g, _y, a, b: to_matrix(g @ adjoint(b), pinv(a), a),
    lambda g, _y, a, _b: adjoint(pinv(a)) @ g,
).batch(on_stacks).complex_safe(lambda a, b: analytic(a) @ b)


@lstsq.jvp
def _tangent(ts: Any, _y: Any, a: Any, b: Any) -> Any:
    p = pinv(a)
    parts = [] if ts[0] is None else [pinv_tangent(ts[0], p, a) @ b]
    parts += [] if ts[1] is None else [p @ ts[1]]
    return sum(parts[1:], parts[0])


def diagnostics(a: Any, b: Any, x: Any, driver: str) -> tuple[Any, Any, Any]:
    """Squared residuals (where the system is overdetermined), ranks and singular values, as the driver tells them."""
    nothing = np.zeros(0, a.real.dtype)
    s = np.linalg.svd(a, compute_uv=False)
    rank = np.asarray((s > default_rtol(a, 0.0) * s.max(-1, keepdims=True, initial=0.0)).sum(-1))
    full = a.shape[-2] > a.shape[-1] and (rank == a.shape[-1]).all() and driver != "gelsy"
    residuals = (np.abs(a @ x - b) ** 2).sum(-2) if full else nothing
    return residuals, (np.zeros(0, np.int64) if driver == "gels" else rank), (s if driver in ("gelsd", "gelss") else nothing)


@public("linalg", "lstsq")
def linalg_lstsq(A: Tensor, B: Tensor, rcond: Any = None, *, driver: str | None = None) -> Any:  # precision decides
    """The least squares solution, with residuals, rank and singular values as far as the driver computes them."""
    if A.ndim < 2:
        raise RuntimeError("torch.linalg.lstsq: input must have at least 2 dimensions.")
    vector = A.ndim - 1 == B.ndim and tuple(B.shape) == tuple(A.shape[:-1])
    b = B.unsqueeze(-1) if vector else B
    if b.ndim < 2 or b.shape[-2] != A.shape[-2]:
        raise RuntimeError(f"torch.linalg.lstsq: input.size(-2) should match other.size({-1 if B.ndim < A.ndim else -2})")
    x = lstsq(A, b)
    told = map(make, diagnostics(A._data, b._data, x._data, driver or "gelsy"))
    result = named("linalg_lstsq", "solution", "residuals", "rank", "singular_values")
    return result((x.squeeze(-1) if vector else x, *told))


expose("torch", "lstsq", linalg_lstsq)
