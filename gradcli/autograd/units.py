"""Cotangents that are multiples of unit vectors, kept as the multiples: what a Jacobian starts from, and elementwise operations leave."""

from __future__ import annotations

import cmath
from typing import Any

import numpy as np

Array = Any
class Units:
    """The cotangents scale[k] * e_k for the k in `some` (flat positions), which written out are len(some) arrays shaped as `scale`."""

    __slots__ = ("scale", "some")
    __array_ufunc__ = None  # arrays leave sums with one to __radd__

    def __init__(self, scale: Array, some: slice) -> None:
        self.scale, self.some = scale, some

    def __len__(self) -> int:
        return int(self.some.stop - self.some.start)

    @property
    def finite(self) -> bool:
        """Whether the sum of the squares of the multiples is finite, which it can only be if all of them are."""
        flat = self.scale.reshape(-1)
        return cmath.isfinite(flat.dot(flat))

    @property
    def chosen(self) -> Array:
        """The multiples, one per cotangent."""
        return self.scale.reshape(-1)[self.some]

    def dense(self) -> Array:
        """The cotangents written out, stacked on a leading axis."""
        return self.added_to(np.zeros((len(self), *self.scale.shape), self.scale.dtype))

    def added_to(self, rows: Array) -> Array:
        """`rows`, which belongs to nobody else, with these cotangents added in place; a copy where its memory is in another order."""
        rows = np.ascontiguousarray(rows)
        step = self.scale.size + 1  # from e_k in row k to e_(k + 1) in the next
        rows.reshape(-1)[self.some.start : self.some.start + len(self) * step : step] += self.chosen
        return rows

    def __add__(self, other: Any) -> Any:
        return Units(self.scale + other.scale, self.some) if other.__class__ is Units else other + self

    def __radd__(self, rows: Array) -> Array:
        return self.added_to(np.array(rows))

    def __getitem__(self, key: Any) -> Array:
        """The cotangents written out, indexed."""
        return self.dense()[key]

    def __matmul__(self, matrix: Array) -> Array:
        """Every cotangent times the matrix: rows of it, multiplied."""
        return self.chosen[:, None] * matrix[self.some]
