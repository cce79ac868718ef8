"""The short way to a full comparison: every numeric entry known sharply, and the backward tested on random combinations of the rows.

A backward is linear in its cotangent, so if it agrees on two random signed combinations with what the numeric Jacobian gives,
to the bounds of its entries, no row needs to be pulled by itself. Anything unusual, and the rows are pulled one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from gradcli.check.compare import Word, known
from gradcli.check.differences import SPREAD, Numeric, Quick
from gradcli.check.question import Grid, Question, View, climbed, merged, signed
from gradcli.check.subject import Subject
from gradcli.numeric import Array, Kind, ladder

ENOUGH = 1e-8  # share of an entry its bound may have; beyond that it gets a ladder, and if that is no better its row is pulled
MOST = 0.25  # share of the columns that may need a ladder: with more the point is awkward
FEW_ROWS = 4  # no more pulls than the short way costs
COMBINATIONS = 2  # signs and sizes are random, so errors in one column cancel in both with probability 0


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
        row = np.maximum(row, np.abs(np.nan_to_num(numeric.estimate.value)).max(axis=0, initial=0.0))
    return row


def _settled(numeric: Numeric, row: Array, share: float) -> Array:
    """Entries that have a slope and whose slope is known to this share."""
    estimate = numeric.estimate
    smooth = (estimate.kind == Kind.SMOOTH) | (estimate.kind == Kind.EDGE)
    return np.asarray((smooth & known(estimate, row, share)) | (estimate.kind == Kind.CONSTANT))


def _deepened(subject: Subject, question: Question, quick: Numeric, row: Array) -> Numeric:
    """The differences with a ladder in place of the entries that two differences do not settle."""
    good = _settled(quick, row, ENOUGH)
    rest = np.flatnonzero(~good.all(axis=1))
    if not rest.size or len(rest) > max(MOST * len(good), FEW_ROWS):
        return quick
    view = View.of(subject, replace(question, swept=quick.swept))
    deeper = ladder.judge(climbed(view, question.along.take(rest), rest), view.unit, view.floor)
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
            _write_row(subject, table, block.start + int(row[block.slice].argmax()))
    made: dict[str, Grid] = {}
    for q in questions:
        estimate = quick[q.input].estimate
        own = np.abs(estimate.value).max(axis=0, initial=0.0)[None]
        made[q.input] = Grid(q, table[q.input], estimate, np.full(estimate.value.shape, Word.PASS, dtype=np.int8), own)
    return made


def _write_row(subject: Subject, table: Mapping[str, Array], k: int) -> None:
    unit = np.zeros(subject.m)
    unit[k] = 1.0
    for name, gradient in subject.pull(unit).items():
        if name in table and gradient is not None:
            table[name][:, k] = gradient
