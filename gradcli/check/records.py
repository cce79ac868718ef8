"""Grids of numbers turned into the records a report is made of: entries, pairs, digits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.check.compare import VERDICT, Word, digits
from gradcli.check.question import Grid
from gradcli.check.subject import Block, Subject
from gradcli.finding import Entry, Pair, Verdict

Array = np.ndarray[Any, Any]


def largest(grid: Grid, word: Word, some: slice = slice(None)) -> tuple[int, int]:
    """Where among the entries with this word (all of them for none) analytic and numeric differ most; (direction, row)."""
    gap = np.abs(grid.analytic[:, some] - grid.estimate.value[:, some])
    gap[np.isnan(gap)] = -0.5
    chosen = grid.words[:, some] == word
    if chosen.any():
        gap[~chosen] = -1.0
    direction, row = divmod(int(gap.argmax()), gap.shape[1])
    return direction, row + (some.start or 0)


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
    return float(value) if math.isfinite(value) else None


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
    words, analytic, row = grid.words[:, some], grid.analytic[:, some], grid.row[:, some]
    value, bound = grid.estimate.value[:, some], grid.estimate.bound[:, some]
    word = Word(int(words.max(initial=Word.PASS)))
    gap = np.abs(analytic - value)
    gap[~np.isfinite(gap)] = 0.0
    larger = np.maximum(np.abs(analytic), np.abs(value))
    apart = gap / np.where(larger > 0, larger, 1.0)
    return Pair(
        output,
        block.name,
        (size, block.size),
        block.size * size if grid.diagonal else int(words.size),
        int(np.count_nonzero(words == Word.WRONG)),
        VERDICT[word],
        float(gap.max(initial=0.0)),
        float(np.fmax.reduce(apart, axis=None, initial=0.0)),
        digits(np.where(words == Word.PASS, gap, np.nan), (value, bound), row),
        entry_of(grid, largest(grid, word, some), subject) if words.size else None,
    )


def empty_pair(output: str, block: Block, m: int) -> Pair:
    """The pair of an input or an output without elements."""
    return Pair(output, block.name, (m, block.size), 0, 0, Verdict.PASS, 0.0, 0.0, None)


def verified(found: list[Pair]) -> float | None:
    """The digits of a case: the fewest of its pairs, None where no pair has any."""
    known = [pair.digits for pair in found if pair.digits is not None]
    return min(known, default=None)
