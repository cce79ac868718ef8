"""Elementwise maps compared entry by entry at any size: the numeric diagonal, and the backward's, read off with one pull."""

from __future__ import annotations

import numpy as np

from gradcli.check.compare import Tolerance, Word, accepted, decide
from gradcli.check.differences import Numeric
from gradcli.check.question import Bounds, Grid, Question, View, climbed, merged, signed
from gradcli.check.subject import Subject
from gradcli.numeric import Array, ladder

ROUNDING = 1e-12  # relative: a diagonal backward multiplies each incoming entry by one number
CANCELLED = 1e-13  # of the largest entry: what paths that cancel may leave besides


def compared(subject: Subject, question: Question, numeric: Numeric, bounds: Bounds, rng: np.random.Generator) -> Grid | None:
    """The grid of the diagonal entries, (n, 1); None where the backward mixes entries, which the dense comparison must sort out.

    The numeric side is known to be diagonal; the analytic side is if two random cotangents come back as multiples of themselves.
    """
    found = subject.pull(np.ones(subject.m))[question.input]
    slope = np.zeros(subject.m) if found is None else found
    if not all(_diagonal(subject, question.input, g, slope) for g in signed(rng, (2, subject.m))):
        return None
    return _grid(subject, question, numeric, (slope[:, None], found is None), bounds)


def _diagonal(subject: Subject, name: str, g: Array, slope: Array) -> bool:
    """Whether g comes back as g * slope. Entries that only rounding can explain must come back as nothing once g is zero there."""
    finite = np.isfinite(slope)
    mixed = np.where(finite, np.abs(_pulled(subject, name, g) - g * slope), 0.0)
    doubtful = mixed > ROUNDING * np.abs(g * slope)
    if not doubtful.any():
        return True
    if (mixed[doubtful] > CANCELLED * np.abs(slope[finite]).max()).any():
        return False
    return not _pulled(subject, name, np.where(doubtful, 0.0, g))[doubtful].any()


def _pulled(subject: Subject, name: str, g: Array) -> Array:
    found = subject.pull(g)[name]
    return np.zeros(subject.m) if found is None else found


def _grid(subject: Subject, question: Question, numeric: Numeric, given: tuple[Array, bool], bounds: Bounds) -> Grid:
    slope, none = given
    row = np.abs(np.where(np.isfinite(slope), slope, 0.0))
    tolerance = Tolerance(bounds.rtol, bounds.atol, 16 * subject.unit * row, row)
    estimate = numeric.estimate.copied()
    good = accepted(slope, estimate, tolerance)
    words = np.where(good, Word.PASS, Word.UNSURE).astype(np.int8)
    rest = np.flatnonzero(~good[:, 0])
    if rest.size:
        view = View.of(subject, question)
        samples = climbed(view, question.along.take(rest), rest, diagonal=True)
        part = Tolerance(bounds.rtol, bounds.atol, tolerance.slack[rest], row[rest])
        deeper = ladder.judge(samples, view.unit, view.floor)
        words[rest] = decide(slope[rest], deeper, part)
        if (words == Word.WRONG).any() and view.blur is not None:
            blurred = ladder.judge(samples, view.unit, view.blur()[rest][:, None])
            suspect = words[rest] == Word.WRONG
            deeper = merged(~suspect, deeper, blurred)
            words[rest] = np.where(suspect, decide(slope[rest], blurred, part), words[rest])
        estimate.put(rest, deeper)
    return Grid(question, slope, estimate, words, row, none, diagonal=True)
