"""The short way to a full comparison: every numeric entry known sharply, and the backward tested on random combinations of the rows.

A backward is linear in its cotangent, so if it agrees on two random signed combinations with what the numeric Jacobian gives,
to the bounds of its entries, no row needs to be pulled by itself but those with an entry that is known less sharply.
Anything unusual, and all rows are pulled one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gradcli.check.compare import Tolerance, Word, decide, known
from gradcli.check.differences import NEAR, SPREAD, Numeric, Quick, again
from gradcli.check.question import Bounds, Grid, Question, View, climbed, merged, signed
from gradcli.check.rows import ordinary, rows, slack
from gradcli.check.subject import Subject
from gradcli.numeric import Array, Directions, Estimate, Kind, ladder

ENOUGH = 1e-8  # share of an entry its bound may have; beyond that it gets other steps, then a ladder, then its row is pulled
MOST = 0.25  # share of the columns that may need more, and of the rows pulled: beyond it the point is awkward
FEW_ROWS = 4  # no more pulls than the short way costs
COMBINATIONS = 2  # signs and sizes are random, so errors in one column cancel in both with probability 0

How = tuple[Bounds, np.random.Generator]


def grids(subject: Subject, questions: Sequence[Question], quick: Quick, how: How) -> dict[str, Grid] | None:
    """A grid of passes per input; None where an entry is not known well enough, or the backward disagrees."""
    bounds, rng = how
    row = _rows_of(quick, subject.m)
    good = [_deepened(subject, q, quick[q.input], row) for q in questions]
    settled = [entries.all(axis=0) for entries in good if entries is not None]
    if len(settled) < len(good):
        return None
    alone = np.flatnonzero(~np.logical_and.reduce(settled))
    if len(alone) > max(MOST * subject.m, FEW_ROWS):
        return None
    weights = signed(rng, (COMBINATIONS, subject.m)) / np.where(row > 0, row, 1.0)
    weights[:, alone] = 0.0
    single = np.concatenate([alone, _largest(subject, row)])
    pulled = _pulled(subject, weights, single)
    for q in questions:
        combined, own = pulled[q.input][:COMBINATIONS], pulled[q.input][COMBINATIONS : COMBINATIONS + len(alone)]
        estimate = quick[q.input].estimate
        if not _agrees(combined, estimate, weights, subject.unit) or not _passes(own, subject, q, (_outputs(estimate, alone), bounds)):
            return None
    return {q.input: _passed(q, quick[q.input].estimate, single, pulled[q.input][COMBINATIONS:]) for q in questions}


def _largest(subject: Subject, row: Array) -> Array:
    """Per output the row with the largest entry, which is shown."""
    return np.array([block.start + int(row[block.slice].argmax()) for block in subject.outputs if block.size], dtype=int)


def _pulled(subject: Subject, weights: Array, single: Array) -> dict[str, Array]:
    """The analytic gradients (k + r, n) by input: of combinations (k, m) of the outputs, then of single ones (r,)."""
    cotangents = np.concatenate([weights, np.zeros((len(single), subject.m))])
    cotangents[np.arange(len(weights), len(cotangents)), single] = 1.0
    found = rows(subject, cotangents)
    empty = {block.name: np.zeros((len(cotangents), block.size)) for block in subject.inputs if found[block.name] is None}
    return {name: gradient for name, gradient in found.items() if gradient is not None} | empty


def _passes(table: Array, subject: Subject, question: Question, known: tuple[Estimate, Bounds]) -> bool:
    """Whether every entry of the rows (r, n) that were pulled by themselves is right."""
    estimate, bounds = known
    if not len(table):
        return True
    tolerance = Tolerance(bounds.rtol, bounds.atol, slack(table, question, slice(None), subject), ordinary(table, question))
    return bool((decide(table.T, estimate, tolerance) == Word.PASS).all())


def _outputs(estimate: Estimate, some: Array) -> Estimate:
    """The estimate for some of the outputs."""
    return Estimate(*(getattr(estimate, name)[:, some] for name in Estimate.__dataclass_fields__))


def _rows_of(quick: Quick, m: int) -> Array:
    """The largest entry of every row, over all inputs."""
    row = np.zeros(m)
    for numeric in quick.values():
        row = np.maximum(row, np.fmax.reduce(np.abs(numeric.estimate.value), axis=0, initial=0.0))
    return row


def _settled(estimate: Estimate, row: Array, share: float) -> Array:
    """Entries that have a slope and whose slope is known to this share."""
    smooth = (estimate.kind == Kind.SMOOTH) | (estimate.kind == Kind.EDGE)
    return np.asarray((smooth & known(estimate, row, share)) | (estimate.kind == Kind.CONSTANT))


def _deepened(subject: Subject, question: Question, quick: Numeric, row: Array) -> Array | None:
    """Which entries (n, m) are settled once those that were not have other steps put in, else a ladder; None where those are many."""
    estimate = quick.estimate
    good = _settled(estimate, row, ENOUGH)
    if good.all():
        return good
    if np.count_nonzero(~good.all(axis=1)) > max(MOST * len(good), FEW_ROWS):
        return None
    view = View.of(subject, replace(question, swept=quick.swept))
    for closer in (_again, _climbed):
        rest = np.flatnonzero(~good.all(axis=1))
        if rest.size:
            before = estimate.take(rest)
            better = merged(good[rest], before, closer(view, question.along.take(rest), rest, before))
            estimate.put(rest, better)
            good[rest] = _settled(better, row, ENOUGH)
    return good


def _again(view: View, along: Directions, _rest: Array, before: Estimate) -> Estimate:
    """At other steps, where these nearly confirm the first; what is further off is for the ladder to tell."""
    other = again(view, along)
    return merged(np.abs(other.value - before.value) <= NEAR * before.bound, other, before)


def _climbed(view: View, along: Directions, rest: Array, _before: Estimate) -> Estimate:
    return ladder.judge(climbed(view, along, rest), view.unit, view.floor)


def _agrees(given: Array, estimate: Estimate, weights: Array, unit: float) -> bool:
    """Whether pulled gradients (k, n) are combinations (k, m) of the numeric rows. What stands still counts as exactly zero."""
    wanted = (estimate.value @ weights.T).T
    bound = np.where(estimate.kind == Kind.CONSTANT, 0.0, estimate.bound)
    allowed = SPREAD * np.sqrt(np.square(bound) @ np.square(weights).T)
    return bool((np.abs(given - wanted) <= (allowed + 16 * unit * (np.abs(estimate.value) @ np.abs(weights).T)).T).all())


def _passed(question: Question, estimate: Estimate, single: Array, pulled: Array) -> Grid:
    """A grid in which the analytic side is known exactly in the rows pulled by themselves, to the bounds elsewhere."""
    table = estimate.value.copy()
    table[:, single] = pulled.T
    own = np.abs(estimate.value).max(axis=0, initial=0.0)[None]
    return Grid(question, table, estimate, np.full(table.shape, Word.PASS), own)
