"""Elementwise maps compared entry by entry at any size: the numeric diagonal, and the backward's, read off with one pull."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gradcli.check.compare import Tolerance, Word, accepted, decide
from gradcli.check.differences import Numeric, again
from gradcli.check.question import Bounds, Grid, Question, View, climbed, merged, signed
from gradcli.check.subject import Subject
from gradcli.numeric import Array, Directions, Estimate, ladder

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
    estimate, view = numeric.estimate.copied(), View.of(subject, question)
    words = np.where(accepted(slope, estimate, tolerance), Word.PASS, Word.UNSURE)
    for closer in (_again, _climbed):
        rest = np.flatnonzero(words[:, 0] != Word.PASS)
        if rest.size:
            part = replace(tolerance.of(rest), row=row[rest])
            found, words[rest] = closer(view, question.along.take(rest), rest, (slope[rest], part))
            estimate.put(rest, merged(words[rest] == Word.UNSURE, estimate.take(rest), found) if closer is _again else found)
    return Grid(question, slope, estimate, words, row, none, diagonal=True)


Expected = tuple[Array, Tolerance]


def _again(view: View, along: Directions, _rest: Array, expected: Expected) -> tuple[Estimate, Array]:
    """At other steps: what settles passes, the rest stays open."""
    found = again(view, along, diagonal=True)
    return found, np.where(accepted(expected[0], found, expected[1]), Word.PASS, Word.UNSURE)


def _climbed(view: View, along: Directions, rest: Array, expected: Expected) -> tuple[Estimate, Array]:
    """On the ladder; once more with the blur of f before blaming."""
    samples = climbed(view, along, rest, diagonal=True)
    found = ladder.judge(samples, view.unit, view.floor)
    words = decide(expected[0], found, expected[1])
    suspect = words == Word.WRONG
    if not suspect.any() or view.blur is None:
        return found, words
    blurred = ladder.judge(samples, view.unit, view.blur()[rest][:, None])
    again = np.where(ladder.supports(samples, expected[0], blurred), Word.UNSURE, decide(expected[0], blurred, expected[1]))
    return merged(~suspect, found, blurred), np.where(suspect, again, words)
