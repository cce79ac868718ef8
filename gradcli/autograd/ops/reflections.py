"""Products of Householder reflections."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from gradcli.autograd.composed import computed, continued, rules_by
from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.cholesky import transposed
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.ops.solve import adjoint
from gradcli.autograd.return_types import named
from gradcli.autograd.tensor import Tensor, make
from gradcli.sample import gaussian, normal

Turn = Callable[[Any], Any]


def with_ones(a: Tensor) -> Tensor:
    """The columns v_i: what is below the diagonal, with 1 on it."""
    return a.tril(-1) + make(np.eye(*a.shape[-2:], dtype=a._data.dtype))


def applied(a: Tensor, tau: Tensor, c: Any, back: bool = False, turn: Turn = adjoint) -> Any:
    """H1 @ H2 ... @ c, or with `back` its adjoint times c; each H as I - tau v turn(v)."""
    v = with_ones(a)
    for k in range(tau.shape[-1]) if back else reversed(range(tau.shape[-1])):
        column, t = v[..., :, k : k + 1], tau[..., k : k + 1, None]
        c = c - (turn(t) if back else t) * column @ (turn(column) @ c)
    return c


def reflected(a: Tensor, tau: Tensor, turn: Turn = adjoint) -> Any:
    """The product, written in other operations."""
    return applied(a, tau, make(np.broadcast_to(np.eye(*a.shape[-2:], dtype=a._data.dtype), a.shape)), turn=turn)


@op((normal(3, 2), normal(2)), (normal(2, 3, 3), normal(2, 2)), (gaussian(2, 2), gaussian(2)), grad_fn="LinalgHouseholderProductBackward0", family="linalg")
def reflections(a: Any, tau: Any) -> Any:
    """The first columns of H1 @ H2 ..., Hi = I - tau_i v_i v_i^H.   a: (..., m, n), tau: (..., k) -> (..., m, n)."""
    return computed(reflected, a, tau)


rules_by(reflections, reflected).batch(on_stacks)
reflections.complex_safe(lambda a, tau: continued(partial(reflected, turn=transposed), (a, tau), {}))


def turned(a: Tensor, tau: Tensor, c: Tensor, *, left: bool, back: bool, turn: Turn = adjoint) -> Any:
    """Q @ c, or c @ Q, or with Q^H, written in other operations."""
    return applied(a, tau, c, back, turn) if left else turn(applied(a, tau, turn(c), not back, turn))


SIDES = [{"left": left, "back": back} for left in (True, False) for back in (False, True)]


@op(
    *[(normal(3, 2), normal(2), normal(3, 3), sides) for sides in SIDES], *[(gaussian(2, 1), gaussian(1), gaussian(2, 2), sides) for sides in SIDES],
    family="linalg",
)  # fmt: skip
def ormqr(a: Any, tau: Any, c: Any, *, left: bool = True, back: bool = False) -> Any:
    """Q @ c, with the square Q = H1 @ H2 ... (Q^H with `back`); c @ Q unless `left`."""
    return computed(turned, a, tau, c, left=left, back=back)


rules_by(ormqr, turned).batch(on_stacks)
ormqr.complex_safe(lambda a, tau, c, **params: continued(partial(turned, turn=transposed), (a, tau, c), params))


@public("linalg", "householder_product")
def householder_product(input: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Any:
    """The first columns of H1 @ H2 ..., Hi = I - tau_i v_i v_i^H; v_i: column i of input below its diagonal, with 1 on it."""
    if input.ndim < 2:
        raise RuntimeError("torch.linalg.householder_product: input must have at least 2 dimensions.")
    m, n = input.shape[-2:]
    if m < n:
        raise RuntimeError("torch.linalg.householder_product: input.shape[-2] must be greater than or equal to input.shape[-1]")
    if n < tau.shape[-1]:
        raise RuntimeError("torch.linalg.householder_product: input.shape[-1] must be greater than or equal to tau.shape[-1]")
    if input.ndim - 1 != tau.ndim:
        raise RuntimeError(
            "torch.linalg.householder_product: Expected tau to have one dimension less than input, but got tau.ndim equal to "
            f"{tau.ndim} and input.ndim is equal to {input.ndim}"
        )
    if input._data.dtype != tau._data.dtype:
        kinds = [refuse.kind_name(t._data) for t in (tau, input)]
        raise RuntimeError(f"torch.linalg.householder_product: tau dtype {kinds[0]} does not match input dtype {kinds[1]}")
    return into(out, reflections(input, tau))


@public("torch Tensor")
def orgqr(input: Tensor, input2: Tensor, *, out: Tensor | None = None) -> Any:
    """linalg.householder_product, under its old name."""
    return householder_product(input, input2, out=out)


@public("torch Tensor", "ormqr")
def ormqr_face(input: Tensor, input2: Tensor, input3: Tensor, left: bool = True, transpose: bool = False, *, out: Tensor | None = None) -> Any:
    """Q @ input3, Q the product of all reflections (Q^H with `transpose`); input3 @ Q unless `left`."""
    check_sizes(input, input2, input3, left)
    return into(out, ormqr(input, input2, input3, left=left, back=transpose))


def check_sizes(input: Tensor, tau: Tensor, other: Tensor, left: bool) -> None:
    """RuntimeError for reflections that do not fit each other, or the matrix."""
    if input.ndim < 2:
        raise RuntimeError("torch.ormqr: input must have at least 2 dimensions.")
    if other.ndim < 2:
        raise RuntimeError("torch.ormqr: other must have at least 2 dimensions.")
    side = -2 if left else -1
    if other.shape[side] < tau.shape[-1]:
        raise RuntimeError(f"torch.ormqr: other.shape[{side}] must be greater than or equal to tau.shape[-1]")
    if tau.shape[-1] != min(other.shape[side], input.shape[-1]):
        raise RuntimeError(f"torch.ormqr: tau.shape[-1] must be equal to min(other.shape[{side}], input.shape[-1])")
    if other.shape[side] != input.shape[-2]:
        raise RuntimeError(f"torch.ormqr: other.shape[{side}] must be equal to input.shape[-2]")


@public("torch Tensor")
def geqrf(input: Tensor, *, out: Any = None) -> Any:
    """(R with the reflections below its diagonal, their scales): what householder_product takes; not differentiable."""
    if input.ndim < 2:
        raise RuntimeError("torch.geqrf: input must have at least 2 dimensions.")
    refuse.floating(input._data, "geqrf_cpu")
    h, tau = np.linalg.qr(input._data, mode="raw")
    return named("geqrf", "a", "tau")((make(np.ascontiguousarray(np.swapaxes(h, -1, -2))), make(tau)))
