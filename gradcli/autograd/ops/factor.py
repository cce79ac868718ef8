"""Factorisations with differentiable factors: qr, eigh, eig, svd. Where factors are not unique (degenerate values), gradients are not finite.

qr, eig and svd are LAPACK's by numpy; eigh reads symmetric matrices as cholesky does: their symmetric part, of others one triangle.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.op import op
from gradcli.autograd.ops.cholesky import as_read, symmetric
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.solve import adjoint, inv
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor, unwrap
from gradcli.sample import fixed, gaussian, normal, regular

REDUCED = {"mode": "reduced"}


def no_continuation(*_args: Any, **_params: Any) -> Any:
    """These kernels have no analytic continuation: TypeError, as numpy has it for hypot of complex numbers."""
    raise TypeError("an iterative factorisation has no complex step; use differences")


def used(g: Any) -> bool:
    """Whether anything depends on this factor; zeros outside of the graph stand for no."""
    if isinstance(g, Tensor):
        return g.requires_grad or bool(g._data.any())
    return bool(np.any(g))


def identity(x: Any) -> Any:
    """The identity of the size of x's last axis, in its real type."""
    data = unwrap(x)
    return np.eye(data.shape[-1], dtype=data.real.dtype)


def diagonal_of(values: Any) -> Any:
    """Diagonal matrices.   values: (..., n) -> (..., n, n). On arrays and tensors."""
    return values.reshape(*values.shape, 1) * identity(values)


def beside(values: Any) -> Any:
    """Values along rows: (..., n) -> (..., 1, n)."""
    return values.reshape(*values.shape[:-1], 1, values.shape[-1])


def differences(values: Any) -> Any:
    """values[j] - values[i] at row i and column j, 1 on the diagonal.   (..., n) -> (..., n, n)."""
    n = values.shape
    return values.reshape(*n[:-1], 1, n[-1]) - values.reshape(*n, 1) + identity(values)


def diagonal_part(x: Any) -> Any:
    """x with zeros off its diagonal."""
    return x * identity(x)


def real_part(x: Any) -> Any:
    """The real part of complex numbers; real ones as they are."""
    return x.real if unwrap(x).dtype.kind == "c" else x


def skew(x: Any) -> Any:
    """x - x^H."""
    return x - adjoint(x)


# ---------------------------------------------------------------- qr
@op(
    (normal(3, 2), REDUCED), (regular(3, 3), REDUCED), (normal(2, 3), REDUCED), (gaussian(2, 2), REDUCED), (normal(2, 3, 2), REDUCED),
    outputs=2, grad_fn="LinalgQrBackward0", family="linalg",
)  # fmt: skip
def qr(a: Any, *, mode: Any) -> Any:
    """q with orthonormal columns and upper triangular r, q @ r = a; mode "complete": q square; mode "r": no q."""
    if mode == "r":
        return np.zeros(0, a.dtype), np.linalg.qr(a, mode=mode)
    return tuple(np.linalg.qr(a, mode=mode))


def lower(x: Any, diagonal: int = 0) -> Any:
    """The lower triangle, with or without (-1) the diagonal."""
    data = unwrap(x)
    return x * np.tri(data.shape[-1], k=diagonal, dtype=data.real.dtype)


def upper(x: Any) -> Any:
    """The upper triangle of stacks of any matrices."""
    data = unwrap(x)
    return x * np.tri(data.shape[-1], data.shape[-2], dtype=data.real.dtype).T


def square_qr(g_q: Any, g_r: Any, q: Any, r: Any) -> Any:
    """The gradient of qr with square r (Walter & Lehmann, 2018)."""
    m = r @ adjoint(g_r) - adjoint(g_q) @ q
    below = lower(m, -1)
    return (g_q + q @ (below + adjoint(below) + real_part(diagonal_part(m)))) @ adjoint(inv(r))


def qr_gradient(gs: Any, ys: Any, a: Any) -> Any:
    """The gradient of the matrix; of a wide one the columns beyond the square part depend on q as well."""
    (g_q, g_r), (q, r) = gs, ys
    rows, columns = a.shape[-2:]
    if q.ndim != a.ndim:
        raise RuntimeError(
            "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you "
            "are going to differentiate through linalg.qr."
        )
    if q.shape[-1] > columns:
        raise RuntimeError("The QR decomposition is not differentiable when mode='complete' and nrows > ncols.")
    g_r = upper(g_r)
    if rows >= columns:
        return square_qr(g_q, g_r, q, r)
    g_u, g_v = g_r[..., :rows], g_r[..., rows:]
    g_left = square_qr(g_q + a[..., rows:] @ adjoint(g_v), g_u, q, r[..., :rows])
    return joined(g_left, q @ g_v)


