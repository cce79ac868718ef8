"""Where several inputs tie, each slope may be allowed by itself and their sum not: a gradient handed to every winner in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check.compare import Word
from gradcli.check.question import Grid
from gradcli.check.subject import Subject
from gradcli.numeric import Kind, directed, ladder

Array = np.ndarray[Any, Any]
RATIO = 8.0  # from one step to the next
OUTSIDE = 0.01  # share of the jump between the slopes by which the sum must miss: ties are never subtle


def checked(subject: Subject, grids: Mapping[str, Grid]) -> dict[str, Grid]:
    """The grids, with entries at a joint kink marked wrong where the gradient along all of them is no slope of the function."""
    return {name: _checked(subject, grid) if grid.question.full and not grid.diagonal else grid for name, grid in grids.items()}


def _checked(subject: Subject, grid: Grid) -> Grid:
    kinked = grid.words == Word.KINK
    rows = np.flatnonzero(kinked.sum(axis=0) >= 2)
    words = grid.words.copy()
    for row in map(int, rows):
        columns = np.flatnonzero(kinked[:, row])
        if _one_sided(grid, columns, row) and _outside(subject, grid, columns, row):
            words[columns, row] = Word.WRONG
    return replace(grid, words=words)


def _one_sided(grid: Grid, columns: Array, row: int) -> bool:
    """Whether all kinks bend the same way, as in a maximum or a minimum; mixed ones allow more than their sum shows."""
    bend = grid.estimate.right[columns, row] - grid.estimate.left[columns, row]
    return bool((bend > 0).all() or (bend < 0).all())


def _outside(subject: Subject, grid: Grid, columns: Array, row: int) -> bool:
    name = grid.question.input
    assert grid.question.columns is not None
    move = np.zeros((1, subject.at[name].size))
    along = grid.question.along.take(columns)
    length = float(np.max(along.length))
    move[0, grid.question.columns[columns]] = length
    levels = int(np.log(length / np.max(along.reach().bottom * along.length)) / np.log(RATIO))  # as far down as each by itself
    together = directed(move, levels)
    estimate = ladder.derivative(lambda points: subject.many(name, points), subject.at[name], together, subject.y, subject.unit)
    kind, total = estimate.kind[0, row], float(grid.analytic[columns, row].sum()) * length
    if kind == Kind.KINK:
        low, high = sorted((float(estimate.left[0, row]), float(estimate.right[0, row])))
    elif kind in (Kind.SMOOTH, Kind.CONSTANT):
        low = high = float(estimate.value[0, row])
    else:
        return False
    jump = float(np.abs(grid.estimate.right[columns, row] - grid.estimate.left[columns, row]).max()) * length
    return max(low - total, total - high) > OUTSIDE * jump + float(estimate.bound[0, row])
