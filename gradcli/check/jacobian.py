"""Analytic and numeric derivatives of one input side by side: every entry, or a few random combinations of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gradcli.check.compare import Tolerance, Word, accepted, decide
from gradcli.check.subject import Subject
from gradcli.numeric import Array, Directions, Estimate, basis, blank, central, ladder, probes

FULL_INPUTS, FULL_ENTRIES, FULL_OUTPUTS = 256, 100_000, 4096  # beyond these a full Jacobian takes longer than a person waits
FEW_INPUTS, FEW_OUTPUTS = 32, 64  # cheap enough to be looked at one by one even in projected mode
DOT = 8  # units of round-off, of the root of the sum of squares, that a long sum of products is wrong by
PROBES = 4  # an error of relative size d in one entry of rank one escapes four with p = (0.6 d (1.1 + ln 1/d))^4


@dataclass(frozen=True, slots=True)
class Bounds:
    """The tolerances a user may set."""

    rtol: float = 1e-9
    atol: float = 0.0


@dataclass(frozen=True, slots=True)
class Question:
    """Which directions to move one input in, and which combinations of the outputs to look at.

    columns: the flat entry each direction moves, None when they move all.  cotangents: (r, m), None for each output by itself.
    """

    input: str
    along: Directions
    columns: Array | None
    cotangents: Array | None

    @property
    def full(self) -> bool:
        return self.columns is not None and self.cotangents is None


@dataclass(frozen=True, slots=True)
class Grid:
    """The answers to a question: arrays (directions, cotangents). `none`: the input got no gradient at all."""

    question: Question
    analytic: Array
    estimate: Estimate
    words: Array
    row: Array
    none: bool = False

    @property
    def wrong(self) -> Array:
        return np.asarray(self.words == Word.WRONG)


def is_full(subject: Subject, mode: str) -> bool:
    """Whether every entry of the Jacobian is to be compared."""
    n = sum(block.size for block in subject.inputs)
    small = n <= FULL_INPUTS and n * subject.m <= FULL_ENTRIES and subject.m <= FULL_OUTPUTS
    return mode == "full" or (mode == "auto" and small)


def ask(subject: Subject, name: str, full: bool, rng: np.random.Generator) -> Question:
    """The question for one input."""
    x = subject.at[name]
    if full or x.size <= FEW_INPUTS:
        columns = np.arange(x.size)
        along = basis(x, columns)
    else:
        columns, along = None, probes(x, signed(rng, (PROBES, x.size)))
    few = full or subject.m <= FEW_OUTPUTS
    return Question(name, along, columns, None if few else signed(rng, (PROBES, subject.m)))


def signed(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Random signs times U(0.5, 1.5): plain signs cancel exactly, positive numbers hide errors that depend on the sign."""
    return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 1.5, shape)


def rows(subject: Subject, cotangents: Array | None) -> dict[str, Array | None]:
    """The analytic gradients (r, n) of each cotangent (every unit vector for None) by input; None where no path was found."""
    given = np.eye(subject.m) if cotangents is None else cotangents
    table: dict[str, Array | None] = {}
    found: dict[str, list[tuple[int, Array]]] = {block.name: [] for block in subject.inputs}
    for k, g in enumerate(given):
        for name, gradient in subject.pull(g).items():
            if gradient is not None:
                found[name].append((k, gradient))
    for block in subject.inputs:
        table[block.name] = _stacked(found[block.name], (len(given), block.size)) if found[block.name] else None
    return table


def _stacked(found: list[tuple[int, Array]], shape: tuple[int, int]) -> Array:
    full = np.zeros(shape)
    for k, gradient in found:
        full[k] = gradient
    return full


def measure(subject: Subject, question: Question, gradients: Array | None, bounds: Bounds) -> Grid:
    """Compare the gradients (r, n) of one input with differences of the subject."""
    x = subject.at[question.input]
    view = View.of(subject, question)
    c, r = len(question.along), view.y.size
    table = np.zeros((r, x.size)) if gradients is None else gradients
    answer, analytic, words = blank(c, r), np.zeros((c, r)), np.full((c, r), Word.UNSURE, dtype=np.int8)
    row = _row(table, question)
    for some in _portions(c, max(x.size, subject.m)):
        along = question.along.take(some)
        analytic[some] = _along(table, question, some)
        tolerance = Tolerance(bounds.rtol, bounds.atol, _slack(table, question, some, subject), row)
        estimate, verdict = _judge(view, along, (analytic[some], tolerance))
        answer.put(some, estimate)
        words[some] = verdict
    return Grid(question, analytic, answer, words, row, gradients is None)


