"""Differences on a geometric ladder of steps: the best supported slope, its bound, and what the function is like at the point."""

from __future__ import annotations

import numpy as np

from gradcli.numeric import _classes
from gradcli.numeric._estimate import UNIT, Array, Directions, Estimate, Function, Kind, blank
from gradcli.numeric._samples import Samples, climb, collect, from_bottom, increments, noise, shifts, size_of

ELSEWHERE = 0.9  # relative: wrong by any ordinary factor is not elsewhere
NEARLY = 0.3  # relative: differences over a few ulps are not sharper
LEAST = float(np.finfo(np.float64).smallest_subnormal)  # what vanishes need not be zero
SAFETY = 3.0  # on the best level's error: e is itself an estimate


def derivative(f: Function, x: Array, along: Directions, y: Array, unit: float = UNIT) -> Estimate:
    """df along each direction. f: (k, n) -> (k, m), y = f(x): (m,).

    Bound: difference of neighbouring extrapolations plus noise over step, believed only if every smaller step agrees.
    Cost: up to 42 points per direction.  Source: Ridders, Adv. Eng. Software 4(2), 1982; the agreement rule is ours.
    """
    return judge(climb(f, x, along, y), unit)


def judge(samples: Samples, unit: float = UNIT, blur: Array | float = 0.0) -> Estimate:
    """Read a ladder. blur: noise of f known from elsewhere, absolute, broadcastable to (c, m)."""
    edge = _classes.edges(samples)
    whole = _classes.mirrored(samples)
    jitter = np.maximum(noise(whole, unit), blur)
    rounding = jitter / whole.size
    answer = _smooth(whole, rounding)
    answer.scale[...] = size_of(whole) / np.nanmax(whole.size, axis=0)
    answer.kind[...] = np.where(np.isfinite(answer.value), Kind.SMOOTH, Kind.LOST)
    _classes.kinks(whole, rounding, answer)
    _classes.jumps(whole, unit, blur, answer)
    _classes.singular(whole, answer)
    _classes.cusps(whole, unit, answer)
    _classes.lone(whole, unit, blur, answer)
    answer.kind[edge & (answer.kind == Kind.SMOOTH)] = Kind.EDGE
    _constant(whole, np.maximum(2 * unit * np.abs(whole.y), blur) + LEAST, answer)
    return answer


def supports(samples: Samples, value: Array, estimate: Estimate) -> Array:
    """Entries (c, m) where the two smallest steps nearly give `value` and the estimate is nowhere near it.

    There f turns within a few ulps, and what is smooth at large steps is not its slope.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (samples.up - samples.down) / (2 * samples.size)
        near = (np.abs(slope - value) <= NEARLY * np.abs(value)) & (value != 0)
    rank = from_bottom(slope)
    return np.asarray(((rank >= 2) | near).all(axis=0) & (np.abs(estimate.value - value) > ELSEWHERE * np.abs(value)))


def _smooth(samples: Samples, rounding: Array) -> Estimate:
    """Best extrapolation per entry: smallest error among those that no deeper level contradicts."""
    slope = (samples.up - samples.down) / (2 * samples.size)
    value, error = extrapolated(slope, rounding, (samples.size[:-1] / samples.size[1:]) ** 2)
    best = value, error + _apart(samples, rounding)
    answer = blank(*samples.up.shape[1:])
    _keep_best(best, slope, rounding, samples, answer)
    return answer


def _apart(samples: Samples, rounding: Array) -> Array:
    """How far the slopes of the two sides are apart where that does not shrink with the step, (L, c, m): there a kink may lie within."""
    right, left = samples.one_sided()
    apart = np.abs(right - left)
    stays: Array = np.zeros_like(apart)
    stays[1:] = np.where(apart[1:] > 0.5 * apart[:-1] + 8 * rounding[1:], apart[1:], 0.0)
    return stays


def extrapolated(slope: Array, rounding: Array, quotient: Array) -> tuple[Array, Array]:
    """Richardson estimate and error per level, (L, c, m), NaN where a neighbour is missing. quotient: how fast the error falls.

    The second step has no estimate before its own: there the error is that of the first step, much larger than its own.
    """
    value = np.full_like(slope, np.nan)
    value[1:] = slope[1:] + (slope[1:] - slope[:-1]) / (quotient - 1)
    error = np.full_like(slope, np.nan)
    before = np.concatenate([slope[:1], value[1:-1]])
    error[1:] = np.abs(value[1:] - before) + 1.2 * rounding[1:]
    return value, error


def _keep_best(best: tuple[Array, Array], slope: Array, rounding: Array, samples: Samples, answer: Estimate) -> None:
    for level in range(1, len(slope)):
        value, error = best[0][level], best[1][level]
        better = SAFETY * error < answer.bound
        if not better.any():
            continue
        away = np.abs(slope[level + 1 :] - value) > 10 * error + 6 * rounding[level + 1 :]  # NaN levels do not speak
        better &= ~away.any(axis=0)
        answer.value[better] = value[better]
        answer.bound[better] = SAFETY * error[better]
        answer.step[better] = np.broadcast_to(samples.size[level], value.shape)[better]


def _constant(samples: Samples, jitter: Array, answer: Estimate) -> None:
    """Where f stands perfectly still over the deepest levels, and no step resolves a slope, its derivative is 0."""
    right, left = increments(samples)
    moving = samples.both & ((right > 0) | (left > 0))
    rank = from_bottom(np.where(samples.both, 0.0, np.nan))
    still = samples.both & (rank < np.where(moving, rank, len(rank) + 1).min(axis=0))
    reach = np.where(still, samples.size, 0.0).max(axis=0)
    coarse = ~(answer.bound <= 0.05 * np.abs(answer.value))
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = 1.2 * SAFETY * jitter / reach
    flat = (answer.kind != Kind.KINK) & (still.sum(axis=0) >= 4) & ((coarse & (bound < answer.bound)) | ~moving.any(axis=0))
    put = {"value": 0.0, "bound": bound, "step": reach, "kind": Kind.CONSTANT}
    for name, new in put.items():
        array = getattr(answer, name)
        array[flat] = np.broadcast_to(new, array.shape)[flat]


__all__ = ["Samples", "climb", "collect", "derivative", "judge", "shifts"]
