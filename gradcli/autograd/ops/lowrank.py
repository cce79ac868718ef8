"""Singular values of matrices of low rank, by random projection (Halko, Martinsson & Tropp, arXiv:0909.4061, 2009)."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.names import find, public
from gradcli.autograd.ops import factor
from gradcli.autograd.ops.factor_layers import matrices
from gradcli.autograd.ops.solve import adjoint
from gradcli.autograd.tensor import Tensor


def basis(A: Any, q: int, niter: int) -> Any:
    """Q with q orthonormal columns, so that Q @ Q^H @ A is nearly A; after `niter` rounds of iteration."""
    columns = A @ find("torch", "randn")(A.shape[-1], q, dtype=A.dtype)
    Q = factor.qr(columns, mode="reduced")[0]
    for _ in range(niter):
        back = factor.qr(adjoint(A) @ Q, mode="reduced")[0]
        Q = factor.qr(A @ back, mode="reduced")[0]
    return Q


@public("torch")
def svd_lowrank(A: Tensor, q: int | None = 6, niter: int | None = 2, M: Tensor | None = None) -> Any:
    """(U, S, V) with U @ diag(S) @ V^H nearly A, or A - M, of rank q."""
    whole = matrices(A, "linalg.qr")
    whole = whole if M is None else whole - M
    wide = whole.shape[-2] < whole.shape[-1]
    tall = adjoint(whole) if wide else whole
    Q = basis(tall, 6 if q is None else q, 2 if niter is None else niter)
    u, s, vh = factor.svd(adjoint(Q) @ tall, full=False)
    left, right = Q @ u, adjoint(vh)
    return (right, s, left) if wide else (left, s, right)


@public("torch")
def pca_lowrank(A: Tensor, q: int | None = None, center: bool = True, niter: int = 2) -> Any:
    """(U, S, V) of the centred matrix: the columns of V are its principal directions. Raises ValueError for a q beyond its size."""
    most = min(A.shape[-2:])
    if q is not None and not 0 <= q <= most:
        raise ValueError(f"q(={q}) must be non-negative integer and not greater than min(m, n)={most}")
    if niter < 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    return svd_lowrank(A - A.mean(-2, keepdim=True) if center else A, min(6, most) if q is None else q, niter)
