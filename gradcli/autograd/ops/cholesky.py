"""Cholesky factors of positive definite matrices, and systems solved by them.

Of a matrix that is symmetric but for a step of a difference the symmetric part (A + A^H) / 2 is taken: for symmetric ones that is A itself,
and the gradient, symmetric as in torch, is then the derivative in every direction. Of others one triangle is read, as in torch.
Likewise a factor counts whole where it is triangular but for a step, and else one triangle of it. Which holds is decided before the
operation, so that it stays the same for its differences.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.products import square
from gradcli.autograd.ops.refuse import floating, kind_name
from gradcli.autograd.ops.solve import LinAlgError, adjoint, checked, inv, zeros_for
from gradcli.autograd.return_types import named
from gradcli.autograd.tensor import Tensor, make, unwrap
from gradcli.sample import definite, fixed, gaussian, normal, regular

STEP = 1e-2  # relative: the largest ordinary step of a difference, and less than anyone means by a matrix that is not symmetric


def symmetric(a: Any) -> Any:
    """(a + a^H) / 2."""
    return (a + adjoint(a)) / 2


def transposed(a: Any) -> Any:
    return a.mT


def negligible(rest: Any, whole: Any) -> bool:
    """Whether what is left of an array is no more than a step of a difference."""
    return bool(np.abs(rest).max(initial=0.0) <= STEP * np.abs(whole).max(initial=0.0))


def is_hermitian(a: Tensor) -> bool:
    """Whether matrices are Hermitian but for a step of a difference."""
    return negligible(a._data - adjoint(a._data), a._data)


def as_read(a: Any, upper: bool, half: bool, turned: Callable[[Any], Any] = adjoint) -> Any:
    """Matrices whose lower triangles are what counts: the symmetric part, or only `half` of it, the lower or upper triangle."""
    return (turned(a) if upper else a) if half else (a + turned(a)) / 2


def mirrored(a: Any, upper: bool = False) -> Any:
    """Hermitian matrices of one triangle of a."""
    half = np.triu(a, 1) if upper else np.tril(a, -1)
    return half + adjoint(half) + a.real * np.eye(a.shape[-1], dtype=a.dtype)


def lower_half(a: Any) -> Any:
    """The lower triangle with half its diagonal."""
    data = a._data if isinstance(a, Tensor) else a
    n = data.shape[-1]
    return a * (np.tri(n, dtype=data.real.dtype) - np.eye(n, dtype=data.real.dtype) / 2)


def not_definite(a: Any, name: str) -> LinAlgError:
    """torch's error, which names the first leading minor that is not positive."""
    for i, matrix in enumerate(a.reshape(-1, *a.shape[-2:])):
        for k in range(1, len(matrix) + 1):
            if not least_eigenvalue(matrix[:k, :k]) > 0:  # or NaN
                which = f"(Batch element {i}): " if a.ndim > 2 else ""
                return LinAlgError(
                    f"{name}: {which}The factorization could not be completed because the input is not positive-definite (the leading minor "
                    f"of order {k} is not positive-definite)."
                )
    raise AssertionError("a positive definite matrix was refused")


def least_eigenvalue(matrix: Any) -> float:
    """NaN where the matrix has any."""
    return float("nan") if np.isnan(matrix).any() else float(np.linalg.eigvalsh(matrix)[0])


# ---------------------------------------------------------------- the factor
@op((definite(3, 3),), (definite(2, 2, 2),), (definite(2, 2), {"upper": True}), grad_fn="LinalgCholeskyExBackward0", family="linalg")
def cholesky(a: Any, *, upper: bool = False, half: bool = False) -> Any:
    """The lower triangular l with l @ l^H = a, or its conjugate transpose; `half`: of a only that triangle is read."""
    try:
        factor = np.linalg.cholesky(as_read(a, upper, half))
        if np.isnan(factor).any():
            raise np.linalg.LinAlgError  # LAPACK does not notice NaN
    except np.linalg.LinAlgError:
        raise not_definite(mirrored(a, upper) if half else symmetric(a), "linalg.cholesky") from None
    return adjoint(factor) if upper else factor


def to_matrix(g: Any, y: Any, upper: bool) -> Any:
    """The gradient of the matrix (Murray, Differentiation of the Cholesky decomposition, 2016)."""
    factor, g = (adjoint(y), adjoint(g)) if upper else (y, g)
    back = inv(factor)
    return symmetric(adjoint(back) @ lower_half(adjoint(factor) @ g) @ back)


def tangent(t: Any, y: Any, upper: bool) -> Any:
    factor = adjoint(y) if upper else y
    back = inv(factor)
    out = factor @ lower_half(back @ symmetric(t) @ adjoint(back))
    return adjoint(out) if upper else out


