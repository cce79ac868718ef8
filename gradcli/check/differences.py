"""Central differences of every column of one input: swept in a few evaluations where the map is elementwise, else one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gradcli.check.question import Question, View, portions, signed
from gradcli.check.subject import Subject
from gradcli.numeric import Array, Estimate, Kind, blank, central, probes

FEW_COLUMNS = 24  # fewer columns than a sweep and its proof cost
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


def one_by_one(subject: Subject, question: Question) -> Numeric:
    """Two central differences for every column, each by itself."""
    view = View.of(subject, question)
    answer = blank(len(question.along), subject.m)
    for some in portions(len(question.along), max(view.x.size, subject.m)):
        answer.put(some, central.derivative(view.f, view.x, question.along.take(some), view.y, (view.unit, view.floor)))
    return Numeric(answer)


def swept(subject: Subject, question: Question, rng: np.random.Generator) -> Numeric | None:
    """The same from four evaluations, None where the map is not elementwise: proved by a difference in a random direction."""
    if subject.sweep is None or len(question.along) <= FEW_COLUMNS:
        return None
    view = View.of(subject, question)
    found = _sweep(subject, question, view)
    return found if found is not None and _holds(view, found, signed(rng, (1, view.x.size))) else None


def _sweep(subject: Subject, question: Question, view: View) -> Numeric | None:
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
    smooth = np.isin(whole.kind[0], (Kind.SMOOTH, Kind.CONSTANT))
    rough = estimate.kind[:, 0] == Kind.LOST if found.diagonal else np.zeros_like(smooth)  # a kink of its own
    if not (smooth | rough).all():
        return False
    bound = np.where(np.isfinite(estimate.bound), estimate.bound, 0.0)
    spare = SPREAD * np.sqrt(found.along(np.square(move), np.square(bound)))
    rounding = 64 * view.unit * found.along(np.abs(move), np.abs(np.nan_to_num(estimate.value)))
    gap = np.abs(whole.value[0] - found.along(move, np.nan_to_num(estimate.value)))
    return bool((gap <= SPREAD * whole.bound[0] + spare + rounding)[smooth].all())
