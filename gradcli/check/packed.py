"""Several columns in one evaluation: where each moves elements that no other moves, an elementwise map keeps them apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
WORTH = 2  # columns per evaluation below which packing costs more than it saves


@dataclass(frozen=True, slots=True)
class Packed:
    """c columns of an intermediate in g evaluations. base: without a shift; values: (l, g, *shape of base); member: (c,), which
    evaluation holds a column; support: (c, *shape), the elements that it moves.
    """

    base: Array
    values: Array
    member: Array
    support: Array

    def stack(self) -> Array:
        """The evaluations on one leading axis, (l g, *shape)."""
        return self.values.reshape(-1, *self.base.shape)

    def mapped(self, stack: Array, base: Array) -> Packed:
        """After an elementwise map that gave `stack` for this one's, and `base` without a shift."""
        return replace(self, values=stack.reshape(self.values.shape), base=base)

    def columns(self) -> Array:
        """Every column by itself, (l c, *shape)."""
        full = np.where(self.support, self.values[:, self.member], self.base)
        return full.reshape(-1, *self.base.shape)


def packed(base: Array, slopes: Array, change: Array) -> Packed | None:
    """base + change[l, c] slopes[c] for every column, None where too many move the same elements. Both sides: (l, c), (c, *shape)."""
    support = slopes != 0
    flat = support.reshape(len(slopes), -1)
    member = _occurrence(flat.argmax(axis=1))
    count = int(member.max()) + 1
    if len(slopes) < WORTH * count or any((flat[member == g].sum(axis=0) > 1).any() for g in range(count)):
        return None
    values = np.empty((len(change), count, *base.shape))
    for g in range(count):
        values[:, g] = base + np.tensordot(change[:, member == g], slopes[member == g], axes=1)
    return Packed(base, values, member, support)


def _occurrence(keys: Array) -> Array:
    """How often each key has been seen before, (c,)."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    first = np.searchsorted(ranked, ranked)
    out = np.empty(len(keys), dtype=np.int64)
    out[order] = np.arange(len(keys)) - first
    return out
