"""Grids of numbers turned into the records a report is made of: entries, pairs, digits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from gradcli.check.compare import VERDICT, Word, digits, worth
from gradcli.check.question import Grid
from gradcli.check.subject import Block, Subject
from gradcli.finding import Entry, Pair, Verdict

Array = np.ndarray[Any, Any]
STRIP = 2**15  # entries looked at at a time


def largest(grid: Grid, word: np.int8, some: slice = slice(None)) -> tuple[int, int]:
    """Where among the entries with this word (all of them for none) analytic and numeric differ most; (direction, row)."""
    chosen = grid.words[:, some] == word
    every = np.count_nonzero(chosen) in (0, chosen.size)
    found = [(*_widest(grid, (rows, some), None if every else chosen[rows]), rows.start) for rows in _strips(grid)]
    _, direction, row, start = max(found, key=lambda one: one[0])
    return direction + start, row + (some.start or 0)


def _widest(grid: Grid, part: tuple[slice, slice], chosen: Array | None) -> tuple[float, int, int]:
    """The largest difference in a part of the grid, and where in it."""
    gap = np.abs(grid.analytic[part] - grid.estimate.value[part])
    if math.isnan(gap.max(initial=0.0)):
        gap[np.isnan(gap)] = -0.5
    if chosen is not None:
        gap[~chosen] = -1.0
    direction, row = divmod(int(gap.argmax()), gap.shape[1])
    return float(gap[direction, row]), direction, row


def _strips(grid: Grid) -> list[slice]:
    """Slices of the directions, each with few enough entries for a cache."""
    step = max(1, STRIP // max(grid.words.shape[1], 1))
    return [slice(k, k + step) for k in range(0, len(grid.words), step)]


def entry_of(grid: Grid, place: tuple[int, int], subject: Subject) -> Entry:
    """The record of one entry; indices are empty where all inputs or outputs were combined."""
    estimate, block = grid.estimate, subject.input(grid.question.input)
    columns = grid.question.columns
    column = None if columns is None else int(columns[place[0]])
    row = place[0] if grid.diagonal else place[1]
    output = subject.output_of(row) if grid.question.cotangents is None else None
    left, right, step = (_known(getattr(estimate, name)[place]) for name in ("left", "right", "step"))
    return Entry(
        output.index(row - output.start) if output else (),
        () if column is None else block.index(column),
        float(grid.analytic[place]),
        float(estimate.value[place]),
        float(estimate.bound[place]),
        left,
        right,
        step,
        output.part(row - output.start) if output else "",
        "" if column is None else block.part(column),
    )


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def all_pairs(grids: Mapping[str, Grid], subject: Subject) -> list[Pair]:
    """One pair per output for every input."""
    return [pair for block in subject.inputs for pair in _of_input(grids, block, subject)]


def _of_input(grids: Mapping[str, Grid], block: Block, subject: Subject) -> list[Pair]:
    if block.name in grids:
        return pairs(grids[block.name], subject)
    return [empty_pair(output.name, block, output.size) for output in subject.outputs]


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
    words = grid.words[:, some]
    word = words.max(initial=Word.PASS)
    measured = [_measured(grid, (rows, some)) for rows in _strips(grid)]
    return Pair(
        output,
        block.name,
        (size, block.size),
        block.size * size if grid.diagonal else int(words.size),
        int(np.count_nonzero(words == Word.WRONG)),
        VERDICT[word],
        max((gap for gap, _, _ in measured), default=0.0),
        max((apart for _, apart, _ in measured), default=0.0),
        min((known for _, _, known in measured if known is not None), default=None),
        entry_of(grid, largest(grid, word, some), subject) if words.size else None,
    )


def _measured(grid: Grid, part: tuple[slice, slice]) -> tuple[float, float, float | None]:
    """The largest difference in a part of the grid, absolute and relative, and the digits verified."""
    analytic, value, bound = grid.analytic[part], grid.estimate.value[part], grid.estimate.bound[part]
    gap = np.abs(analytic - value)
    if not math.isfinite(gap.max(initial=0.0)):
        gap[~np.isfinite(gap)] = 0.0
    apart = np.maximum(np.abs(analytic), np.abs(value))
    if not apart.all():
        apart[apart == 0] = 1.0
    np.divide(gap, apart, out=apart)
    row = grid.row[part if len(grid.row) > 1 else (slice(None), part[1])]
    passed = gap if grid.passed else np.where(grid.words[part] == Word.PASS, gap, np.nan)
    return float(gap.max(initial=0.0)), float(np.fmax.reduce(apart, axis=None, initial=0.0)), digits(passed, (value, bound), row)


def agrees_to(grid: Grid, known: int) -> bool:
    """Whether a grid of passes has at least so many digits verified in every entry that counts."""
    return all(_agrees(grid, rows, 10.0**-known) for rows in _strips(grid))


def _agrees(grid: Grid, rows: slice, share: float) -> bool:
    value, bound = grid.estimate.value[rows], grid.estimate.bound[rows]
    size = np.abs(value)
    far = np.maximum(np.abs(grid.analytic[rows] - value), bound) > share * size
    return not far.any() or not (far & worth(size, bound, grid.row[rows if len(grid.row) > 1 else slice(None)])).any()


def empty_pair(output: str, block: Block, m: int) -> Pair:
    """The pair of an input or an output without elements."""
    return Pair(output, block.name, (m, block.size), 0, 0, Verdict.PASS, 0.0, 0.0, None)


def verified(found: list[Pair]) -> float | None:
    """The digits of a case: the fewest of its pairs, None where no pair has any."""
    known = [pair.digits for pair in found if pair.digits is not None]
    return min(known, default=None)
