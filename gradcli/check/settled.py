"""The short way to a full comparison: every numeric entry known sharply, and the backward tested on random combinations of the rows.

A backward is linear in its cotangent, so if it agrees on two random signed combinations with what the numeric Jacobian gives,
to the bounds of its entries, no row needs to be pulled by itself. Anything unusual, and the rows are pulled one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gradcli.check.compare import QUICK, Word, known
from gradcli.check.question import Grid, Question, View, merged, portions, signed
from gradcli.check.subject import Subject
from gradcli.numeric import Array, Estimate, Kind, blank, central, ladder

ENOUGH = 1e-7  # share of an entry its bound may have after a ladder; beyond that the rows are pulled one by one
MOST = 0.25  # share of the columns that may need a ladder: with more the point is awkward
FEW_ROWS = 4  # no more pulls than the short way costs
COMBINATIONS = 2  # signs and sizes are random, so errors in one column cancel in both with probability 0
SPREAD = 4  # standard deviations of a sum of bounds with random signs


def differences(subject: Subject, question: Question) -> Estimate:
    """Two central differences for every column, (n, m)."""
    view = View.of(subject, question)
    answer = blank(len(question.along), subject.m)
    for some in portions(len(question.along), max(view.x.size, subject.m)):
        answer.put(some, central.derivative(view.f, view.x, question.along.take(some), view.y, (view.unit, view.floor)))
    return answer


Quick = Mapping[str, Estimate]


def grids(subject: Subject, questions: Sequence[Question], quick: Quick, rng: np.random.Generator) -> dict[str, Grid] | None:
    """A grid of passes per input; None where an entry is not known sharply, or the backward disagrees."""
    row = np.max([np.abs(np.nan_to_num(e.value)).max(axis=0, initial=0.0) for e in quick.values()], axis=0)
    quick = {q.input: _deepened(subject, q, quick[q.input], row) for q in questions}
    if not all(_settled(estimate, row, ENOUGH).all() for estimate in quick.values()):
        return None
    weights = signed(rng, (COMBINATIONS, subject.m)) / np.where(row > 0, row, 1.0)
    for g in weights:
        found = subject.pull(g)
        if not all(_agrees(found.get(name), quick[name], g, subject.unit) for name in quick):
            return None
    return _passed(subject, questions, quick, row)


def _settled(estimate: Estimate, row: Array, share: float) -> Array:
    """Entries (n, m) that have a slope and whose slope is known to this share."""
    smooth = (estimate.kind == Kind.SMOOTH) | (estimate.kind == Kind.EDGE)
    return np.asarray((smooth & known(estimate, row, share)) | (estimate.kind == Kind.CONSTANT))


def _deepened(subject: Subject, question: Question, quick: Estimate, row: Array) -> Estimate:
    """The estimate with a ladder in place of the entries that two differences do not settle."""
    good = _settled(quick, row, QUICK)
    rest = np.flatnonzero(~good.all(axis=1))
    if not rest.size or len(rest) > MOST * len(good):
        return quick
    view = View.of(subject, question)
    samples = ladder.climb(view.f, view.x, question.along.take(rest), view.y)
    answer = quick.take(slice(None))
    answer.put(rest, merged(good[rest], quick.take(rest), ladder.judge(samples, view.unit, view.floor)))
    return answer


def _agrees(gradient: Array | None, estimate: Estimate, g: Array, unit: float) -> bool:
    """Whether a pulled gradient (n,) is the combination of the numeric rows. What stands still counts as exactly zero."""
    wanted = estimate.value @ g
    given = np.zeros_like(wanted) if gradient is None else gradient
    bound = np.where(estimate.kind == Kind.CONSTANT, 0.0, estimate.bound)
    allowed = SPREAD * np.sqrt(np.square(bound) @ np.square(g)) + 16 * unit * (np.abs(estimate.value) @ np.abs(g))
    return bool((np.abs(given - wanted) <= allowed).all())


def _passed(subject: Subject, questions: Sequence[Question], quick: Quick, row: Array) -> dict[str, Grid]:
    """Grids in which the analytic side is known exactly in the largest row of each output, and to the bounds elsewhere."""
    table = {name: estimate.value.copy() for name, estimate in quick.items()}
    for block in subject.outputs:
        if block.size:
            k = block.start + int(row[block.slice].argmax())
            found = subject.pull(np.eye(1, subject.m, k)[0])
            for name, gradient in found.items():
                if name in table:
                    table[name][:, k] = 0.0 if gradient is None else gradient
    own = {q.input: np.abs(quick[q.input].value).max(axis=0, initial=0.0)[None] for q in questions}
    passes = {q.input: np.full(quick[q.input].value.shape, Word.PASS, dtype=np.int8) for q in questions}
    return {q.input: Grid(q, table[q.input], quick[q.input], passes[q.input], own[q.input]) for q in questions}
