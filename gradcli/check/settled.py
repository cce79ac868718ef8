"""The short way to a full comparison: every numeric entry known sharply, and the backward tested on random combinations of the rows.

A backward is linear in its cotangent, so if it agrees on two random signed combinations with what the numeric Jacobian gives,
to the bounds of its entries, no row needs to be pulled by itself. Anything unusual, and the rows are pulled one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gradcli.check.compare import Word, known
from gradcli.check.question import Grid, Question, View, climbed, merged, portions, signed
from gradcli.check.subject import Subject
from gradcli.numeric import Array, Estimate, Kind, blank, central, ladder, probes

ENOUGH = 1e-7  # share of an entry its bound may have; beyond that it gets a ladder, and if that is no better its row is pulled
MOST = 0.25  # share of the columns that may need a ladder: with more the point is awkward
FEW_ROWS = 4  # no more pulls than the short way costs
FEW_COLUMNS = 24  # fewer columns than a sweep and its proof cost
COMBINATIONS = 2  # signs and sizes are random, so errors in one column cancel in both with probability 0
SPREAD = 4  # standard deviations of a sum of bounds with random signs


@dataclass(frozen=True, slots=True)
class Numeric:
    """Central differences of every column: (n, m), or (n, 1) where only the diagonal is not zero."""

    estimate: Estimate
    diagonal: bool = False
    swept: bool = False

    def combined(self, g: Array, what: Array) -> Array:
        """what @ g, with `what` one of the estimate's arrays or of the same layout."""
        return np.asarray(what[:, 0] * g if self.diagonal else what @ g)

    def along(self, move: Array, what: Array) -> Array:
        """move @ what, likewise."""
        return np.asarray(what[:, 0] * move if self.diagonal else move @ what)


Quick = Mapping[str, Numeric]


def differences(subject: Subject, question: Question, rng: np.random.Generator) -> Numeric:
    """Two central differences for every column: swept if the map is elementwise, else column by column."""
    view = View.of(subject, question)
    if subject.sweep is not None and len(question.along) > FEW_COLUMNS:
        found = _swept(subject, question, view)
        if found is not None and _holds(view, found, signed(rng, (1, view.x.size))):
            return found
    answer = blank(len(question.along), subject.m)
    for some in portions(len(question.along), max(view.x.size, subject.m)):
        answer.put(some, central.derivative(view.f, view.x, question.along.take(some), view.y, (view.unit, view.floor)))
    return Numeric(answer)


def _swept(subject: Subject, question: Question, view: View) -> Numeric | None:
    assert subject.sweep is not None
    points, size = central.shifts(view.x, question.along)
    found = subject.sweep(question.input, points)
    if found is None or found[0].shape[-1] != subject.m:
        return None
    values, diagonal = found
    y = view.y[:, None] if diagonal else view.y
    return Numeric(central.extrapolate(values.reshape(2, 2, view.x.size, -1), size, y, (view.unit, view.floor)), diagonal, True)


def _holds(view: View, found: Numeric, signs: Array) -> bool:
    """Whether a difference of the whole function in one random direction is what the swept columns say: nothing was overlooked."""
    along = probes(view.x, signs)
    whole = central.derivative(view.f, view.x, along, view.y, (view.unit, view.floor))
    assert along.move is not None
    estimate, move = found.estimate, along.move[0]
    if not np.isin(whole.kind, (Kind.SMOOTH, Kind.CONSTANT)).all():
        return False
    bound = np.where(np.isfinite(estimate.bound), estimate.bound, 0.0)
    spare = SPREAD * np.sqrt(found.along(np.square(move), np.square(bound)))
    rounding = 64 * view.unit * found.along(np.abs(move), np.abs(np.nan_to_num(estimate.value)))
    gap = np.abs(whole.value[0] - found.along(move, np.nan_to_num(estimate.value)))
    return bool((gap <= SPREAD * whole.bound[0] + spare + rounding).all())


