"""At a kink of single outputs a combination of them need not lie between its own one-sided slopes: each output is asked by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check import limits, ties
from gradcli.check.compare import Word
from gradcli.check.differences import SPREAD
from gradcli.check.question import Grid
from gradcli.check.rows import moves_of
from gradcli.check.subject import Subject
from gradcli.numeric import Estimate, Kind, ladder

Array = np.ndarray[Any, Any]
SPARE = 1e-6  # share of the jump that a slope may lie outside of it, as in compare


def judged(subject: Subject, grids: Mapping[str, Grid]) -> dict[str, Grid]:
    """The grids with another look at all that is wrong at kinks: of single outputs, where several meet, along several inputs."""
    return ties.checked(subject, limits.checked(subject, excused(subject, grids)))


def excused(subject: Subject, grids: Mapping[str, Grid]) -> dict[str, Grid]:
    """The grids, with combinations of outputs marked as kinks where only outputs at a kink make them differ."""
    return {name: _excused(subject, grid) if grid.question.cotangents is not None else grid for name, grid in grids.items()}


def _excused(subject: Subject, grid: Grid) -> Grid:
    words = grid.words.copy()
    for direction in np.flatnonzero((words == Word.WRONG).any(axis=1)):
        each = _each_output(subject, grid, int(direction))
        if (each.kind == Kind.KINK).any():
            for row in np.flatnonzero(words[direction] == Word.WRONG):
                if _allowed(subject, grid, (int(direction), int(row)), each):
                    words[direction, row] = Word.KINK
    return replace(grid, words=words)


def _each_output(subject: Subject, grid: Grid, direction: int) -> Estimate:
    """The derivative of every output in one direction, (1, m)."""
    name, along = grid.question.input, grid.question.along.take(np.array([direction]))
    return ladder.derivative(lambda points: subject.many(name, points), subject.at[name], along, subject.y, subject.unit)


def _allowed(subject: Subject, grid: Grid, place: tuple[int, int], each: Estimate) -> bool:
    """Whether the smooth outputs agree, and the others together are between the sums of their one-sided slopes."""
    assert grid.question.cotangents is not None
    g, kinked = grid.question.cotangents[place[1]], each.kind[0] == Kind.KINK
    smooth = np.where(kinked, 0.0, g)
    analytic = _along(subject, grid, place[0], smooth)
    bound = SPREAD * float(np.linalg.norm(smooth * np.where(np.isfinite(each.bound[0]), each.bound[0], 0.0)))
    if abs(analytic - float(smooth @ each.value[0])) > bound + SPARE * abs(analytic):
        return False
    sides = np.stack([g[kinked] * each.left[0, kinked], g[kinked] * each.right[0, kinked]])
    low, high, rest = float(sides.min(axis=0).sum()), float(sides.max(axis=0).sum()), float(grid.analytic[place]) - analytic
    return low - SPARE * (high - low) - bound <= rest <= high + SPARE * (high - low) + bound


def _along(subject: Subject, grid: Grid, direction: int, g: Array) -> float:
    """The analytic derivative of ⟨g, outputs⟩ in one direction."""
    gradient = subject.pull(g)[grid.question.input]
    if gradient is None:
        return 0.0
    columns = grid.question.columns
    return float(gradient[columns[direction]] if columns is not None else moves_of(grid.question)[direction] @ gradient)
