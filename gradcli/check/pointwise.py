"""The two diagonals of one node that acts element by element, for explaining it where its whole Jacobian is too large to look at."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.check.seen import Seen
from gradcli.check.subject import Subject

Array = np.ndarray[Any, Any]
SHOWN = 48  # entries handed on: a pattern shows in far fewer, and the explanations look at matrices
STEP = 1e-3  # balances h^4 truncation against eps/h rounding; only the explanation rests on it, not the verdict
ALIKE = 1e-6  # relative: what is off by less is not told apart from an elementwise map


def pointwise(subject: Subject, name: str) -> Seen | None:
    """Part of the analytic and numeric diagonal of an elementwise map; None where one direction shows that it is none."""
    block = subject.input(name)
    if block.complex or block.size != subject.m or subject.m < 2:
        return None
    rng = np.random.default_rng(0)
    direction = rng.uniform(0.5, 1.5, subject.m) * rng.choice([-1.0, 1.0], subject.m)
    analytic, other = (_pulled(subject, name, g) for g in (np.ones(subject.m), direction))
    numeric, bound = _differences(subject, name, np.ones(subject.m))
    along, _ = _differences(subject, name, direction)
    if not (_same(other, analytic * direction) and _same(along, numeric * direction)):
        return None
    some = np.unique(np.linspace(0, subject.m - 1, SHOWN).astype(np.int64))
    ours, theirs, bounds = (np.diag(values[some]) for values in (analytic, numeric, bound))
    return Seen(ours, theirs, bounds, (some.size,), (some.size,), subject.at[name][some], subject.y[some])


def _pulled(subject: Subject, name: str, g: Array) -> Array:
    found = subject.pull(g)[name]
    return np.zeros(subject.m) if found is None else found


def _differences(subject: Subject, name: str, direction: Array) -> tuple[Array, Array]:
    """(derivative of each output along its own input, bound): Richardson-extrapolated central differences, all inputs moved at once."""
    x = subject.at[name]
    h = STEP * np.maximum(np.abs(x), 1.0)
    moves = np.stack([h * direction, -h * direction, h / 2 * direction, -h / 2 * direction])
    up, down, half_up, half_down = subject.many(name, x + moves)
    coarse, fine = (up - down) / (2 * h), (half_up - half_down) / h
    return fine + (fine - coarse) / 3, np.abs(fine - coarse) / 3 + 1e-12 * np.abs(fine)


def _same(one: Array, other: Array) -> bool:
    size = np.maximum(np.abs(one), np.abs(other))
    return bool(np.all(np.abs(one - other) <= ALIKE * size + 1e-9 * size.max(initial=0.0)))
