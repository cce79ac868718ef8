"""Which term with a sum over the incoming gradient is missing or too many: what couples the elements of a normalisation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.check.seen import Seen, equal, ratio

Array = np.ndarray[Any, Any]


def averaged(seen: Seen) -> str:
    """A diagonal Jacobian to which a constant is added everywhere."""
    n, m = seen.numeric.shape
    if n != m or n < 3:
        return ""
    off = ~np.eye(n, dtype=bool)
    added = (seen.analytic - seen.numeric)[off]
    diagonal = bool((np.abs(seen.numeric[off]) <= 4 * seen.bound[off]).all())
    same = equal(added, np.full_like(added, added.mean()), float(seen.bound.max()))
    return "a multiple of the mean or sum of the incoming gradient is in it" if diagonal and same and added.any() else ""


def rank_one(seen: Seen) -> str:
    """The difference is one outer product whose factors are constant, x or y: a sum over the incoming gradient dropped or added."""
    difference = seen.analytic - seen.numeric
    if min(difference.shape) < 3 or not np.isfinite(difference).all():
        return ""
    left, size, right = np.linalg.svd(difference)
    if size[1] > 1e-6 * size[0] or size[0] <= 4 * float(np.linalg.norm(seen.bound)):
        return ""
    u, v = _shape_of(left[:, 0], seen), _shape_of(right[0], seen)
    if not u or not v:
        return "the difference is a single outer product: a term with a sum over the incoming gradient g is missing or wrong"
    inner = "sum(g)" if u == "1" else f"sum(g {u})"
    return f"a multiple of {inner if v == '1' else f'{v} {inner}'} is missing or too many, g the incoming gradient"


def _shape_of(vector: Array, seen: Seen) -> str:
    """Which of 1, x, y the vector is a multiple of."""
    for name, shape in (("1", np.ones_like(vector)), ("x", seen.x), ("y", seen.y)):
        if shape.shape == vector.shape and ratio(vector, shape, np.full_like(vector, 1e-7)) is not None:
            return name
    return ""


def rescaled(seen: Seen) -> str:
    """A normalisation with another variance: scaled as a whole, and the term of the result with it."""
    n = seen.numeric.shape[0]
    if seen.numeric.shape != (n, n) or n < 4 or seen.y.size != n:
        return ""
    basis = np.linalg.qr(np.stack([np.ones(n), seen.y], axis=1))[0]
    off = np.eye(n) - basis @ basis.T
    alpha = ratio(off @ seen.analytic @ off, off @ seen.numeric @ off, seen.bound + 1e-9 * np.abs(seen.numeric).max())
    if alpha is None or abs(alpha - 1) < 1e-6:
        return ""
    rest = seen.analytic - alpha * seen.numeric
    if np.abs(off @ rest).max() + np.abs(rest @ off).max() > 1e-6 * np.abs(seen.analytic).max():
        return ""
    unbiased = any(math.isclose(alpha, value, rel_tol=1e-3) for value in (math.sqrt((n - 1) / n), math.sqrt(n / (n - 1))))
    why = "a biased variance for an unbiased one, or the reverse" if unbiased else "a variance or an epsilon that the forward does not have"
    return f"off by the factor {alpha:.6g} but for the mean and the direction of y, y the result: {why}"
