"""Entries too small beside the others of their output to be known by themselves: a saturated unit among ordinary ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check.compare import SHARP, Word
from gradcli.check.question import Grid
from gradcli.check.rows import moves_of
from gradcli.check.subject import Subject
from gradcli.numeric import Kind

Array = np.ndarray[Any, Any]
FAINT = 1e-3  # of the largest entry, as within a row; compare.py


def passed(subject: Subject, grids: Mapping[str, Grid]) -> dict[str, Grid]:
    """The grids, with faint entries passed that differences leave open and do not contradict. What they prove wrong stays wrong."""
    if not any(_open(grid).any() for grid in grids.values()):
        return dict(grids)
    reference = largest(subject, grids)
    return {name: _passed(subject, grid, reference) for name, grid in grids.items()}


def _open(grid: Grid) -> Array:
    return np.asarray((grid.words == Word.UNSURE) & np.isin(grid.estimate.kind, (Kind.SMOOTH, Kind.EDGE, Kind.CONSTANT)))


def _passed(subject: Subject, grid: Grid, reference: Array) -> Grid:
    size = _scaled(grid, reference)
    agree = np.abs(grid.analytic - grid.estimate.value) <= grid.estimate.bound + 16 * subject.unit * size
    passed = _open(grid) & agree & beside(grid, reference) & (grid.estimate.bound <= SHARP * FAINT * size)
    row = np.where(passed.any(axis=1 if grid.diagonal else 0, keepdims=True), np.maximum(grid.row, size), grid.row)
    return replace(grid, words=np.where(passed, Word.PASS, grid.words), row=row)


def beside(grid: Grid, reference: Array) -> Array:
    """Entries that are faint on both sides."""
    return np.asarray(np.maximum(np.abs(grid.analytic), np.abs(grid.estimate.value)) <= FAINT * _scaled(grid, reference))


def _scaled(grid: Grid, reference: Array) -> Array:
    """The largest entries beside those of a grid, broadcastable to it."""
    if grid.diagonal:
        return reference[:, None]
    return np.asarray(reference[None] * (1.0 if grid.question.columns is not None else _reach(grid)))


def _reach(grid: Grid) -> float:
    """How far a combination of columns moves them: its slope is as much larger than that of one."""
    return float(np.abs(moves_of(grid.question)).max(initial=0.0))


def largest(subject: Subject, grids: Mapping[str, Grid]) -> Array:
    """The largest entry that passed, of any input, for the output that each column of the grids belongs to, (m,) or (r,)."""
    known: Any = 0.0
    for grid in grids.values():
        entries = np.where(grid.words == Word.PASS, np.abs(grid.analytic), 0.0)
        single = entries / (1.0 if grid.question.columns is not None else max(_reach(grid), 1e-300))
        known = np.maximum(known, single[:, 0] if grid.diagonal else single.max(axis=0, initial=0.0))
    if known.size != subject.m:
        return np.full_like(known, known.max(initial=0.0))  # of combinations any output may be in each
    return np.concatenate([np.full(block.size, known[block.slice].max(initial=0.0)) for block in subject.outputs])
