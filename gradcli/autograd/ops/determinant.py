"""Determinants and their logarithms; the gradient of det exists for singular matrices too."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.reduce import sum_
from gradcli.autograd.ops.solve import LinAlgError, adjoint, checked, inv
from gradcli.autograd.return_types import named
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor, unwrap
from gradcli.sample import fixed, gaussian, regular

SINGULAR = fixed([[1.0, 2.0], [2.0, 4.0]])


def as_matrix(g: Any) -> Any:
    """One number per matrix, with two axes to multiply the matrices."""
    return g.reshape(*g.shape, 1, 1)


def trace_of(x: Any) -> Any:
    """The sum of x over the last two axes."""
    return sum_(x, dim=(x.ndim - 2, x.ndim - 1), keepdim=False)


# ---------------------------------------------------------------- det
@op((regular(3, 3),), (regular(2, 2, 2),), (gaussian(2, 2),), grad_fn="LinalgDetBackward0", family="linalg")
def det(a: Any) -> Any:
    """The determinants of matrices.   a: (..., n, n) -> (...)."""
    return np.linalg.det(a)


@op((regular(3, 3),), (gaussian(2, 2),), grad_fn="LinalgDetBackwardBackward0", family="linalg")
def cofactors(a: Any) -> Any:
    """conj(det(a) * inv(a)^T), by singular values, so that it exists for singular matrices."""
    u, s, vh = np.linalg.svd(a)
    others = np.where(np.eye(a.shape[-1], dtype=bool), 1, s[..., None, :]).prod(-1)
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return as_matrix(np.conj(np.asarray(sign))) * ((u * others[..., None, :]) @ vh)


det.vjp(lambda g, _y, a: as_matrix(g) * cofactors(a)).jvp(lambda ts, _y, a: trace_of(conj(cofactors(a)) * ts[0])).batch(on_stacks)


def off_singular(a: Any) -> Any:
    """Singular matrices moved a little along their smallest singular values, so that they have an inverse; others as they are."""
    data = unwrap(a)
    u, s, vh = np.linalg.svd(data)
    eps = np.finfo(data.dtype).eps
    small = s <= eps * len(s) * s.max(-1, keepdims=True)
    if not small.any():
        return a
    step = np.where(small, np.sqrt(eps) * s.max(-1, keepdims=True), 0)  # balances the cancellation, eps / step, against the move
    return a + ((u * step[..., None, :]) @ vh).astype(data.dtype)


def derived(g: Any, a: Any) -> Any:
    """The gradient of cofactors."""
    a = off_singular(a)
    y, d = inv(a), as_matrix(det(a))
    # C = (d y)^H, so that <g, dC> = Re tr(d (tr(y da) y - y da y) g)
    return adjoint((as_matrix(trace_of(g * y.mT)) * y - y @ g @ y) * d)


def moved(t: Any, a: Any) -> Any:
    """The tangent of cofactors."""
    a = off_singular(a)
    y, d = inv(a), as_matrix(det(a))
    return adjoint((as_matrix(trace_of(y.mT * t)) * y - y @ t @ y) * d)


cofactors.vjp(lambda g, _y, a: derived(g, a)).jvp(lambda ts, _y, a: moved(ts[0], a)).batch(on_stacks)
cofactors.complex_safe(lambda a: as_matrix(np.asarray(np.linalg.det(a))) * np.linalg.inv(a).mT)


@public("linalg", "det")
def linalg_det(A: Tensor, *, out: Tensor | None = None) -> Any:
    """The determinant of square matrices."""
    return into(out, det(checked(A, "linalg.det")))


@public("torch Tensor", "det")
def torch_det(input: Tensor) -> Any:
    """The determinant of square matrices."""
    return linalg_det(input)


# ---------------------------------------------------------------- slogdet
@op((regular(3, 3),), (regular(2, 2, 2),), (gaussian(2, 2),), grad_fn="LinalgSlogdetBackward0", outputs=2, family="linalg")
def slogdet(a: Any) -> Any:
    """The sign of the determinant (its direction, if complex) and the logarithm of its size."""
    return tuple(np.linalg.slogdet(a))


def slogdet_gradient(gs: Any, ys: Any, a: Any) -> Any:
    """inv(a)^H times the cotangent of the logarithm, and of the angle where there is one."""
    (g_sign, g), sign = gs, ys[0]
    if sign.dtype.kind != "c":
        return as_matrix(g) * inverse_adjoint(a)
    return as_matrix(g - (conj(g_sign) * sign).imag * 1j) * inverse_adjoint(a)


def inverse_adjoint(a: Any) -> Any:
    """a^-H; of singular matrices the cofactors over 0, which are not finite."""
    try:
        return adjoint(inv(a))
    except LinAlgError:
        with np.errstate(all="ignore"):
            return cofactors(a) / as_matrix(conj(det(a)))


def slogdet_tangent(t: Any, ys: Any, a: Any) -> Any:
    sign, size = ys
    change = trace_of(inv(a).mT * t)
    if sign.dtype.kind != "c":
        return sign * 0, change
    return sign * change.imag * 1j, change.real + size * 0


def analytic_slogdet(a: Any) -> Any:
    """The logarithm continued analytically: log |det| + i angle, the sign as a constant."""
    sign, _ = np.linalg.slogdet(a.real)
    turn, size = np.linalg.slogdet(a)
    return sign, size + 1j * np.angle(turn * sign)


slogdet.vjp(slogdet_gradient).jvp(lambda ts, ys, a: slogdet_tangent(ts[0], ys, a)).batch(on_stacks).complex_safe(analytic_slogdet)


@public("linalg", "slogdet")
def linalg_slogdet(A: Tensor, *, out: Any = None) -> Any:  # named results are not written into
    """Sign and logarithm of the determinant of square matrices."""
    return named("linalg_slogdet", "sign", "logabsdet")(slogdet(checked(A, "linalg.slogdet")))


@public("torch Tensor", "slogdet")
def torch_slogdet(input: Tensor) -> Any:
    """Sign and logarithm of the determinant of square matrices."""
    return named("slogdet", "sign", "logabsdet")(slogdet(checked(input, "linalg.slogdet")))


@public("torch Tensor")
def logdet(input: Tensor) -> Any:
    """The logarithm of the determinant; NaN where that is negative."""
    sign, size = slogdet(checked(input, "logdet"))
    if sign._data.dtype.kind == "c":
        return sign.log() + size
    return where(sign == -1, float("nan"), size)
