"""Analytic against numeric, entry by entry: a word, the digits that were verified, and the records that tell of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradcli.finding import Verdict
from gradcli.numeric import Estimate, Kind

Array = np.ndarray[Any, Any]


class Word:
    """What one entry gets, best first: numbers as arrays hold them, since those are compared all the time."""

    PASS, KINK, JUMP, SINGULAR, UNSURE, NONFINITE, WRONG = map(np.int8, range(7))


VERDICT = {
    Word.PASS: Verdict.PASS,
    Word.KINK: Verdict.NONDIFFERENTIABLE,
    Word.JUMP: Verdict.NONDIFFERENTIABLE,
    Word.SINGULAR: Verdict.NONDIFFERENTIABLE,
    Word.UNSURE: Verdict.INCONCLUSIVE,
    Word.NONFINITE: Verdict.NONFINITE,
    Word.WRONG: Verdict.FAIL,
}


QUICK = 1e-8  # two central differences are believed only when they claim at least this


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What may differ besides the numeric bound: rtol of the numeric value, atol, and `slack` for rounding of the analytic one.

    row: largest analytic entry of each output, broadcastable; entries a thousand times smaller need not be known so sharply.
    quick: the share that two central differences must claim to be believed.
    """

    rtol: float
    atol: float
    slack: Array
    row: Array
    quick: float = QUICK

    def of(self, directions: Array) -> Tolerance:
        """The tolerance for some of the directions."""
        return Tolerance(self.rtol, self.atol, self.slack[directions], self.row, self.quick)

    def allowed(self, estimate: Estimate) -> Array:
        """The difference that still counts as agreement."""
        return np.asarray(estimate.bound + self.rtol * np.abs(estimate.value) + self.atol + self.slack)


SHARP = 0.05  # a bound above this share of the value verifies less than 1.3 digits: no pass
PROVED = 0.3  # a difference is proved when the bound is below this share of it
ZERO = 1e-6  # a zero is a zero when the slope is known to this share of |f| / |x|
ROUNDED = 1e-15  # of |f| / |x|: what the gradient of x / |x|, paths that cancel, is by rounding


def accepted(analytic: Array, quick: Estimate, tolerance: Tolerance) -> Array:
    """Entries that two central differences settle as right."""
    agree = np.abs(analytic - quick.value) <= tolerance.allowed(quick)
    sharp = known(quick, tolerance.row, tolerance.quick) | (quick.bound <= tolerance.atol + 0.1 * tolerance.rtol * np.abs(quick.value))
    still = (quick.kind == Kind.CONSTANT) & (analytic == 0)
    return np.asarray(still | ((quick.kind == Kind.SMOOTH) & agree & sharp))


def known(estimate: Estimate, row: Array, share: float) -> Array:
    """Entries whose bound is below this share of themselves, or of a tenth of the largest of their row."""
    return np.asarray(estimate.bound <= share * np.maximum(np.abs(estimate.value), 0.1 * row))


def decide(analytic: Array, estimate: Estimate, tolerance: Tolerance) -> Array:
    """The Word of every entry, (c, m)."""
    words = _smooth(analytic, estimate, tolerance)
    for kind, word in ((Kind.KINK, Word.KINK), (Kind.JUMP, Word.JUMP)):
        here = estimate.kind == kind
        words[here] = _between(analytic, estimate, tolerance, word)[here]
    words[estimate.kind == Kind.SINGULAR] = Word.SINGULAR
    words[estimate.kind == Kind.LOST] = Word.UNSURE
    words[(estimate.kind == Kind.CONSTANT) & (analytic == 0)] = Word.PASS
    words[np.isnan(analytic)] = Word.NONFINITE
    words[np.isinf(analytic) & (estimate.kind != Kind.SINGULAR)] = Word.NONFINITE
    steep = (np.isinf(analytic) & (estimate.kind == Kind.SINGULAR)).any(axis=1, keepdims=True)
    words[np.isnan(analytic) & steep] = Word.SINGULAR  # 0 times the infinite slope of another output
    return words


def _smooth(analytic: Array, estimate: Estimate, tolerance: Tolerance) -> Array:
    size = np.maximum(np.maximum(np.abs(estimate.value), np.abs(analytic)), 1e-3 * tolerance.row)
    difference = np.abs(analytic - estimate.value)
    agree = difference <= tolerance.allowed(estimate)
    nothing = np.maximum(tolerance.slack, ROUNDED * estimate.scale)
    zero = (np.abs(analytic) <= nothing) & (estimate.bound <= ZERO * estimate.scale)
    sharp = (estimate.bound <= SHARP * size) | (estimate.bound <= tolerance.atol + tolerance.rtol * size) | zero
    wrong = ~agree & (estimate.bound + tolerance.slack <= PROVED * difference)
    return np.where(agree & sharp, Word.PASS, np.where(wrong, Word.WRONG, Word.UNSURE))


def _between(analytic: Array, estimate: Estimate, tolerance: Tolerance, word: np.int8) -> Array:
    """At a kink or a jump the analytic value must lie between the one-sided slopes."""
    low, high = np.minimum(estimate.left, estimate.right), np.maximum(estimate.left, estimate.right)
    outside = np.maximum(np.maximum(low - analytic, analytic - high), 0.0)
    spare = tolerance.allowed(estimate) + 1e-6 * (high - low)
    proved = (outside > spare) & (estimate.bound <= PROVED * outside)
    return np.where(proved, Word.WRONG, np.where((outside <= spare) | (word == Word.JUMP), word, Word.UNSURE))


def digits(gap: Array, known: tuple[Array, Array], row: Array) -> float | None:
    """The fewest decimal digits verified, at most 16. gap: |analytic - value|, NaN for entries that do not count; known: value, bound.

    None where every entry is too small beside its row, or zero as far as one can see.
    """
    value, bound = known
    size = np.abs(value)
    counts = worth(size, bound, row)
    share = np.divide(np.maximum(gap, bound), size, out=np.full(size.shape, np.nan), where=counts)
    largest = float(np.fmax.reduce(share, axis=None, initial=np.nan))
    return None if math.isnan(largest) else min(max(-math.log10(max(largest, 1e-17)), 0.0), 16.0) + 0.0  # + 0.0: no minus zero


def worth(size: Array, bound: Array, row: Array) -> Array:
    """Entries that are large enough, beside their row and their bound, for digits of them to mean something."""
    return np.asarray(size > np.maximum(1e-3 * row, bound))


def relative(analytic: Array, value: Array) -> Array:
    """|analytic - value| over the larger of the two; 0 where both are 0."""
    size = np.maximum(np.abs(analytic), np.abs(value))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(size > 0, np.abs(analytic - value) / size, 0.0)
