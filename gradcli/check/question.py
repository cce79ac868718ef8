"""What is asked of one input of a subject, how the subject looks from there, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gradcli.check.compare import Word
from gradcli.check.subject import Subject, Swept
from gradcli.numeric import Array, Directions, Estimate, basis, ladder, probes
from gradcli.numeric.ladder import Samples

FULL_INPUTS, FULL_ENTRIES, FULL_OUTPUTS = 256, 100_000, 4096  # beyond these a full Jacobian takes longer than a person waits
MOST_ENTRIES = 4_000_000  # beyond these it takes more memory than a check may, whatever the user waits for
EVALUATIONS = 12  # per column: four where it is right, thirty where not
PATIENCE = 10.0  # seconds that a person waits where the program itself is run for each
MOST_VALUES = 2_000_000  # outputs at a time: 16 MiB
FEW_INPUTS, FEW_OUTPUTS = 32, 64  # cheap enough to be looked at one by one even in projected mode
FEW_WHERE_SLOW = 8  # inputs that take no more evaluations one by one than in combinations
DOT = 8  # units of round-off, of the root of the sum of squares, that a long sum of products is wrong by
PROBES = 4  # what escapes them: coverage.py


@dataclass(frozen=True, slots=True)
class Bounds:
    """The tolerances a user may set, and the numeric method.

    combined: the rtol for random combinations, in which an entry's error is a thousandth of what it is in the entry.
    """

    rtol: float = 1e-9
    atol: float = 0.0
    combined: float = 0.0
    method: str = "auto"


@dataclass(frozen=True, slots=True)
class Question:
    """Which directions to move one input in, and which combinations of the outputs to look at.

    columns: the flat entry each direction moves, None when they move all.  cotangents: (r, m), None for each output by itself.
    """

    input: str
    along: Directions
    columns: Array | None
    cotangents: Array | None
    swept: bool = False  # all columns can be moved at once: shown, not assumed

    @property
    def full(self) -> bool:
        return self.columns is not None and self.cotangents is None


@dataclass(frozen=True)
class Grid:
    """The answers to a question: arrays (directions, cotangents). `none`: the input got no gradient at all.

    diagonal: the arrays are (n, 1), entry j of the only output for entry j of the input; all others were shown to be zero.
    """

    question: Question
    analytic: Array
    estimate: Estimate
    words: Array
    row: Array
    none: bool = False
    diagonal: bool = False

    @cached_property
    def passed(self) -> bool:
        """Whether every entry did."""
        return not self.words.any()  # a pass is 0

    @property
    def wrong(self) -> Array:
        return np.asarray(self.words == Word.WRONG)


def is_full(subject: Subject, mode: str) -> bool:
    """Whether every entry of the Jacobian is to be compared."""
    n = sum(block.size for block in subject.inputs)
    small = not too_slow(subject) and n <= FULL_INPUTS and n * subject.m <= FULL_ENTRIES and subject.m <= FULL_OUTPUTS
    return (mode == "full" and n * subject.m <= MOST_ENTRIES) or (mode == "auto" and small)


def too_slow(subject: Subject) -> bool:
    """Whether nobody would wait for every entry, as the program itself has to be run for each."""
    return EVALUATIONS * subject.seconds * sum(block.size for block in subject.inputs) > PATIENCE


def every_column(subject: Subject, name: str) -> Question:
    """Every entry of one input, every output by itself."""
    columns = np.arange(subject.at[name].size)
    return Question(name, basis(subject.at[name], columns), columns, None)


def ask(subject: Subject, name: str, rng: np.random.Generator) -> Question:
    """The question of projected mode for one input: random combinations, but of few entries or outputs each one."""
    x = subject.at[name]
    cotangents = None if subject.m <= FEW_OUTPUTS else signed(rng, (PROBES, subject.m))
    if x.size <= (FEW_WHERE_SLOW if too_slow(subject) else FEW_INPUTS):
        return replace(every_column(subject, name), cotangents=cotangents)
    return Question(name, probes(x, signed(rng, (PROBES, x.size))), None, cotangents)


def signed(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Random signs times U(0.5, 1.5): plain signs cancel exactly, positive numbers hide errors that depend on the sign."""
    u = rng.uniform(-1.0, 1.0, shape)
    return np.asarray(u + np.copysign(0.5, u))


@dataclass(frozen=True, slots=True)
class View:
    """A subject as one question sees it: a function of one input to r values, with the noise (r,) that combining outputs brings.

    slow: nobody would wait for a ladder where it changes nothing.
    """

    f: Callable[[Array], Array]
    x: Array
    y: Array
    unit: float
    floor: Array
    blur: Callable[[], Array] | None
    sweep: Callable[[Array], Swept | None] | None = None
    slow: bool = False

    @staticmethod
    def of(subject: Subject, question: Question) -> View:
        """The outputs themselves, or the question's combinations of them."""
        x, weights = subject.at[question.input], question.cotangents

        def f(points: Array) -> Array:
            if weights is None:
                return subject.many(question.input, points)
            step = max(MOST_VALUES // max(subject.m, 1), 1)
            return np.concatenate([subject.many(question.input, points[k : k + step]) @ weights.T for k in range(0, len(points), step)])

        if weights is None:
            sweep = subject.sweep if question.swept else None
            swept = None if sweep is None else lambda points: sweep(question.input, points)
            return View(f, x, subject.y, subject.unit, np.zeros(1), subject.blur, swept, too_slow(subject))
        floor = DOT * subject.unit * _together(weights, subject.y)
        return View(f, x, weights @ subject.y, subject.unit, floor, _combined_blur(subject.blur, weights), slow=too_slow(subject))


def climbed(view: View, along: Directions, columns: Array | None, diagonal: bool = False) -> Samples:
    """A ladder for some columns: all at once where they can be swept. diagonal: of the entry on the diagonal only, (c, 1)."""
    if view.sweep is not None and columns is not None:
        points, size = ladder.shifts(view.x, along, columns)
        found = view.sweep(points)
        seen = found.of(columns, view.y) if found is not None and found.diagonal == diagonal else None
        if seen is not None:
            return ladder.collect(seen[0], size, seen[1])
    samples = ladder.climb(view.f, view.x, along, view.y)
    return samples if not diagonal else _on_diagonal(samples, np.arange(len(along)), columns)


def _on_diagonal(samples: Samples, rows: Array, columns: Array | None) -> Samples:
    assert columns is not None
    up, down = (side[:, rows, columns][:, :, None] for side in (samples.up, samples.down))
    return Samples(up, down, samples.step, samples.y[columns][:, None])


def _combined_blur(blur: Callable[[], Array] | None, weights: Array) -> Callable[[], Array] | None:
    return None if blur is None else lambda: 2 * _together(weights, blur())


def _together(weights: Array, noise: Array) -> Array:
    """Independent errors of the outputs in their combinations: root of the sum of squares."""
    return np.asarray(np.sqrt(np.square(weights) @ np.square(noise)))


def portions(count: int, width: int) -> Iterator[slice]:
    """Slices of the directions small enough that a ladder over them stays below some 16 MiB."""
    step = min(max(MOST_VALUES // (42 * max(width, 1)), 1), 4096)
    return (slice(k, min(k + step, count)) for k in range(0, count, step))


def merged(first: Array, one: Estimate, other: Estimate) -> Estimate:
    """Entries of `one` where `first`, of `other` elsewhere."""
    return Estimate(*(np.where(first, getattr(one, name), getattr(other, name)) for name in Estimate.__dataclass_fields__))
