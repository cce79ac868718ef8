"""Grids of numbers turned into the records a report is made of: entries, pairs, digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.check.compare import VERDICT, Word, digits, relative
from gradcli.check.question import Grid
from gradcli.check.subject import Block, Subject
from gradcli.finding import Entry, Pair, Verdict

Array = np.ndarray[Any, Any]


def largest(grid: Grid, word: Word, some: slice = slice(None)) -> tuple[int, int]:
    """Where among the entries with this word (all of them for none) analytic and numeric differ most; (direction, row)."""
    gap = np.abs(grid.analytic[:, some] - grid.estimate.value[:, some])
    chosen = grid.words[:, some] == word
    gap = np.where(chosen if chosen.any() else True, np.nan_to_num(gap, nan=-0.5, posinf=1e300), -1.0)
    direction, row = np.unravel_index(int(gap.argmax()), gap.shape)
    return int(direction), int(row) + (some.start or 0)


def entry_of(grid: Grid, place: tuple[int, int], subject: Subject) -> Entry:
    """The record of one entry; indices are empty where all inputs or outputs were combined."""
    estimate, block = grid.estimate, subject.input(grid.question.input)
    columns = grid.question.columns
    input_index = () if columns is None else block.index(int(columns[place[0]]))
    row = place[0] if grid.diagonal else place[1]
    output = subject.output_of(row) if grid.question.cotangents is None else None
    left, right, step = (_known(getattr(estimate, name)[place]) for name in ("left", "right", "step"))
    return Entry(
        output.index(row - output.start) if output else (),
        input_index,
        float(grid.analytic[place]),
        float(estimate.value[place]),
        float(estimate.bound[place]),
        left,
        right,
        step,
    )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def pairs(grid: Grid, subject: Subject) -> list[Pair]:
    """One pair per output for this input; a single one named after all outputs where they were combined."""
    block = subject.input(grid.question.input)
    if grid.question.cotangents is not None:
        names = ", ".join(output.name for output in subject.outputs)
        return [_pair(grid, subject, (block, names, subject.m), slice(0, grid.words.shape[1]))]
    if grid.diagonal:
        return [_pair(grid, subject, (block, subject.outputs[0].name, subject.m), slice(0, 1))]
    return [_pair(grid, subject, (block, output.name, output.size), output.slice) for output in subject.outputs]


def _pair(grid: Grid, subject: Subject, of: tuple[Block, str, int], some: slice) -> Pair:
    block, output, size = of
    words, estimate = grid.words[:, some], grid.estimate.take((slice(None), some))
    analytic = grid.analytic[:, some]
    word = Word(int(words.max())) if words.size else Word.PASS
    known = np.isfinite(estimate.value) & np.isfinite(analytic)
    gap = np.where(known, np.abs(analytic - estimate.value), 0.0)
    apart = np.where(known, relative(analytic, estimate.value), 0.0)
    worth = np.where(words == Word.PASS, digits(analytic, estimate, grid.row[:, some]), np.nan)
    return Pair(
        output,
        block.name,
        (size, block.size),
        block.size * size if grid.diagonal else int(words.size),
        int((words == Word.WRONG).sum()),
        VERDICT[word],
        float(gap.max(initial=0.0)),
        float(apart.max(initial=0.0)),
        float(np.nanmin(worth)) if np.isfinite(worth).any() else None,
        entry_of(grid, largest(grid, word, some), subject) if words.size else None,
    )


def empty_pair(output: str, block: Block, m: int) -> Pair:
    """The pair of an input or an output without elements."""
    return Pair(output, block.name, (m, block.size), 0, 0, Verdict.PASS, 0.0, 0.0, None)


def verified(found: list[Pair]) -> float | None:
    """The digits of a case: the fewest of its pairs, None where no pair has any."""
    known = [pair.digits for pair in found if pair.digits is not None]
    return min(known, default=None)
