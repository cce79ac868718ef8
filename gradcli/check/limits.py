"""Where several kinks meet, a slope may be one of those the function has close by though it is none of those through the point.

Of three equal numbers the middle one moves only when another has left its place: along every single coordinate it stands still.
The generalised gradient holds the limits of gradients nearby, and what lies between. Source: Clarke, Optimization and Nonsmooth
Analysis, 1983, 2.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check.compare import Word
from gradcli.check.question import Grid
from gradcli.check.subject import Subject

Array = np.ndarray[Any, Any]
AWAY = (1e-5, 1e-7)  # of the point: what is so at a kink is so however close
SIDE = 0.01  # of that: the step of a difference, which must not reach a kink
PLACES = 12  # random points at each distance
APART = 0.5  # of the error in question
SAME = 5.0  # times as far apart far out as close by: what only bends is a hundred times
ALIKE = 1e-3  # of that error, between a difference and one of half its step: between kinks, and no noise
ROUNDINGS = 8  # of a difference
MOST = 16  # entries looked at: beyond, it is no rare point
PATIENCE = 1.0  # seconds


def checked(subject: Subject, grids: Mapping[str, Grid]) -> dict[str, Grid]:
    """The grids, with entries marked as kinks that are wrong in their own direction and have a slope the function has nearby."""
    return {name: _checked(subject, grid) for name, grid in grids.items()}


def _checked(subject: Subject, grid: Grid) -> Grid:
    wrong = np.argwhere(grid.wrong)
    slow = subject.seconds * 4 * PLACES * len(AWAY) > PATIENCE
    if not len(wrong) or len(wrong) > MOST or not grid.question.full or grid.diagonal or slow:
        return grid
    words, left, right = grid.words.copy(), grid.estimate.left.copy(), grid.estimate.right.copy()
    for direction, row in wrong:
        around = _around(subject, grid, int(direction), int(row))
        if around is None:
            return grid
        words[direction, row], (left[direction, row], right[direction, row]) = Word.KINK, around
    return replace(grid, words=words, estimate=replace(grid.estimate, left=left, right=right))


def _around(subject: Subject, grid: Grid, direction: int, row: int) -> tuple[float, float] | None:
    """The least and the largest slope nearby, where they are far apart at every distance and the gradient is none beyond them."""
    assert grid.question.columns is not None
    column, analytic = int(grid.question.columns[direction]), float(grid.analytic[direction, row])
    used = grid.question.columns[(grid.analytic != 0).any(axis=1)]
    value, left, right = (float(getattr(grid.estimate, name)[direction, row]) for name in ("value", "left", "right"))
    error = max(np.nan_to_num(abs(analytic - value)), np.nan_to_num(abs(right - left)))
    widths: list[float] = []
    for away in AWAY:
        slopes = _slopes(subject, grid, (column, row), (away, used, ALIKE * error))
        if not slopes.size or np.ptp(slopes) <= APART * error or not _holds(slopes, analytic, ALIKE * error):
            return None
        widths.append(float(np.ptp(slopes)))
    step = SIDE * AWAY[-1] * _size(subject.at[grid.question.input])[column]
    if widths[0] > SAME * widths[-1] or not _noise(subject, row) <= ALIKE * error * step:
        return None
    return float(slopes.min()), float(slopes.max())


def _holds(slopes: Array, analytic: float, spare: float) -> bool:
    """Whether a slope is none beyond others."""
    return bool(slopes.min() - spare <= analytic <= slopes.max() + spare)


def _slopes(subject: Subject, grid: Grid, entry: tuple[int, int], where: tuple[float, Array, float]) -> Array:
    """Slopes (k,) of one output along one column at random points around; half of them moved in the `used` columns only.

    where: how far away, those columns, and how far apart two slopes may be that are one.
    """
    (column, row), (away, used, spare) = entry, where
    name = grid.question.input
    x, rng = subject.at[name], np.random.default_rng(0)
    size = away * _size(x)
    moves = rng.choice([-1.0, 1.0], (PLACES, x.size)) * rng.uniform(0.5, 1.5, (PLACES, x.size))
    moves[::2, ~np.isin(np.arange(x.size), used)] = 0.0
    steps = SIDE * size[column] * np.array([1.0, -1.0, 0.5, -0.5])
    points = np.repeat((x + moves * size)[:, None, :], len(steps), axis=1)
    points[:, :, column] += steps
    values = subject.many(name, points.reshape(-1, x.size)).reshape(PLACES, len(steps), -1)[:, :, row]
    slopes = (values[:, [0, 2]] - values[:, [1, 3]]) / (points[:, [0, 2], column] - points[:, [1, 3], column])
    return np.asarray(slopes[np.abs(slopes[:, 0] - slopes[:, 1]) <= spare, 1])


def _size(x: Array) -> Array:
    """Of every entry, that of the others where it is 0."""
    return np.asarray(np.where(x != 0, np.abs(x), np.abs(x).max(initial=0.0) or 1.0))


def _noise(subject: Subject, row: int) -> float:
    """Of one output, absolute."""
    blur = 0.0 if subject.blur is None else float(subject.blur()[row])
    return ROUNDINGS * max(blur, subject.unit * abs(float(subject.y[row])))
