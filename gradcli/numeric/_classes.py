"""What a function is like at a point where it is not smooth: kink, jump, infinite slope, edge of the domain."""

from __future__ import annotations

import numpy as np

from gradcli.numeric._estimate import Array, Estimate, Kind
from gradcli.numeric._samples import RATIO, Samples, from_bottom


def edges(samples: Samples) -> Array:
    """Entries finite on one side only, (c, m)."""
    sides = np.isfinite(samples.up).sum(axis=0), np.isfinite(samples.down).sum(axis=0)
    return np.asarray((samples.both.sum(axis=0) < 3) & (np.maximum(*sides) >= 3))


def mirrored(samples: Samples) -> Samples:
    """The samples with the missing side of an edge made from the other by reflection through the point: central becomes one-sided."""
    edge = edges(samples)
    if not edge.any():
        return samples
    right = np.isfinite(samples.up).sum(axis=0) >= np.isfinite(samples.down).sum(axis=0)
    down = np.where(edge & right, 2 * samples.y - samples.up, samples.down)
    up = np.where(edge & ~right, 2 * samples.y - samples.down, samples.up)
    return Samples(up, down, samples.step, samples.y)


def kinks(samples: Samples, rounding: Array, answer: Estimate) -> None:
    """Mark entries whose two slopes stay apart down to the smallest reliable step; note those that meet only below some distance."""
    right, left = samples.one_sided()
    apart = np.abs(right - left)
    clear = samples.both & (apart > 20 * rounding)
    rank = from_bottom(np.where(clear, apart, np.nan))
    tail = np.where(rank < 5, apart, np.nan)
    most, least = (np.where(np.isfinite(tail), tail, fill) for fill in (0.0, np.inf))
    most, least = most.max(axis=0), least.min(axis=0)
    level = np.arange(len(rank))[:, None, None]
    lowest = np.where(clear, level, -1).max(axis=0)
    reliable = np.where(samples.both & (20 * rounding < 0.5 * most), level, -1).max(axis=0)
    steady = (clear.sum(axis=0) >= 5) & (least > 0.5 * most) & (least > 1e-6 * np.nan_to_num(np.abs(answer.value)))
    meets, stays = steady & (lowest < reliable), steady & (lowest >= reliable)
    _set_slopes(samples, rounding, answer, stays, Kind.KINK)
    step = np.take_along_axis(np.broadcast_to(samples.size, apart.shape), np.maximum(lowest, 0)[None], axis=0)[0]
    answer.near[meets] = step[meets]


def jumps(samples: Samples, unit: float, blur: Array | float, answer: Estimate) -> None:
    """Mark entries where |f(x + h) - f(x - h)| does not shrink with h, and is no rounding. blur: noise of f known from elsewhere."""
    stays = _stays(np.abs(samples.up - samples.down), _loud(samples, unit, blur))
    if stays.any():
        limit = _limits(samples)
        _set_slopes(limit, 4 * unit * np.abs(samples.up) / samples.size, answer, stays, Kind.JUMP)


def lone(samples: Samples, unit: float, blur: Array | float, answer: Estimate) -> None:
    """Mark entries where f(x) stays apart from both sides, as in x == 1: of such a point any slope is between those to the sides."""
    apart = np.abs((samples.up - samples.y) / 2 + (samples.down - samples.y) / 2)
    stays = _stays(apart, _loud(samples, unit, blur)) & (answer.kind != Kind.JUMP) & (answer.kind != Kind.SINGULAR)
    answer.kind[stays], answer.left[stays], answer.right[stays] = Kind.JUMP, -np.inf, np.inf


def _loud(samples: Samples, unit: float, blur: Array | float) -> Array:
    """What is no rounding."""
    return np.asarray(np.maximum(1e4 * 2 * unit * np.abs(samples.y), 8 * np.asarray(blur)))


def _stays(change: Array, loud: Array) -> Array:
    """Entries (c, m) whose change (levels, c, m) does not shrink with the step, and is no rounding, which is not `loud`."""
    rank = from_bottom(change)
    tail = rank < 8
    most = np.where(tail, change, 0.0).max(axis=0)
    least = np.where(tail, change, np.inf).min(axis=0)
    overall = np.where(np.isfinite(change), change, 0.0).max(axis=0)
    seen = tail.sum(axis=0) >= 6
    return np.asarray(seen & (least > 0.9 * most) & (most > loud) & (most > 1e-6 * overall))


