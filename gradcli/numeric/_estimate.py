"""What a numeric method is asked and what it answers: directions, and derivatives along them with error bounds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]
Function = Callable[[Array], Array]  # points (k, n) -> values (k, m); NaN where it cannot be evaluated
LEAST = 1e-280  # smaller coordinates have no room for steps below them
IRREGULAR = 0.11  # about an eighth, and no power of two: steps with few bits would hide the rounding of products
DEPTH = 1e-19  # of the largest step: how far down a ladder goes in one part
NEEDED = 1e-7  # of a coordinate: steps that small must be reached
UNIT = float(np.finfo(np.float64).eps) / 2  # unit round-off of float64


class Kind:
    """What the function looks like around the point, in one direction: numbers as the arrays of kinds hold them."""

    SMOOTH = np.int8(0)
    KINK = np.int8(1)  # two finite slopes that differ
    JUMP = np.int8(2)  # the values differ however small the step
    SINGULAR = np.int8(3)  # the slope grows without bound
    EDGE = np.int8(4)  # finite on one side only: the value is the slope of that side
    CONSTANT = np.int8(5)  # does not move at all around the point
    LOST = np.int8(6)  # no step gave a usable difference


class Reach(NamedTuple):
    """The steps (c,) a ladder goes down by: top is the largest sensible one; bottom the smallest, a few ulps of the point.

    inner: where it starts again at the size of a coordinate that it would not reach, 0 for none.
    """

    top: Array
    bottom: Array
    inner: Array | None = None

    def take(self, rows: Any) -> Reach:
        """Those of some directions."""
        return Reach(self.top[rows], self.bottom[rows], None if self.inner is None else self.inner[rows])


@dataclass(frozen=True, slots=True)
class Directions:
    """c directions in R^n; a derivative along one is per its `length` (c,).

    move: (c, n), how step 1 displaces the point; or columns: (c,), the one coordinate each direction moves, by its length, in order.
    reach: asked for where a ladder is needed.   quick: the step a pair of central differences starts from.
    """

    length: Array
    reach: Callable[[], Reach]
    move: Array | None = None
    columns: Array | None = None
    quick: float = 2e-3  # its eighth balances h^4 truncation (1e-13) against rounding u / h (4e-13); no power of two: rounding shows

    def __len__(self) -> int:
        return len(self.length)

    def take(self, rows: Any) -> Directions:
        """Some of the directions."""
        move, columns = (None if part is None else part[rows] for part in (self.move, self.columns))
        return Directions(self.length[rows], lambda: self.reach().take(rows), move, columns, self.quick)

    def displaced(self, x: Array, steps: Array) -> tuple[Array, Array]:
        """(x + step and x - step (2, L, c, n), half the distance really moved (L, c): what the points round to). steps: (L, c)."""
        return self._along_columns(x, steps) if self.move is None else self._along(x, steps, self.move)

    def _along_columns(self, x: Array, steps: Array) -> tuple[Array, Array]:
        assert self.columns is not None
        points = np.broadcast_to(x, (2, *steps.shape, x.size)).copy()
        each, move = np.arange(len(self)), steps * self.length
        points[0][:, each, self.columns] += move
        points[1][:, each, self.columns] -= move
        return points, (points[0][:, each, self.columns] - points[1][:, each, self.columns]) / 2

    def _along(self, x: Array, steps: Array, move: Array) -> tuple[Array, Array]:
        shift = steps[:, :, None] * move
        points = np.empty((2, *shift.shape))
        np.add(x, shift, out=points[0])
        np.subtract(x, shift, out=points[1])
        largest = np.abs(move).max(axis=1, keepdims=True)
        unit = move / largest  # squares of 1e-200 would vanish
        moved = _dots(points[0] - points[1], unit) / _dots(unit, unit)
        return points, moved / 2 / largest[:, 0] * self.length


@dataclass(frozen=True, slots=True)
class Estimate:
    """Derivatives of m outputs along c directions; every array has shape (c, m).

    bound: of the error of `value`, truncation and rounding.  left, right: one-sided slopes at a kink or a jump, else NaN.
    step: where the value was read off.  near: distance of a kink that lies close by, 0 for none.
    scale: largest |f| met on the way divided by the step it was met at: what a derivative could be.
    """

    value: Array
    bound: Array
    kind: Array
    left: Array
    right: Array
    step: Array
    near: Array
    scale: Array

    def take(self, entries: Any) -> Estimate:
        """Part of every array."""
        return Estimate(*(getattr(self, name)[entries] for name in self.__dataclass_fields__))

    def copied(self) -> Estimate:
        """The same with arrays of its own."""
        return Estimate(*(getattr(self, name).copy() for name in self.__dataclass_fields__))

    def reshaped(self, shape: tuple[int, ...]) -> Estimate:
        """Every array in another shape."""
        return Estimate(*(getattr(self, name).reshape(shape) for name in self.__dataclass_fields__))

    def put(self, rows: Any, other: Estimate) -> None:
        """Overwrite some directions with a better estimate."""
        for name in self.__dataclass_fields__:
            getattr(self, name)[rows] = getattr(other, name)


def placed(answer: Estimate | None, shape: tuple[int, int], some: Any, part: Estimate) -> Estimate:
    """The answer so far with a part put into its directions; the part itself where it has them all, in order."""
    if part.value.shape == shape and (isinstance(some, slice) or (some[:-1] <= some[1:]).all()):
        return part
    answer = blank(*shape) if answer is None else answer
    answer.put(some, part)
    return answer


def blank(directions: int, outputs: int) -> Estimate:
    """An estimate that knows nothing yet: every entry LOST."""
    nan = [np.full((directions, outputs), np.nan) for _ in range(4)]
    zero = [np.zeros((directions, outputs)) for _ in range(2)]
    value, left, right, step = nan
    kind = np.full((directions, outputs), Kind.LOST)
    return Estimate(value, np.full((directions, outputs), np.inf), kind, left, right, step, *zero)


def basis(x: Array, columns: Array) -> Directions:
    """One unit vector per column, moved by a power of two near the size of its coordinate.

    Coordinates much smaller than the rest move by a tenth of the median (steps of their own size would drown in rounding), one at 0,
    or as good as, by 1.  Where that is too far, the ladder goes down to steps of the coordinate's own ulps, in two parts if they are far.
    """
    at = np.abs(x[columns])
    size = np.abs(x)
    typical = 0.1 * _median(size[size > LEAST])
    length = _power(np.where(at > LEAST, np.maximum(at, typical), 1.0))
    return Directions(length, partial(_reach, at, typical, length), columns=columns)


def _reach(at: Array, typical: float, length: Array) -> Reach:
    top = IRREGULAR * _power(np.maximum(np.maximum(at, typical), 1.0)) / length
    ulps = 8 * np.spacing(np.where(at > 0, at, 1e-6)) / length
    deepest, inner = top * DEPTH, np.zeros(len(at))
    bottom = np.maximum(ulps, deepest)
    far = (at > 0) & (deepest > NEEDED * at / length)
    if far.any():
        inner[far], bottom[far] = IRREGULAR * _power(at[far]) / length[far], ulps[far]
    return Reach(top, bottom, inner)


def probes(x: Array, signs: Array, levels: int = 12) -> Directions:
    """Directions that move all coordinates at once, each by its own size times `signs` (c, n), exactly at every level.

    Coordinates far below the rest move by 1e-3 of the root mean square, zeros by all of it (1 if everything is 0).
    """
    at = np.abs(x)
    typical = math.sqrt(at @ at / x.size) if x.size else 0.0
    size = np.where(at > 0, np.maximum(at, 1e-3 * typical), typical or 1.0)
    grid = np.spacing(size) * 2.0**9 * 8.0**levels * 0.125  # the deepest step stays a multiple of the ulp
    wanted = signs * size
    move = np.where(size > grid, np.round(wanted / grid) * grid, wanted)
    return directed(move, levels)


def directed(move: Array, levels: int = 12) -> Directions:
    """Given displacements as directions of length 1, steps 1/8 down to 1/8**levels."""
    ones = np.ones(len(move))
    reach = lambda: Reach(0.125 * ones, 0.125 * ones / 8.0 ** (levels - 1))
    return Directions(ones, reach, move, quick=2.0**-9)  # exact in every coordinate


def _dots(one: Array, other: Array) -> Array:
    """Scalar products along the last axis."""
    return np.asarray((one[..., None, :] @ other[..., :, None])[..., 0, 0])


def _median(values: Array) -> float:
    """The middle value, 0 for none: np.median takes longer than all the rest for a few numbers."""
    middle = len(values) // 2
    return float(np.partition(values, middle)[middle]) if len(values) else 0.0


def _power(size: Array) -> Array:
    """The largest power of two up to each size."""
    return np.asarray(np.ldexp(1.0, np.frexp(size)[1] - 1))