def analytic(a: Any, *, upper: bool = False, half: bool = False) -> Any:
    """The factor continued analytically: l @ l^T = a for complex symmetric a, column by column."""
    a = as_read(a, upper, half, transposed)
    factor = np.zeros_like(a)
    for k in range(a.shape[-1]):
        column = a[..., :, k] - (factor[..., :, :k] @ factor[..., k, :k, None])[..., 0]
        factor[..., k:, k] = column[..., k:] / np.sqrt(column[..., k])[..., None]
    return factor.mT if upper else factor


cholesky.vjp(lambda g, y, _a, *, upper: to_matrix(g, y, upper)).jvp(lambda ts, y, _a, *, upper, **_: tangent(ts[0], y, upper))
cholesky.batch(on_stacks).complex_safe(analytic)

old_cholesky = op((definite(2, 2),), name="old_cholesky", grad_fn="CholeskyBackward0", family="linalg")(cholesky.kernel)
old_cholesky.rules, old_cholesky.tangent, old_cholesky.differentiable = cholesky.rules, cholesky.tangent, True
old_cholesky.batch(on_stacks).complex_safe(analytic)


@public("linalg", "cholesky")
def linalg_cholesky(input: Tensor, *, upper: bool = False, out: Tensor | None = None) -> Any:
    """The lower triangular L with L @ L^H = input, or with `upper` its conjugate transpose. Raises LinAlgError."""
    return into(out, cholesky(checked(input, "linalg.cholesky"), upper=upper, half=not is_hermitian(input)))