def joined(a: Any, b: Any) -> Any:
    """Two stacks of matrices side by side. On arrays and tensors."""
    from gradcli.autograd.op import OPS

    return OPS["cat"](a, b, dim=a.ndim - 1)


def qr_tangent(t: Any, ys: Any, a: Any) -> Any:
    """Tangents of q and r."""
    q, r = ys
    rows, columns = a.shape[-2:]
    n = min(rows, columns)
    square, left = r[..., :n], t[..., :n]
    turned = adjoint(q) @ left @ inv(square)
    turn = skew(lower(turned, -1)) + diagonal_part(turned) - real_part(diagonal_part(turned))  # the diagonal of r stays real
    t_q = q @ turn + (left @ inv(square) - q @ turned)
    t_r = (turned - turn) @ square
    return (t_q, t_r) if rows >= columns else (t_q, joined(t_r, adjoint(q) @ (t[..., n:] - t_q @ r[..., n:])))


def analytic_qr(a: Any, *, mode: Any) -> Any:
    """qr continued analytically: Gram-Schmidt with transposes, the signs as in the real factors."""
    assert mode == "reduced"
    signs = np.sign(np.diagonal(np.linalg.qr(a.real, mode=mode)[1], axis1=-2, axis2=-1))
    columns: list[Any] = []
    for k in range(min(a.shape[-2:])):
        v = a[..., k]
        for u in columns:
            v = v - u * (u * v).sum(-1, keepdims=True)
        columns.append(signs[..., k, None] * v / np.sqrt((v * v).sum(-1, keepdims=True)))
    q = np.stack(columns, -1)
    return q, q.mT @ a


qr.vjp(qr_gradient).jvp(lambda ts, ys, a, **_: qr_tangent(ts[0], ys, a)).complex_safe(analytic_qr).batch(on_stacks)


# ---------------------------------------------------------------- eigh
APART = fixed([[3.0, 0.5, 0.1], [0.5, 1.0, 0.2], [0.1, 0.2, -1.0]])


@op((APART,), (fixed([[[2.0, 0.3], [0.3, 0.0]], [[1.0, 0.4], [0.4, -2.0]]]),), outputs=2, grad_fn="LinalgEighBackward0", family="linalg")
def eigh(a: Any, *, upper: bool = False, half: bool = False) -> Any:
    """Eigenvalues, ascending, and orthonormal eigenvectors, as columns, of symmetric matrices; `half`: only one triangle is read."""
    return tuple(np.linalg.eigh(as_read(a, upper, half)))


def eigh_gradient(gs: Any, ys: Any, _a: Any) -> Any:
    """V (diag(g_values) + V^H g_vectors / differences) V^H, made symmetric."""
    (g_values, g_vectors), (values, vectors) = gs, ys
    left = vectors * beside(g_values)
    if used(g_vectors):
        turned = adjoint(vectors) @ g_vectors
        left = left + vectors @ ((turned - diagonal_part(turned)) / differences(values))
    return symmetric(left @ adjoint(vectors))


def eigh_tangent(t: Any, ys: Any) -> Any:
    """Tangents of eigenvalues and eigenvectors."""
    values, vectors = ys
    turned = adjoint(vectors) @ symmetric(t) @ vectors
    on = (turned * identity(turned)).sum(-1)
    return real_part(on), vectors @ ((turned - diagonal_part(turned)) / differences(values))


eigh.vjp(eigh_gradient).jvp(lambda ts, ys, _a, **_: eigh_tangent(ts[0], ys)).complex_safe(no_continuation).batch(on_stacks)


# ---------------------------------------------------------------- eig
@op((fixed([[2.0, 1.0], [0.5, -1.0]]),), (fixed([[[2.0, 1.0], [0.5, -1.0]], [[1.0, 0.2], [0.3, 4.0]]]),), outputs=2, grad_fn="LinalgEigBackward0", family="linalg")
def eig(a: Any) -> Any:
    """Eigenvalues and eigenvectors of length 1, as columns, of square matrices; complex."""
    values, vectors = np.linalg.eig(a)
    kind = np.result_type(a.dtype, np.complex64)
    return values.astype(kind), vectors.astype(kind)