def grids(subject: Subject, questions: Sequence[Question], quick: Quick, rng: np.random.Generator) -> dict[str, Grid] | None:
    """A grid of passes per input; None where an entry is not known sharply, or the backward disagrees."""
    row = _rows_of(quick, subject.m)
    quick = {q.input: _deepened(subject, q, quick[q.input], row) for q in questions}
    if not all(_settled(numeric, row, ENOUGH).all() for numeric in quick.values()):
        return None
    weights = signed(rng, (COMBINATIONS, subject.m)) / np.where(row > 0, row, 1.0)
    for g in weights:
        found = subject.pull(g)
        if not all(_agrees(found.get(name), quick[name], g, subject.unit) for name in quick):
            return None
    return _passed(subject, questions, quick, row)


def _rows_of(quick: Quick, m: int) -> Array:
    """The largest entry of every row, over all inputs."""
    row = np.zeros(m)
    for numeric in quick.values():
        size = np.abs(np.nan_to_num(numeric.estimate.value))
        row = np.maximum(row, size[:, 0] if numeric.diagonal else size.max(axis=0, initial=0.0))
    return row


def _settled(numeric: Numeric, row: Array, share: float) -> Array:
    """Entries that have a slope and whose slope is known to this share."""
    estimate = numeric.estimate
    smooth = (estimate.kind == Kind.SMOOTH) | (estimate.kind == Kind.EDGE)
    largest = row[:, None] if numeric.diagonal else row
    return np.asarray((smooth & known(estimate, largest, share)) | (estimate.kind == Kind.CONSTANT))


def _deepened(subject: Subject, question: Question, quick: Numeric, row: Array) -> Numeric:
    """The differences with a ladder in place of the entries that two differences do not settle."""
    good = _settled(quick, row, ENOUGH)
    rest = np.flatnonzero(~good.all(axis=1))
    if not rest.size or len(rest) > max(MOST * len(good), FEW_ROWS):
        return quick
    view = View.of(subject, replace(question, swept=quick.swept))
    deeper = ladder.judge(climbed(view, question.along.take(rest), rest, quick.diagonal), view.unit, view.floor)
    answer = quick.estimate.copied()
    answer.put(rest, merged(good[rest], answer.take(rest), deeper))
    return replace(quick, estimate=answer)


def _agrees(gradient: Array | None, numeric: Numeric, g: Array, unit: float) -> bool:
    """Whether a pulled gradient (n,) is the combination of the numeric rows. What stands still counts as exactly zero."""
    estimate = numeric.estimate
    wanted = numeric.combined(g, estimate.value)
    given = np.zeros_like(wanted) if gradient is None else gradient
    bound = np.where(estimate.kind == Kind.CONSTANT, 0.0, estimate.bound)
    allowed = SPREAD * np.sqrt(numeric.combined(np.square(g), np.square(bound)))
    return bool((np.abs(given - wanted) <= allowed + 16 * unit * numeric.combined(np.abs(g), np.abs(estimate.value))).all())


def _passed(subject: Subject, questions: Sequence[Question], quick: Quick, row: Array) -> dict[str, Grid]:
    """Grids in which the analytic side is known exactly in the largest row of each output, and to the bounds elsewhere."""
    table = {name: numeric.estimate.value.copy() for name, numeric in quick.items()}
    for block in subject.outputs:
        if block.size:
            _write_row(subject, quick, table, block.start + int(row[block.slice].argmax()))
    made: dict[str, Grid] = {}
    for q in questions:
        estimate, diagonal = quick[q.input].estimate, quick[q.input].diagonal
        own = np.abs(estimate.value) if diagonal else np.abs(estimate.value).max(axis=0, initial=0.0)[None]
        words = np.full(estimate.value.shape, Word.PASS, dtype=np.int8)
        made[q.input] = Grid(q, table[q.input], estimate, words, own, diagonal=diagonal)
    return made


def _write_row(subject: Subject, quick: Quick, table: Mapping[str, Array], k: int) -> None:
    unit = np.zeros(subject.m)
    unit[k] = 1.0
    for name, gradient in subject.pull(unit).items():
        if name in table and gradient is not None:
            place = (k, 0) if quick[name].diagonal else (slice(None), k)
            table[name][place] = gradient[k] if quick[name].diagonal else gradient