@public("torch Tensor", "cholesky")
def torch_cholesky(input: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Any:
    """As linalg.cholesky."""
    try:
        return into(out, old_cholesky(checked(input, "cholesky"), upper=upper, half=not is_hermitian(input)))
    except LinAlgError as error:
        raise LinAlgError(str(error).removeprefix("linalg.")) from None


@public("linalg")
def cholesky_ex(input: Tensor, *, upper: bool = False, check_errors: bool = False, out: Any = None) -> Any:
    """The factor, and per matrix 0 or the order of the first leading minor that is not positive (the factor is then NaN)."""
    result = named("linalg_cholesky_ex", "L", "info")
    try:
        return result((cholesky(checked(input, "linalg.cholesky_ex"), upper=upper, half=not is_hermitian(input)), zeros_for(input)))
    except LinAlgError as error:
        if check_errors:
            raise LinAlgError(str(error).replace("linalg.cholesky", "linalg.cholesky_ex")) from None
        order = int(str(error).split("order ")[1].split()[0])
        return result((make(input._data * np.nan), make(np.full(input._data.shape[:-2], order, np.int32))))


# ---------------------------------------------------------------- systems with a known factor
LOWER, UPPER = fixed([[2.0, 0.0], [1.0, 3.0]]), fixed([[2.0, -1.0], [0.0, 1.5]])


@op(
    (normal(3, 2), regular(3, 3)), (normal(2, 2, 1), regular(2, 2, 2), {"upper": True}), (gaussian(2, 1), gaussian(2, 2)),
    (normal(2, 1), LOWER, {"whole": True}), (normal(2, 1), UPPER, {"upper": True, "whole": True}),
    grad_fn="CholeskySolveBackward0", family="linalg",
)  # fmt: skip
def cholesky_solve(b: Any, factor: Any, *, upper: bool = False, whole: bool = False) -> Any:
    """x with l @ l^H @ x = b, where the factor is l, or l^H if `upper`; one triangle of it is read, unless it counts `whole`."""
    return inverse_of(factor_read(factor, upper, whole), upper) @ b


def triangle_of(factor: Any, upper: bool) -> Any:
    """The factor with zeros in its other triangle. On arrays and tensors."""
    data = unwrap(factor)
    mask = np.tri(data.shape[-1], dtype=data.real.dtype)
    return factor * (mask.T if upper else mask)


def is_triangular(factor: Tensor, upper: bool) -> bool:
    """Whether the other triangle is zero but for a step of a difference."""
    return negligible(np.tril(factor._data, -1) if upper else np.triu(factor._data, 1), factor._data)


def factor_read(factor: Any, upper: bool, whole: bool) -> Any:
    """The factor itself where it counts `whole`, else one triangle of it. On arrays and tensors."""
    return factor if whole else triangle_of(factor, upper)


def inverse_of(factor: Any, upper: bool) -> Any:
    """(l @ l^H)^-1, with l = factor, or factor^H if `upper`. On arrays and tensors."""
    back = inv(factor)
    return back @ adjoint(back) if upper else adjoint(back) @ back


def to_factor(g: Any, factor: Any, upper: bool, whole: bool) -> Any:
    """The gradient of the factor from that of the product l @ l^H."""
    both, read = g + adjoint(g), factor_read(factor, upper, whole)
    return factor_read(read @ both if upper else both @ read, upper, whole)


def product_gradient(g: Any, y: Any, factor: Any, upper: bool, whole: bool) -> Any:
    """The gradient of the factor of a solved system."""
    return to_factor(-(cholesky_solve(g, factor, upper=upper, whole=whole) @ adjoint(y)), factor, upper, whole)


def product_tangent(t: Any, factor: Any, upper: bool, whole: bool) -> Any:
    """The tangent of l @ l^H."""
    read, t = factor_read(factor, upper, whole), factor_read(t, upper, whole)
    return adjoint(t) @ read + adjoint(read) @ t if upper else t @ adjoint(read) + read @ adjoint(t)


cholesky_solve.vjp(
    lambda g, _y, _b, factor, *, upper, whole: cholesky_solve(g, factor, upper=upper, whole=whole),
    lambda g, y, _b, factor, *, upper, whole: product_gradient(g, y, factor, upper, whole),
)


@cholesky_solve.jvp
def _solve_tangent(ts: Any, y: Any, _b: Any, factor: Any, *, upper: bool, whole: bool) -> Any:
    b = ts[0]
    if ts[1] is not None:
        moved = product_tangent(ts[1], factor, upper, whole) @ y
        b = -moved if b is None else b - moved
    return cholesky_solve(b, factor, upper=upper, whole=whole)


@cholesky_solve.complex_safe
def _analytic_solve(b: Any, factor: Any, *, upper: bool = False, whole: bool = False) -> Any:
    read = factor_read(factor, upper, whole)
    return np.linalg.solve(read.mT @ read if upper else read @ read.mT, b)


@op(
    (regular(3, 3),), (gaussian(2, 2), {"upper": True}), (LOWER, {"whole": True}), (UPPER, {"upper": True, "whole": True}),
    grad_fn="CholeskyInverseBackward0", family="linalg",
)  # fmt: skip
def cholesky_inverse(factor: Any, *, upper: bool = False, whole: bool = False) -> Any:
    """(l @ l^H)^-1, where the factor is l, or l^H if `upper`; one triangle of it is read, unless it counts `whole`."""
    return inverse_of(factor_read(factor, upper, whole), upper)


cholesky_inverse.vjp(lambda g, y, factor, *, upper, whole: to_factor(-(y @ g @ y), factor, upper, whole))
cholesky_inverse.jvp(lambda ts, y, factor, *, upper, whole: -(y @ product_tangent(ts[0], factor, upper, whole) @ y))


@cholesky_inverse.complex_safe
def _analytic_inverse(factor: Any, *, upper: bool = False, whole: bool = False) -> Any:
    read = factor_read(factor, upper, whole)
    return np.linalg.inv(read.mT @ read if upper else read @ read.mT)


@public("torch Tensor", "cholesky_solve")
def cholesky_solve_face(input: Tensor, input2: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Any:
    """x with A @ x = input, where input2 is the Cholesky factor of A."""
    for t, name in ((input, "b"), (input2, "u")):
        if t.ndim < 2:
            raise RuntimeError(f"{name} should have at least 2 dimensions, but has {t.ndim} dimensions instead")
    n, m = input2.shape[-2:]
    if n != m:
        raise RuntimeError(f"A must be batches of square matrices, but they are {n} by {m} matrices")
    if input._data.dtype != input2._data.dtype:
        kinds = [kind_name(t._data) for t in (input, input2)]
        raise RuntimeError(f"Expected b and A to have the same dtype, but found b of type {kinds[0]} and A of type {kinds[1]} instead.")
    floating(input._data, "cholesky_solve_cpu")
    if input2.shape[-1] != input.shape[-2]:
        sizes = [f"{t.shape[-2]} by {t.shape[-1]}" for t in (input2, input)]
        raise RuntimeError(
            f"Incompatible matrix sizes for cholesky_solve: each A matrix is {sizes[0]} but each b matrix is {sizes[1]}"
        )
    return into(out, cholesky_solve(input, input2, upper=upper, whole=is_triangular(input2, upper)))


@public("torch Tensor", "cholesky_inverse")
def cholesky_inverse_face(input: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Any:
    """The inverse of A, where input is its Cholesky factor."""
    square(input, "cholesky_inverse")
    floating(input._data, "cholesky_inverse_out_cpu")
    return into(out, cholesky_inverse(input, upper=upper, whole=is_triangular(input, upper)))