def eig_gradient(gs: Any, ys: Any, a: Any) -> Any:
    """V^-H (diag(g_values) + (V^H g_vectors less what changes lengths) / conj(differences)) V^H."""
    (g_values, g_vectors), (values, vectors) = gs, ys
    inner = diagonal_of(g_values)
    if used(g_vectors):
        turned = adjoint(vectors) @ g_vectors
        lengths = (turned * identity(turned)).sum(-1).real
        off = turned - adjoint(vectors) @ (vectors * lengths.reshape(*lengths.shape[:-1], 1, lengths.shape[-1]))
        inner = inner + (off - diagonal_part(off)) / conj(differences(values))
    out = adjoint(inv(vectors)) @ inner @ adjoint(vectors)
    return out if unwrap(a).dtype.kind == "c" else out.real


def eig_tangent(t: Any, ys: Any) -> Any:
    """Tangents of eigenvalues and eigenvectors; the lengths of the latter stay 1."""
    values, vectors = ys
    turned = inv(vectors) @ (t * (1 + 0j)) @ vectors
    free = vectors @ ((turned - diagonal_part(turned)) / differences(values))
    growth = (conj(vectors) * free).sum(-2).real
    return (turned * identity(turned)).sum(-1), free - vectors * growth.reshape(*growth.shape[:-1], 1, growth.shape[-1])


eig.vjp(eig_gradient).jvp(lambda ts, ys, _a: eig_tangent(ts[0], ys)).complex_safe(no_continuation).batch(on_stacks)


# ---------------------------------------------------------------- svd
@op(
    (normal(3, 2), {"full": False}), (normal(2, 3), {"full": False}), (regular(3, 3), {"full": True}), (normal(2, 2, 3), {"full": False}),
    outputs=3, grad_fn="LinalgSvdBackward0", family="linalg",
)  # fmt: skip
def svd(a: Any, *, full: bool) -> Any:
    """u, singular values, descending, and v^H; with `full` u and v are square."""
    return tuple(np.linalg.svd(a, full_matrices=full))


def svd_gradient(gs: Any, ys: Any, a: Any) -> Any:
    """The gradient of the matrix; of full factors only the first columns count, as in torch."""
    (g_u, g_s, g_vh), (u, s, vh) = gs, ys
    k = s.shape[-1]
    u, vh, g_u, g_v, v = u[..., :k], vh[..., :k, :], g_u[..., :k], adjoint(g_vh[..., :k, :]), adjoint(vh[..., :k, :])
    if used(g_u) or used(g_v):
        left, right = adjoint(u) @ g_u, adjoint(v) @ g_v
        gap = differences(s * s)
        turned = skew(left) / gap * beside(s) + skew(right) / gap * s.reshape(*s.shape, 1)
        inner = diagonal_of(g_s) + turned - diagonal_part(turned)
        if unwrap(a).dtype.kind == "c":
            inner = inner + diagonal_part(skew(left)) / (s * 2).reshape(*s.shape, 1)
        if a.shape[-2] > k:
            return (u @ inner + (g_u - u @ left) / beside(s)) @ vh
        if a.shape[-1] > k:
            return u @ (inner @ vh + adjoint((g_v - v @ right) / beside(s)))
        return u @ inner @ vh
    return (u * beside(g_s)) @ vh


def svd_tangent(t: Any, ys: Any) -> Any:
    """Tangents of reduced factors of real matrices."""
    u, s, vh = ys
    v = adjoint(vh)
    inner = adjoint(u) @ t @ v
    gap = differences(s * s)
    off = inner - diagonal_part(inner)
    t_u = u @ ((off * beside(s) + s.reshape(*s.shape, 1) * adjoint(off)) / gap)
    t_v = v @ ((s.reshape(*s.shape, 1) * off + adjoint(off) * beside(s)) / gap)
    if u.shape[-2] > u.shape[-1]:
        t_u = t_u + (t @ v - u @ inner) / beside(s)
    if v.shape[-2] > v.shape[-1]:
        t_v = t_v + (adjoint(t) @ u - v @ adjoint(inner)) / beside(s)
    return t_u, (inner * identity(inner)).sum(-1), adjoint(t_v)


svd.vjp(svd_gradient).jvp(lambda ts, ys, _a, **_: svd_tangent(ts[0], ys)).complex_safe(no_continuation).batch(on_stacks)