def singular(samples: Samples, answer: Estimate) -> None:
    """Mark entries whose slope grows like a power of the step between -0.95 and -0.2 over the six deepest levels."""
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.log(np.abs(samples.up - samples.down) / (2 * samples.size))
        power = np.diff(slope, axis=0) / np.diff(np.log(samples.size), axis=0)
    power = np.where(np.isfinite(power), power, np.nan)
    tail = np.where(from_bottom(power) < 5, power, np.nan)
    known = np.isfinite(tail).sum(axis=0)
    mean = np.nan_to_num(tail).sum(axis=0) / np.maximum(known, 1)
    even = np.where(np.isfinite(tail), np.abs(tail - mean), 0.0).max(axis=0) < 0.05
    grows = (known == 5) & even & (mean > -0.95) & (mean < -0.2)
    answer.kind[grows] = Kind.SINGULAR
    answer.value[grows] = np.inf
    answer.bound[grows] = np.inf


def cusps(samples: Samples, unit: float, answer: Estimate) -> None:
    """Mark entries next to a pole or on a cusp: over the five deepest levels f itself, or both one-sided slopes, grow and grow."""
    size = np.maximum(np.abs(samples.up), np.abs(samples.down))
    right, left = (np.abs(side) for side in samples.one_sided())
    seen = np.minimum(np.abs(samples.up - samples.y), np.abs(samples.down - samples.y)) > 1e4 * unit * np.abs(samples.y)
    cusp = _grows(right, seen, 0.98) & _grows(left, seen, 0.98)  # power 1 is that of a jump, or noise
    steep = (cusp | _grows(size, samples.both, 4.0)) & (answer.kind != Kind.JUMP)
    answer.kind[steep] = Kind.SINGULAR
    answer.value[steep] = np.inf
    answer.bound[steep] = np.inf


def _grows(values: Array, seen: Array, power: float) -> Array:
    """Entries (c, m) that grow from each of the deepest levels to the next, like the step to a power between -0.1 and -`power`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(seen[1:] & seen[:-1], values[1:] / values[:-1], np.nan)
    rank = from_bottom(ratio)
    tail = np.where(rank < 5, ratio, np.nan)
    inside = (tail > RATIO**0.1) & (tail < RATIO**power)
    return np.asarray(inside.sum(axis=0) == 5)


def _limits(samples: Samples) -> Samples:
    """The samples with each side measured from its own limit, taken at the deepest level."""
    rank = from_bottom(np.where(samples.both, 0.0, np.nan))
    up, down = (np.where(rank == 0, np.nan_to_num(side), 0.0).sum(axis=0) for side in (samples.up, samples.down))
    return Samples(samples.up - up + samples.y, samples.down - down + samples.y, samples.step, samples.y)


def _set_slopes(samples: Samples, rounding: Array, answer: Estimate, where: Array, kind: np.int8) -> None:
    right, left = samples.one_sided()
    (to_right, error_right), (to_left, error_left) = (_limit(side, rounding) for side in (right, left))
    new = {"right": to_right, "left": to_left, "value": (to_left + to_right) / 2, "bound": error_left + error_right}
    for name, values in new.items():
        getattr(answer, name)[where] = values[where]
    answer.kind[where] = kind


def _limit(slope: Array, rounding: Array) -> tuple[Array, Array]:
    """One-sided slope extrapolated to step 0 and its error: the level where neighbours agree best, rounding included."""
    value = slope[1:] + (slope[1:] - slope[:-1]) / (RATIO - 1)
    error = np.abs(value[1:] - value[:-1]) + 2.4 * rounding[2:]
    error = np.where(np.isfinite(error), error, np.inf)
    best = error.argmin(axis=0)[None]
    at = np.take_along_axis(value[1:], best, axis=0)[0]
    return at, 3 * np.take_along_axis(error, best, axis=0)[0]
