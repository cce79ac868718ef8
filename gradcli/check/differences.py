"""Central differences of every column of one input: swept as far as the map is elementwise or linear, else one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gradcli.check.lanes import EXACT
from gradcli.check.question import Question, View, merged, portions, signed
from gradcli.check.subject import Subject, Swept
from gradcli.numeric import Array, Directions, Estimate, Kind, blank, central, placed, probes

FEW_COLUMNS = 24  # fewer columns than a sweep and its proof cost
MOST_COLUMNS = 1 << 18  # more than these take a gigabyte to move all at once
NEAR = 100  # bounds: what is further off is wrong or rough, and other steps will not help
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


def again(view: View, along: Directions, diagonal: bool = False) -> Estimate:
    """Central differences at eight times the steps, and at an eighth of them: for each entry the ones with the smaller bound."""
    wide, narrow = (_once(view, replace(along, quick=along.quick * factor), diagonal) for factor in (8.0, 0.125))
    return merged((wide.kind != Kind.LOST) & ((wide.bound <= narrow.bound) | (narrow.kind == Kind.LOST)), wide, narrow)


def _once(view: View, along: Directions, diagonal: bool) -> Estimate:
    """(c, m), or of the diagonal entries only (c, 1); those LOST where nothing can be swept."""
    noise = (view.unit, view.floor)
    if view.sweep is None or along.columns is None:
        return blank(len(along), 1) if diagonal else central.derivative(view.f, view.x, along, view.y, noise)
    points, size = central.shifts(view.x, along)
    found = view.sweep(points)
    seen = found.of(along.columns, view.y) if found is not None and found.diagonal == diagonal else None
    if seen is None:
        return _once(replace(view, sweep=None), along, diagonal)
    values, y = seen
    return central.extrapolate(values.reshape(2, 2, *values.shape[1:]), size, y, noise)


def one_by_one(subject: Subject, question: Question) -> Numeric:
    """Two central differences for every column, each by itself."""
    view = View.of(subject, question)
    shape, answer = (len(question.along), subject.m), None
    for some in portions(len(question.along), max(view.x.size, subject.m)):
        part = central.derivative(view.f, view.x, question.along.take(some), view.y, (view.unit, view.floor))
        answer = placed(answer, shape, some, part)
    return Numeric(answer or blank(*shape))


def swept(subject: Subject, question: Question, rng: np.random.Generator, dense: bool) -> Numeric | None:
    """The same with all columns moved at once as far as the operations allow; None where they do not.

    dense: also where columns have to be evaluated.  Where there are too many to tell every two apart, a difference in a random
    direction is the proof.
    """
    if subject.sweep is None or not FEW_COLUMNS < len(question.along) <= MOST_COLUMNS:
        return None
    view = View.of(subject, question)
    found = _sweep(subject, question, view, dense)
    proved = view.x.size <= EXACT or (found is not None and _holds(view, found, signed(rng, (1, view.x.size))))
    return found if proved else None


def _sweep(subject: Subject, question: Question, view: View, dense: bool) -> Numeric | None:
    assert subject.sweep is not None
    points, size = central.shifts(view.x, question.along)
    found = subject.sweep(question.input, points)
    if found is None:
        return None
    if found.alone is None:
        return _by_columns(subject, view, found, size) if dense else None
    values, y = found.alone
    estimate = central.extrapolate(values.reshape(2, 2, view.x.size, 1), size, y[:, None], (view.unit, view.floor))
    return Numeric(estimate, found.diagonal, True)


def _by_columns(subject: Subject, view: View, found: Swept, size: Array) -> Numeric | None:
    """Columns that were moved all at once, evaluated some at a time."""
    shape, answer = (view.x.size, subject.m), None
    for some in found.portions():
        values = found.columns(some)
        if values is None:
            return None
        shaped = values.reshape(2, 2, *values.shape[1:])
        answer = placed(answer, shape, some, central.extrapolate(shaped, size[:, some], view.y, (view.unit, view.floor)))
    return Numeric(answer or blank(*shape), False, True)


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
