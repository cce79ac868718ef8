"""Distances of rows: all of two sets (cdist), or all pairs of one (pdist)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops._refused import STACKS, same_type
from gradcli.autograd.ops.gate import gate
from gradcli.autograd.ops.kinked import abs_, sgn
from gradcli.autograd.ops.norm import norm_gradient, norm_of, safe_vector_norm
from gradcli.autograd.ops.pool import pool_put, pool_take
from gradcli.autograd.ops.reduce import sum_
from gradcli.autograd.tensor import Tensor
from gradcli.sample import distinct, normal

ROWS = (distinct(3, 2), normal(2, 2))


def differences(a: Any, b: Any) -> Any:
    """a - b for all rows of both.   a: (..., n, d), b: (..., m, d) -> (..., n, m, d). On arrays and tensors."""
    return a.reshape(*a.shape[:-1], 1, a.shape[-1]) - b.reshape(*b.shape[:-2], 1, *b.shape[-2:])


def to_differences(g: Any, y: Any, d: Any, p: float) -> Any:
    """The gradient of the norms y of the last axis of d: 0 for the count of what differs, all of g for each of several largest."""
    if p == 0:
        return d * 0
    if math.isinf(p):
        size, each = abs_(d), (*y.shape, 1)
        return sgn(d) * gate(g.reshape(each), size == y.reshape(each))
    return norm_gradient(g, y, d, p, d.ndim - 1, False)


def pushed(t: Any, y: Any, d: Any, p: float) -> Any:
    """The tangent of the norms, for that of d."""
    return sum_(t * to_differences(y * 0 + 1, y, d, p), dim=y.ndim, keepdim=False)


@op(*[(*ROWS, {"p": p}) for p in (2, 1, 3, 0.5, math.inf, 0)], (distinct(2, 3, 2), normal(1, 2), {"p": 2}), family="reduction")
def cdist(a: Any, b: Any, *, p: float) -> Any:
    """The p-norm distances of all rows.   a: (..., n, d), b: (..., m, d) -> (..., n, m)."""
    return norm_of(np.abs(differences(a, b)), p, -1, False)


cdist.vjp(
    lambda g, y, a, b, *, p: sum_(to_differences(g, y, differences(a, b), p), dim=y.ndim - 1, keepdim=False),
    lambda g, y, a, b, *, p: sum_(to_differences(-g, y, differences(a, b), p), dim=y.ndim - 2, keepdim=False),
)


@cdist.jvp
def _tangent(ts: Sequence[Any], y: Any, a: Any, b: Any, *, p: float) -> Any:
    moved = differences(*(x * 0 if t is None else t for t, x in zip(ts, (a, b))))
    return pushed(moved, y, differences(a, b), p)


cdist.complex_safe(lambda a, b, *, p: safe_vector_norm(differences(a, b), ord=p, dim=-1)).batch(aligned)


def ends(n: int, d: int) -> tuple[Any, Any]:
    """The two rows of every pair, for each of d columns.   Shapes: (d, n (n - 1) / 2)."""
    first, second = np.triu_indices(n, 1)
    return tuple(np.broadcast_to(rows, (d, len(rows))) for rows in (first, second))  # type: ignore[return-value]


def pair_differences(x: Any) -> Any:
    """The differences of all pairs of rows.   x: (n, d) -> (n (n - 1) / 2, d). On arrays and tensors."""
    first, second = (pool_take(x.mT, rows, rank=1).mT for rows in ends(*x.shape))
    return first - second


def from_pairs(h: Any, shape: tuple[int, int]) -> Any:
    """The transpose of `pair_differences`.   h: (n (n - 1) / 2, d) -> (n, d)."""
    first, second = (pool_put(h.mT, rows, shape=shape[:1]).mT for rows in ends(*shape))
    return first - second


@op(*[(normal(3, 2), {"p": p}) for p in (2, 1, 3, math.inf, 0)], family="reduction")
def pdist(x: Any, *, p: float) -> Any:
    """The p-norm distances of all pairs of rows, each pair once.   x: (n, d) -> (n (n - 1) / 2)."""
    return norm_of(np.abs(pair_differences(x)), p, -1, False)


pdist.vjp(lambda g, y, x, *, p: from_pairs(to_differences(g, y, pair_differences(x), p), tuple(x.shape)))
pdist.jvp(lambda ts, y, x, *, p: pushed(pair_differences(ts[0]), y, pair_differences(x), p))
pdist.complex_safe(lambda x, *, p: safe_vector_norm(pair_differences(x), ord=p, dim=-1))


# ---------------------------------------------------------------- faces
@public("torch", "cdist")
def cdist_face(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "") -> Any:  # part of torch's signature
    """The p-norm distances of all rows.   x1: (..., n, d), x2: (..., m, d) -> (..., n, m). Raises RuntimeError for what has no rows."""
    for name, x in (("X1", x1), ("X2", x2)):
        if x.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {x.ndim}D")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}")
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    same_type(x1, x2, STACKS)
    return cdist(x1, x2, p=float(p))


@public("torch functional", "pdist")
def pdist_face(input: Tensor, p: float = 2.0) -> Any:
    """The p-norm distances of all pairs of rows, each pair once.   input: (n, d) -> (n * (n - 1) / 2)."""
    if input.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    if p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    return pdist(input, p=float(p))