@dataclass(frozen=True, slots=True)
class View:
    """A subject as one question sees it: a function of one input to r values, with the noise (r,) that combining outputs brings."""

    f: Callable[[Array], Array]
    x: Array
    y: Array
    unit: float
    floor: Array
    blur: Callable[[], Array] | None

    @staticmethod
    def of(subject: Subject, question: Question) -> View:
        """The outputs themselves, or the question's combinations of them."""
        x, weights = subject.at[question.input], question.cotangents

        def f(points: Array) -> Array:
            values = subject.many(question.input, points)
            return values if weights is None else np.asarray(values @ weights.T)

        if weights is None:
            return View(f, x, subject.y, subject.unit, np.zeros(1), subject.blur)
        floor = DOT * subject.unit * _together(weights, subject.y)
        return View(f, x, weights @ subject.y, subject.unit, floor, _combined_blur(subject.blur, weights))


def _combined_blur(blur: Callable[[], Array] | None, weights: Array) -> Callable[[], Array] | None:
    return None if blur is None else lambda: 2 * _together(weights, blur())


def _together(weights: Array, noise: Array) -> Array:
    """Independent errors of the outputs in their combinations: root of the sum of squares."""
    return np.asarray(np.sqrt(np.square(weights) @ np.square(noise)))


def _portions(count: int, width: int) -> Iterator[slice]:
    """Slices of the directions small enough that a ladder over them stays below some 16 MiB."""
    step = int(np.clip(2_000_000 // (42 * max(width, 1)), 1, 64))
    return (slice(k, min(k + step, count)) for k in range(0, count, step))


def _along(table: Array, question: Question, some: slice) -> Array:
    if question.columns is not None:
        return np.asarray(table[:, question.columns[some]].T)
    with np.errstate(invalid="ignore"):
        return np.asarray(question.along.move[some] @ table.T)


def _row(table: Array, question: Question) -> Array:
    """The size of an ordinary entry of each row, (1, r).

    The largest entry; for probes the root of the sum of squares, times 1000: a combination small by chance need not be known better.
    """
    finite = np.where(np.isfinite(table), np.abs(table), 0.0)
    if question.columns is not None:
        return np.asarray(finite.max(axis=1, initial=0.0)[None])
    return np.asarray(1e3 * np.linalg.norm(finite * np.abs(question.along.move[:1]), axis=1)[None])


def _slack(table: Array, question: Question, some: slice, subject: Subject) -> Array:
    """What rounding may do to the analytic value: 16 u times the paths that meet in it."""
    finite = np.where(np.isfinite(table), np.abs(table), 0.0)
    if question.columns is None:
        return np.asarray(16 * subject.unit * (np.abs(question.along.move[some]) @ finite.T))
    size = np.abs(subject.at[question.input])
    size = np.where(size > 0, size, 1.0)
    reach = (finite * size).max(axis=1, initial=0.0)
    return np.asarray(16 * subject.unit * reach / size[question.columns[some]][:, None])


def _judge(view: View, along: Directions, expected: tuple[Array, Tolerance]) -> tuple[Estimate, Array]:
    """Two central differences; the ladder for the directions they leave open; once more with the blur of f before blaming."""
    analytic, tolerance = expected
    estimate = central.derivative(view.f, view.x, along, view.y, (view.unit, view.floor))
    good = accepted(analytic, estimate, tolerance)
    words = np.where(good, Word.PASS, Word.UNSURE).astype(np.int8)
    rest = np.flatnonzero(~good.all(axis=1))
    if not rest.size:
        return estimate, words
    part = Tolerance(tolerance.rtol, tolerance.atol, tolerance.slack[rest], tolerance.row)
    deeper, verdict = _climb(view, along.take(rest), (analytic[rest], part))
    keep = good[rest]
    estimate.put(rest, merged(keep, estimate.take(rest), deeper))
    words[rest] = np.where(keep, Word.PASS, verdict)
    return estimate, words


def _climb(view: View, along: Directions, expected: tuple[Array, Tolerance]) -> tuple[Estimate, Array]:
    analytic, tolerance = expected
    samples = ladder.climb(view.f, view.x, along, view.y)
    estimate = ladder.judge(samples, view.unit, view.floor)
    words = decide(analytic, estimate, tolerance)
    suspect = words == Word.WRONG
    if not suspect.any() or view.blur is None:
        return estimate, words
    blurred = ladder.judge(samples, view.unit, np.maximum(view.floor, view.blur()))
    again = decide(analytic, blurred, tolerance)
    return merged(~suspect, estimate, blurred), np.where(suspect, again, words)


def merged(first: Array, one: Estimate, other: Estimate) -> Estimate:
    """Entries of `one` where `first`, of `other` elsewhere."""
    return Estimate(*(np.where(first, getattr(one, name), getattr(other, name)) for name in Estimate.__dataclass_fields__))


def by_input(subject: Subject, mode: str, bounds: Bounds, rng: np.random.Generator) -> Mapping[str, Grid]:
    """All inputs of a subject compared."""
    full = is_full(subject, mode)
    questions = [ask(subject, block.name, full, rng) for block in subject.inputs if block.size]
    if not questions or not subject.m:
        return {}
    same = questions[0].cotangents
    gradients = rows(subject, same)
    shared = [Question(q.input, q.along, q.columns, same) for q in questions]
    return {q.input: measure(subject, q, gradients[q.input], bounds) for q in shared}
