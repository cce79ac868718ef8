"""What is left of a function when a table of differences over a few ulps has taken everything smooth out of it: its rounding."""

from __future__ import annotations

import numpy as np

from gradcli.numeric._estimate import Array, Directions, Function

POINTS = 7  # on a side: four third differences each
THIRD = 20.0  # a third difference of independent noise of variance 1 has variance 1 + 9 + 9 + 1
SAFETY = 3.0  # from a standard deviation to what seldom happens


def scatter(f: Function, x: Array, along: Directions) -> Array:
    """Noise of f: (k, n) -> (k, m) near x, absolute, (c, m); 0 where it cannot be evaluated.

    Unlike a count of roundings it sees what an ill-conditioned algorithm makes of them.
    Cost: 14 points per direction.  Source: Moré, Wild, SIAM J. Sci. Comput. 33(3), 2011.
    """
    steps = along.reach().bottom * np.arange(1, POINTS + 1)[:, None]
    points, _ = along.displaced(x, steps)
    values = f(points.reshape(-1, x.size)).reshape(2, POINTS, len(along), -1)
    return np.asarray(SAFETY * np.nan_to_num(np.fmax(*map(ragged, values)), posinf=0.0))


def ragged(values: Array) -> Array:
    """Standard deviation of the noise in values at equal steps (k, ...), k > 3."""
    return np.asarray(np.sqrt(np.mean(np.abs(np.diff(values, 3, axis=0)) ** 2, axis=0) / THIRD))
