"""How much of a gradient is rounding: what remains of it in a table of differences over a few ulps of the inputs and of g."""

from __future__ import annotations

import numpy as np

from gradcli.check.subject import Pull, Subject
from gradcli.numeric import POINTS, Array, ragged

SAFETY = 10.0  # on a standard deviation estimated from four differences
ULPS = 8  # of each coordinate from one point of the table to the next

Rows = dict[str, Array]


def haze(subject: Subject, cotangents: Array) -> Rows:
    """Absolute noise (r, n) by input of the gradients of the cotangents (r, m); nothing where they cannot be had nearby.

    The point itself is not in the table, so that a kink or a tie there does not count as noise.
    """
    if subject.near is None:
        return {}
    tables = [_pulled(subject, subject.near(k), cotangents, k) for k in range(1, POINTS + 1)]
    found = [table for table in tables if table is not None]
    if len(found) < POINTS:
        return {}
    noise = {block.name: ragged(np.stack([table[block.name] for table in found])) for block in subject.inputs}
    return {name: np.asarray(SAFETY * np.nan_to_num(rows, posinf=0.0)) for name, rows in noise.items()}


def _pulled(subject: Subject, pull: Pull, cotangents: Array, k: int) -> Rows | None:
    """The gradients k steps away."""
    rng = np.random.default_rng(0)
    try:
        found = [pull(stepped(g, k, rng)) for g in cotangents]
    except Exception:  # user code away from its point
        return None
    return {block.name: np.stack([_dense(f.get(block.name), block.size) for f in found]) for block in subject.inputs}


def stepped(x: Array, k: int, rng: np.random.Generator) -> Array:
    """x moved by k steps, up or down at random: equal steps for equal generators."""
    step = k * ULPS * np.where(x != 0, np.spacing(np.abs(x)), 0.0)
    return np.asarray(x + step * rng.choice([-1.0, 1.0], x.shape))


def _dense(gradient: Array | None, n: int) -> Array:
    return np.zeros(n) if gradient is None else gradient
