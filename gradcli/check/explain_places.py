"""Which places of a Jacobian are wrong, and what they share: a window read backwards, a weight along an axis, a side of a threshold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.check.seen import Seen, ratio

Array = np.ndarray[Any, Any]
FEW = 3  # entries along which a factor must stay the same to be one
MANY = 3  # entries on either side of a threshold: so many are in order by chance once in ten times at most


def window(seen: Seen) -> str:
    """Every output reads a window of the input: the weights of each are in reverse order."""
    used = np.abs(seen.numeric) > 4 * seen.bound
    counts = used.sum(axis=1)
    if seen.conjugate or counts.max(initial=0) < 3 or not (used.sum(axis=1) < used.shape[1]).any():
        return ""
    flipped = np.zeros_like(seen.numeric)
    for row, places in enumerate(used):
        flipped[row, places] = seen.numeric[row, places][::-1]
    return "each window is read backwards: the kernel is flipped, or not flipped where it has to be" if seen.like(flipped) else ""


def weighted(seen: Seen) -> str:
    """A factor of its own for every index along one axis of the input."""
    shape = seen.input_shape
    if seen.conjugate or len(shape) < 2 or math.prod(shape) != seen.numeric.shape[1]:
        return ""
    parts = [part.reshape(-1, *shape) for part in (seen.analytic, seen.numeric, seen.bound)]
    for axis, n in enumerate(shape):
        factors = [_alone([part.take(k, axis + 1) for part in parts]) for k in range(n)]
        if n > 1 and all(f is not None for f in factors):
            listed = " ".join(f"{f:.{4 if abs(f - 1) > 1e-3 else 9}g}" for f in factors[:6] if f is not None) + (" ..." if n > 6 else "")
            legend = "a weight that belongs to it is missing or too many"
            return f"off by a factor for each index along axis {axis} of the input: {listed}; {legend}"
    return ""


def _alone(parts: list[Array]) -> float | None:
    analytic, numeric, bound = parts
    if (np.abs(numeric) > 8 * bound).sum() < FEW:
        return None
    if np.array_equal(analytic, numeric) or bool((np.abs(analytic - numeric) <= bound).all()):
        return 1.0
    return ratio(analytic, numeric, bound)


def amount(difference: Array) -> str:
    """What is said where the same amount is missing, or too many, at every wrong entry."""
    if difference.size < 2:
        return ""
    mean = float(difference.mean())
    if mean == 0 or np.abs(difference - mean).max() > 1e-6 * abs(mean):
        return ""
    return f", by the same amount: a term of {abs(mean):.6g} is {'too many' if mean > 0 else 'missing'} there"


def side(wrong: Array, x: Array) -> str:
    """On which side of a threshold the wrong entries lie; "" where right ones lie among them, or so few that it may be chance."""
    if wrong.size != x.size or min(wrong.sum(), (~wrong).sum()) < MANY:
        return ""
    for name, values in (("|x|", np.abs(x)), ("x", x)):
        inside, outside = values[wrong], values[~wrong]
        if inside.min() > outside.max():
            return f"where {name} > {roundest(outside.max(), inside.min())}"
        if inside.max() < outside.min():
            return f"where {name} < {roundest(inside.max(), outside.min())}"
    return ""


def roundest(low: float, high: float) -> str:
    """The number with the fewest digits between two; 0 where it lies there."""
    if low <= 0 <= high:
        return "0"
    numbers = (f"{(low + high) / 2:.{digits}g}" for digits in range(1, 16))
    return next((number for number in numbers if low <= float(number) <= high), f"{low:.4g}")
