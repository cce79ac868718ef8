"""Wrong entries looked at once more: with the noise that f really has there, and with what rounding does to the gradient itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gradcli.check.compare import Tolerance, Word, decide
from gradcli.check.haze import haze
from gradcli.check.question import Grid, Question, View
from gradcli.check.subject import Subject
from gradcli.numeric import Array, Directions, Kind, scatter

COLUMNS = 8  # columns whose noise is measured; the others are taken to be as noisy
MOST = 128  # rows looked at: beyond that a function is merely noisy
ROWS = 4  # rows whose gradients are measured at a time, the worst first; one that stays wrong ends it


def noise(view: View, along: Directions, suspect: Array) -> Array:
    """Absolute noise of f for the directions that hold suspects, (c, r), from roundings inside (the blur) and around the point."""
    chosen = np.flatnonzero(suspect.any(axis=1))
    some = chosen[np.unique(np.linspace(0, len(chosen) - 1, 1 if view.slow else COLUMNS).astype(np.int64))]
    found = scatter(view.f, view.x, along.take(some))
    around = np.broadcast_to(found.max(axis=0), suspect.shape).copy()
    around[some] = found
    blur = view.floor if view.blur is None else np.maximum(view.floor, view.blur())
    return np.asarray(np.maximum(around, blur))


def cleared(subject: Subject, grid: Grid, tolerance: Tolerance, moves: Array | None) -> Grid:
    """The grid with wrong and unsure entries decided again, knowing the rounding of the gradient.

    moves: of the directions, None for columns.
    """
    words = grid.words.copy()
    suspect = np.isin(words, (Word.WRONG, Word.UNSURE)) & np.isin(grid.estimate.kind, (Kind.SMOOTH, Kind.EDGE, Kind.CONSTANT))
    rows = np.flatnonzero(suspect.any(axis=0))
    rows = rows[np.argsort(-_evidence(grid, suspect)[rows], kind="stable")][:MOST]
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        found = haze(subject, _cotangents(subject, grid.question, some)).get(grid.question.input)
        if found is None:
            break
        part = replace(tolerance, slack=tolerance.slack[:, some] + _along(found, grid.question, moves), row=tolerance.row[:, some])
        again = decide(grid.analytic[:, some], grid.estimate.take((slice(None), some)), part)
        words[:, some] = np.where(suspect[:, some], np.minimum(again, words[:, some]), words[:, some])  # what was doubted stays so
        if (words[:, some] == Word.WRONG).any():
            break
    return replace(grid, words=words)


def _evidence(grid: Grid, suspect: Array) -> Array:
    """How many bounds the worst suspect of every row is off, (r,)."""
    gap = np.abs(grid.analytic - grid.estimate.value) / np.maximum(grid.estimate.bound, 1e-300)
    return np.asarray(np.where(suspect, np.nan_to_num(gap), 0.0).max(axis=0, initial=0.0))


def _cotangents(subject: Subject, question: Question, rows: Array) -> Array:
    if question.cotangents is not None:
        return question.cotangents[rows]
    units = np.zeros((len(rows), subject.m))
    units[np.arange(len(rows)), rows] = 1.0
    return units


def _along(noise: Array, question: Question, moves: Array | None) -> Array:
    """Noise of the gradients (r, n) as noise of the compared entries (c, r)."""
    if moves is None:
        return np.asarray(noise[:, question.columns].T)
    return np.asarray(np.sqrt(np.square(moves) @ np.square(noise).T))
