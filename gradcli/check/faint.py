"""Entries too small beside the others of their output to be known by themselves: a saturated unit among ordinary ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check.compare import SHARP, Word
from gradcli.check.question import Grid
from gradcli.check.subject import Subject
from gradcli.numeric import Kind

Array = np.ndarray[Any, Any]
FAINT = 1e-3  # of the largest entry, as within a row; compare.py


def passed(subject: Subject, grids: Mapping[str, Grid]) -> dict[str, Grid]:
    """The grids, with faint entries passed that differences leave open and do not contradict. What they prove wrong stays wrong."""
    return {name: _passed(subject, grid) if grid.question.full and grid.words.size else grid for name, grid in grids.items()}


def _passed(subject: Subject, grid: Grid) -> Grid:
    open_ = (grid.words == Word.UNSURE) & np.isin(grid.estimate.kind, (Kind.SMOOTH, Kind.EDGE, Kind.CONSTANT))
    if not open_.any():
        return grid
    largest = _largest(subject, grid)
    agree = np.abs(grid.analytic - grid.estimate.value) <= grid.estimate.bound + 16 * subject.unit * largest
    size = FAINT * largest
    faint = (np.maximum(np.abs(grid.analytic), np.abs(grid.estimate.value)) <= size) & (grid.estimate.bound <= SHARP * size)
    passed = open_ & agree & faint
    row = np.where(passed.any(axis=1 if grid.diagonal else 0, keepdims=True), np.maximum(grid.row, largest), grid.row)
    return replace(grid, words=np.where(passed, Word.PASS, grid.words).astype(np.int8), row=row)


def _largest(subject: Subject, grid: Grid) -> Array:
    """The largest entry that passed of the output each entry belongs to, (1, m) or (1, 1)."""
    known = np.where(grid.words == Word.PASS, np.abs(grid.analytic), 0.0).max(axis=0, initial=0.0)
    if grid.diagonal:
        return np.asarray(known[None])
    return np.concatenate([np.full(block.size, known[block.slice].max(initial=0.0)) for block in subject.outputs])[None]
