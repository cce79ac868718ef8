"""Two central differences and their Richardson extrapolation: four evaluations per direction, enough for nearly every column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradcli.numeric._estimate import UNIT, Array, Directions, Estimate, Function, Kind

Noise = tuple[float, Array | float]
ROUNDING = 6  # roundings of |f| per extrapolated difference: a few per evaluation, their subtraction, the extrapolation
REGULAR = 1e-4  # a correction below this share of the slope: the step is small beside the scale of f
STRAIGHT = 64  # roundings by which a straight line may seem to bend; a kink bends by far more
SMALL = 1e-6  # two slopes closer than this share of themselves are no kink
BOTH = np.array([[1.0], [0.125]])  # of the quick step
LEFT = 0.04  # of such a correction is left after it was made: h1^2 f5 / (20 f3) is at most a twentieth of this


def derivative(f: Function, x: Array, along: Directions, y: Array, noise: Noise = (UNIT, 0.0)) -> Estimate:
    """df along each direction. f: (k, n) -> (k, m), y = f(x): (m,), noise of f: its unit round-off, and absolute noise besides.

    Bound: truncation (difference of the two estimates over q - 1) plus rounding.  Entries are LOST where a value is not
    finite or the slopes of the two sides do not meet as the step shrinks: those need the ladder.
    Cost: 4 points per direction, in one call of f.  Source: Richardson 1911.
    """
    shape = (len(along), y.size)
    steps = along.quick * BOTH * np.ones(len(along))
    points, size = along.displaced(x, steps)
    values = f(points.reshape(-1, x.size)).reshape(2, 2, *shape)
    return extrapolate(values, size[:, :, None], y, noise)


def sharper(f: Function, x: Array, along: Directions, y: Array, noise: Noise = (UNIT, 0.0)) -> Estimate:
    """The same along combinations of the same columns, extrapolated twice from four steps where the values fall as they must.

    The steps are 32 times the usual one, and smaller by eighths.  Corrections are judged by the largest of all directions (and of
    all outputs, where these are combinations too: noise says so): one alone may be small by chance.

    Cost: 8 points per direction, in one call of f.
    """
    steps = along.quick * np.array([[32.0], [4.0], [0.5], [0.0625]]) * np.ones(len(along))
    points, size = along.displaced(x, steps)
    values = f(points.reshape(-1, x.size)).reshape(2, 4, len(along), y.size)
    size = size[:, :, None]
    answer = extrapolate(values[:, 2:], size[2:], y, noise)
    rounding = [ROUNDING * _rounding(values[:, k], size[k], y, noise) for k in (2, 3)]
    slope = _slope(values[0], values[1], size)
    axis = (-2, -1) if np.any(noise[1]) else (-2,)
    rest = np.where(answer.kind == Kind.SMOOTH, np.abs(slope[3] - slope[2]) / 63, 0.0)
    np.maximum(answer.bound, LEFT * np.maximum.reduce(rest, axis, keepdims=True) + rounding[1], out=answer.bound)
    _extrapolate_twice(slope, size, rounding, axis, answer)
    return answer


def _extrapolate_twice(slope: Array, size: Array, rounding: Sequence[Array], axis: tuple[int, ...], answer: Estimate) -> None:
    """Put in the value from the first three steps, whose rounding is smaller, where the last one confirms how fast they converge.

    axis: those along which corrections are judged by the largest.
    """
    middle, last = rounding
    coarse = slope[1:] - slope[:-1]
    once = slope[1:] + coarse / ((size[:-1] / size[1:]) ** 2 - 1)
    fine = once[1:] - once[:-1]
    twice = once[1:] + fine / ((size[:-2] / size[2:]) ** 2 - 1)
    changes = np.abs(np.concatenate([coarse, fine, twice[:1] - once[1], twice[1:] - twice[0]]))
    first, second, third, early, late, rest, apart = np.maximum.reduce(changes, axis, keepdims=True)
    falls = (second <= first / 16 + middle) & (third <= second / 16 + last) & (late <= early / 256 + last)
    bound = LEFT * rest + apart + middle
    agrees = np.abs(twice[0] - answer.value) <= bound + answer.bound
    better = falls & agrees & (answer.kind == Kind.SMOOTH) & (bound < answer.bound)
    for array, new in ((answer.value, twice[0]), (answer.bound, bound), (answer.step, size[2])):
        np.copyto(array, new, where=better)


def _rounding(values: Array, size: Array, y: Array, noise: Noise) -> Array:
    """What one rounding of f does to a slope. values: (sides, c, m)."""
    up, down = np.abs(values)
    largest: Array = np.maximum(up, down, out=up)
    np.maximum(largest, np.abs(y), out=largest)
    largest *= noise[0]
    largest += noise[1]
    largest /= size
    return largest


def shifts(x: Array, along: Directions) -> tuple[Array, Array]:
    """All the directions' columns at once: (points (4, n); what each moved by, (2, c, 1)), for `extrapolate`."""
    assert along.columns is not None
    columns = slice(None) if len(along) == x.size else along.columns
    move = along.length * along.quick * BOTH
    points = np.empty((4, x.size))
    points[...] = x
    points[:2, columns] += move
    points[2:, columns] -= move
    size = points[:2, columns] - points[2:, columns]
    size /= 2
    return points, size[:, :, None]


def extrapolate(values: Array, size: Array, y: Array, noise: Noise) -> Estimate:
    """Values (sides, steps, c, m) and steps (steps, c, 1) to an estimate (c, m). In place where it can: the arrays may be large."""
    (up1, up2), (down1, down2) = values
    value, rest = _slope(up2, down2, size[1]), _slope(up1, down1, size[0])
    np.subtract(value, rest, out=rest)
    rest /= (size[0] / size[1]) ** 2 - 1
    value += rest
    correction, height = np.abs(rest, out=rest), np.abs(value)
    rounding = _rounding(values[:, 1], size[1], y, noise)
    bound = LEFT * correction
    rough = correction > REGULAR * height
    if rough.any():
        bound[rough] = correction[rough]
    bound += ROUNDING * rounding
    bend = _bend(up2, down2, y, size[1])
    trusted = bend <= STRAIGHT * rounding + SMALL * height
    if not trusted.all():
        trusted |= bend <= 0.3 * _bend(up1, down1, y, size[0])
    trusted &= np.isfinite(value)
    kind = np.full(value.shape, Kind.SMOOTH)
    if not trusted.all():
        kind[~trusted] = Kind.LOST
    still = up1 == y
    if still.any():
        kind[still & (down1 == y) & (up2 == y) & (down2 == y)] = Kind.CONSTANT
    left, right, step = np.full((3, *value.shape), np.nan)
    step[...] = size[1]
    return Estimate(value, bound, kind, left, right, step, *np.zeros((2, *value.shape)))


def _slope(up: Array, down: Array, size: Array) -> Array:
    slope: Array = up - down
    slope /= 2 * size
    return slope


def _bend(up: Array, down: Array, y: Array, size: Array) -> Array:
    """The difference of the slopes on both sides."""
    bend: Array = up - 2 * y
    bend += down
    np.abs(bend, out=bend)
    bend /= size
    return bend
