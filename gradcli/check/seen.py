"""A guilty Jacobian as the explanations see it, and what "the same" means there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
CLOSE = 1e-6  # relative, besides the bounds: patterns are meant to be exact


@dataclass(frozen=True, slots=True)
class Seen:
    """A guilty Jacobian, (outputs, inputs): analytic, numeric, bounds; the shapes of both sides and the point.

    Complex arrays count real and imaginary parts in turn; `conjugate` says the input is complex.
    names: the index of each row and column where they are a choice out of many, else empty.
    """

    analytic: Array
    numeric: Array
    bound: Array
    output_shape: tuple[int, ...]
    input_shape: tuple[int, ...]
    x: Array
    y: Array
    conjugate: bool = False
    names: tuple[tuple[int, ...], ...] = ()

    def like(self, other: Array) -> bool:
        """Whether the analytic Jacobian is `other`, which explains all but a hundredth of the difference, and the numeric one is not."""
        gap = float(np.abs(self.analytic - self.numeric).max(initial=0.0))
        return equal(self.analytic, other, self.bound, gap) and not equal(self.numeric, other, self.bound, gap)


def equal(one: Array, other: Array, bound: Array | float, gap: float = np.inf) -> bool:
    """Equal within the bounds and a millionth, at most a hundredth of `gap`."""
    if one.shape != other.shape or not one.size:
        return False
    size = np.maximum(np.abs(one), np.abs(other))
    return bool(np.all(np.abs(one - other) <= 4 * np.asarray(bound) + np.minimum(CLOSE * size + 1e-12 * size.max(), 0.01 * gap)))


def ratio(analytic: Array, numeric: Array, bound: Array) -> float | None:
    """The constant alpha with analytic = alpha numeric, None if there is none."""
    best = np.abs(numeric).argmax()
    base = numeric.flat[best]
    if base == 0 or abs(base) <= 8 * bound.flat[best]:
        return None
    alpha = float((analytic * numeric).sum() / (numeric * numeric).sum())
    gap = abs(alpha - 1) * float(np.abs(numeric).max())
    return alpha if alpha != 0 and equal(analytic, alpha * numeric, np.abs(alpha) * bound, gap) else None
