"""From a combination of entries that disagrees to the entry that does: bisection over inputs, then over outputs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check.compare import Word
from gradcli.check.jacobian import measure
from gradcli.check.question import FEW_OUTPUTS, Bounds, Grid, Question, View, signed
from gradcli.check.records import entry_of, largest
from gradcli.check.rows import moves_of
from gradcli.check.subject import Subject
from gradcli.finding import Entry
from gradcli.numeric import basis, central, directed, ladder

Array = np.ndarray[Any, Any]


def narrowed(subject: Subject, grid: Grid, bounds: Bounds) -> tuple[str, Entry | None]:
    """(output, entry) of one wrong entry; the combination's own numbers where bisection loses the trail.

    Cost: two directions per halving of the inputs, one pull per halving of the outputs. The entry itself is measured with all care,
    however slow the program.
    """
    direction, row = largest(grid, Word.WRONG)
    g = _cotangent(subject, grid.question, row)
    column = _column(subject, grid.question, direction, g)
    rows = _rows(subject, grid.question.input, column, g)
    question = Question(grid.question.input, basis(subject.at[grid.question.input], np.array([column])), np.array([column]), rows)
    gradients = np.stack([_pulled(subject, question.input, h) for h in (np.eye(subject.m) if rows is None else rows)])
    exact = measure(replace(subject, seconds=0.0), question, gradients, bounds)
    if not exact.wrong.any():
        return "", entry_of(grid, (direction, row), subject)
    place = largest(exact, Word.WRONG)
    return _named(subject, exact, place, rows)


def _named(subject: Subject, exact: Grid, place: tuple[int, int], rows: Array | None) -> tuple[str, Entry | None]:
    entry = entry_of(exact, place, subject)
    if rows is None:
        return subject.output_of(place[1]).name, entry
    flat = int(np.flatnonzero(rows[place[1]])[0])
    output = subject.output_of(flat)
    return output.name, replace(entry, output_index=output.index(flat - output.start), output_part=output.part(flat - output.start))


def _cotangent(subject: Subject, question: Question, row: int) -> Array:
    if question.cotangents is not None:
        return np.asarray(question.cotangents[row])
    g = np.zeros(subject.m)
    g[row] = 1.0
    return g


def _pulled(subject: Subject, name: str, g: Array) -> Array:
    gradient = subject.pull(g)[name]
    return np.zeros(subject.at[name].size) if gradient is None else gradient


def _column(subject: Subject, question: Question, direction: int, g: Array) -> int:
    """The flat input entry on the side of each halving that disagrees more clearly."""
    if question.columns is not None:
        return int(question.columns[direction])
    gradient = _pulled(subject, question.input, g)
    move = moves_of(question)[direction]
    left = np.flatnonzero(move)
    while len(left) > 1:
        halves = left[: len(left) // 2], left[len(left) // 2 :]
        masked = np.zeros((2, move.size))
        for mask, half in zip(masked, halves):
            mask[half] = move[half]
        left = halves[int(_excess(subject, question.input, masked, (gradient, g)).argmax())]
    return int(left[0])


def _excess(subject: Subject, name: str, moves: Array, expected: tuple[Array, Array]) -> Array:
    """How far each direction's derivative is from the gradient, in bounds; (directions,)."""
    gradient, g = expected
    along = directed(moves)
    view = View.of(subject, Question(name, along, None, g[None]))
    best = central.derivative(view.f, view.x, along, view.y, (view.unit, view.floor))
    if not (best.bound <= 1e-6 * np.abs(best.value)).all():
        best = ladder.judge(ladder.climb(view.f, view.x, along, view.y), view.unit, view.floor)
    gap = np.abs(moves @ gradient - best.value[:, 0])
    return np.asarray(np.nan_to_num(gap / np.maximum(best.bound[:, 0], 1e-300), posinf=0.0))


def _rows(subject: Subject, name: str, column: int, g: Array) -> Array | None:
    """Cotangents to tell the guilty output apart: every unit vector for few outputs, one found by bisection for many."""
    if subject.m <= FEW_OUTPUTS:
        return None
    along = basis(subject.at[name], np.array([column]))
    f, x = lambda points: subject.many(name, points), subject.at[name]
    estimate = ladder.derivative(f, x, along, subject.y, subject.unit)
    left = np.flatnonzero(g)
    while len(left) > 1:
        half = left[: len(left) // 2]
        masked = np.zeros_like(g)
        masked[half] = signed(np.random.default_rng(len(left)), half.shape)
        numeric, bound = estimate.value[0] @ masked, 4 * np.linalg.norm(estimate.bound[0] * masked)
        left = half if abs(_pulled(subject, name, masked)[column] - numeric) > bound else left[len(left) // 2 :]
    found = np.zeros((1, subject.m))
    found[0, left] = 1.0
    return found
