"""The values of a function on a geometric ladder of steps, and how much of them is noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradcli.numeric._estimate import DEPTH, UNIT, Array, Directions, Function

RATIO = 8.0  # from one step to the next: few levels, and T gains nearly two digits per level


@dataclass(frozen=True, slots=True)
class Samples:
    """f at x + h and x - h for L falling steps.

    up, down: (L, c, m), NaN where not finite; step: (L, c), NaN below the bottom; y: (m,) or (c, m).
    """

    up: Array
    down: Array
    step: Array
    y: Array

    @property
    def size(self) -> Array:
        """The steps, shaped to divide `up`: (L, c, 1)."""
        return self.step[:, :, None]

    @property
    def both(self) -> Array:
        """Where both sides are finite: (L, c, m)."""
        return np.isfinite(self.up) & np.isfinite(self.down)

    def one_sided(self) -> tuple[Array, Array]:
        """Slopes to the right and to the left of the point, each (L, c, m)."""
        return (self.up - self.y) / self.size, (self.y - self.down) / self.size


def climb(f: Function, x: Array, along: Directions, y: Array) -> Samples:
    """Evaluate f on both sides of x, from the top of each direction to its bottom.

    Cost: 2 L points per direction, L = log8(top / bottom), at most about 21; as many again for coordinates below 1e-13.
    """
    steps = _steps(along)
    points, size = along.displaced(x, steps)
    values = f(points.reshape(-1, x.size)).reshape(2, len(steps), len(along), y.size)
    return _samples(values, np.where(steps > 0, size, 0.0), y)


def shifts(x: Array, along: Directions, columns: Array) -> tuple[Array, Array]:
    """For the unit directions of these columns: (points (2 L, n) with all of them moved at once, the steps (L, c)), for `collect`."""
    steps = _steps(along)
    points = np.tile(x, (2 * len(steps), 1))
    move = steps * along.length
    points[:, columns] += np.concatenate([move, -move])
    size = (points[: len(steps), columns] - points[len(steps) :, columns]) / 2
    return points, np.where(steps > 0, size, 0.0)


def collect(values: Array, size: Array, y: Array) -> Samples:
    """Samples from the values (2 L, c, m) at those points."""
    return _samples(values.reshape(2, len(size), *values.shape[1:]), size, y)


def _steps(along: Directions) -> Array:
    """The steps (L, c), 0 where a direction has fewer."""
    top, bottom, inner = along.reach()
    if inner is None or not inner.any():
        return _falling(top, bottom)
    outer = np.where(inner > 0, np.maximum(DEPTH * top, RATIO * inner), bottom)
    return np.concatenate([_falling(top, outer), _falling(inner, bottom)])


def _falling(top: Array, bottom: Array) -> Array:
    with np.errstate(invalid="ignore"):
        depth = np.nanmax(top / bottom, initial=RATIO**3)  # NaN where x is no number: such a column has no steps
    levels = 1 + int(np.ceil(np.log(depth) / np.log(RATIO)))
    steps = top / RATIO ** np.arange(levels)[:, None]
    return np.where(steps < bottom, 0.0, steps)


def _samples(values: Array, size: Array, y: Array) -> Samples:
    size = np.where(size > 0, size, np.nan)
    up, down = np.where(np.isfinite(values) & np.isfinite(size)[None, :, :, None], values, np.nan)
    return Samples(up, down, size, y)


def noise(samples: Samples, unit: float = UNIT) -> Array:
    """Absolute noise of f at each level, (L, c, m): rounding of its size there, its quantum if it moves in steps, and what
    refuses to shrink with the step."""
    size = np.maximum(np.maximum(np.abs(samples.up), np.abs(samples.down)), np.abs(samples.y))
    return np.maximum(2 * unit * size, np.maximum(quantum(samples), stagnation(samples)))


def size_of(samples: Samples) -> Array:
    """The largest |f| met, (c, m)."""
    met = np.where(samples.both, np.maximum(np.abs(samples.up), np.abs(samples.down)), 0.0).max(axis=0)
    return np.asarray(np.maximum(met, np.abs(samples.y)))


def increments(samples: Samples) -> tuple[Array, Array]:
    """|f(x + h) - f(x)| and |f(x - h) - f(x)|, each (L, c, m)."""
    return np.abs(samples.up - samples.y), np.abs(samples.down - samples.y)


def quantum(samples: Samples) -> Array:
    """The smallest change f makes, where it stands still at the deepest step although both sides move further out; else 0."""
    right, left = increments(samples)
    moves = np.nan_to_num(right[:-3]).any(axis=0) & np.nan_to_num(left[:-3]).any(axis=0)
    stands = (deepest(right, samples) == 0) | (deepest(left, samples) == 0)
    both = np.concatenate([right, left])
    least = np.where(both > 0, both, np.inf).min(axis=0)
    return np.asarray(np.where(moves & stands & np.isfinite(least), least, 0.0))


def stagnation(samples: Samples) -> Array:
    """What keeps |f(x + h) - f(x - h)| from shrinking in proportion over the deepest three pairs of steps."""
    change = np.abs(samples.up - samples.down)
    ratio = samples.size[1:] / samples.size[:-1]
    excess = np.abs(change[1:] - change[:-1] * ratio)
    return np.asarray(np.where(from_bottom(excess) < 3, np.nan_to_num(excess), 0.0).max(axis=0))


def from_bottom(values: Array) -> Array:
    """For each entry of (L, c, m) its rank among the finite ones counted from the deepest level (0 = deepest); L where not finite."""
    finite = np.isfinite(values)
    rank = np.cumsum(finite[::-1], axis=0)[::-1] - 1
    return np.where(finite, rank, len(values))


def deepest(values: Array, samples: Samples) -> Array:
    """The value at the deepest level where both sides are finite, (c, m); NaN where there is none."""
    rank = from_bottom(np.where(samples.both, values, np.nan))
    picked = np.where(rank == 0, np.nan_to_num(values), 0.0).sum(axis=0)
    return np.where((rank == 0).any(axis=0), picked, np.nan)
