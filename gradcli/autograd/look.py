"""Look: where the elements of a view stand in the memory of its base; reads, replaces and gathers through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A view of a base, in elements. base, base_strides: of the base; shape, strides: of the view.

    start, offset: the places of the first element of the base and of the view, counted from the lowest address the base reaches.
    """

    base: Shape
    base_strides: Shape
    start: int
    shape: Shape
    strides: Shape
    offset: int

    def seen(self, x: Any) -> Any:
        """The view of an array of the base's shape: of its own memory where it is laid out as the base, else of a copy."""
        return self.part(self.memory(x))

    def replaced(self, x: Any, part: Any) -> Any:
        """A copy of x with the elements the view sees replaced by `part`."""
        memory = np.array(self.memory(x))
        self.part(memory)[...] = part
        return self.whole(memory)

    def gathered(self, g: Any) -> Any:
        """Zeros of the base's shape, plus each element of g where the view sees it."""
        memory = np.zeros(self.extent(), g.dtype)
        if overlaps(self.shape, self.strides):
            np.add.at(memory, self.part(np.arange(memory.size)), g)
        else:
            self.part(memory)[...] = g
        return self.whole(memory)

    def whole(self, memory: Any) -> Any:
        """The base, seen in flat memory."""
        return window(memory, self.base, self.base_strides, self.start)

    def part(self, memory: Any) -> Any:
        """The view, seen in flat memory."""
        return window(memory, self.shape, self.strides, self.offset)

    def memory(self, x: Any) -> Any:
        """The elements of x as flat memory laid out as the base's: x's own memory if possible."""
        if self.base_strides == row_strides(self.base):
            return np.ascontiguousarray(x).reshape(-1)
        if isinstance(x, np.ndarray) and strides_of(x) == self.base_strides:
            root = root_of(x)
            if root is not None:
                low = distance(root, x) - self.start
                return root[low : low + self.extent()]
        memory = np.zeros(self.extent(), x.dtype)
        self.whole(memory)[...] = x
        return memory

    def extent(self) -> int:
        """How many elements lie between the lowest and the highest address of the base."""
        return span(self.base, self.base_strides)[1] + self.start + 1 if 0 not in self.base else 0


def look_of(view: Any, base: Any) -> Look:
    """How an array looks at the array it is a view of; both of the same dtype."""
    strides = strides_of(base)
    start = -span(base.shape, strides)[0]
    return Look(base.shape, strides, start, view.shape, strides_of(view), start + distance(base, view))


def window(memory: Any, shape: Shape, strides: Shape, offset: int) -> Any:
    """An array that looks at flat, contiguous memory."""
    if 0 in shape:
        return np.empty(shape, memory.dtype)
    size = memory.itemsize
    return np.ndarray(shape, memory.dtype, memory, offset * size, tuple([s * size for s in strides]))


def root_of(x: Any) -> Any:
    """The memory that x looks at as a flat array, None when it is not contiguous or of another type."""
    root = x
    while isinstance(root.base, np.ndarray):
        root = root.base
    if root.dtype != x.dtype:
        return None
    outermost_first = sorted(range(root.ndim), key=lambda d: -root.strides[d])
    rows = root.transpose(outermost_first)
    return rows.reshape(-1) if rows.flags.c_contiguous else None


def distance(start: Any, x: Any) -> int:
    """From the first element of one array to that of another, in elements."""
    places = [a.__array_interface__["data"][0] for a in (start, x)]
    return int(places[1] - places[0]) // int(x.itemsize)


def strides_of(x: Any) -> Shape:
    """The strides in elements, as torch counts them."""
    if x.flags.c_contiguous:
        return row_strides(x.shape)
    return tuple([s // x.itemsize for s in x.strides])


def row_strides(shape: Sequence[int]) -> Shape:
    """The strides of an array laid out row by row."""
    out, step = [], 1
    for n in reversed(shape):
        out.append(step)
        step *= max(n, 1)
    return tuple(reversed(out))


def span(shape: Sequence[int], strides: Sequence[int]) -> tuple[int, int]:
    """(lowest, highest) place of an element, counted from the first one."""
    reach = [(n - 1) * s for n, s in zip(shape, strides) if n > 1]
    return sum(r for r in reach if r < 0), sum(r for r in reach if r > 0)


def overlaps(shape: Sequence[int], strides: Sequence[int]) -> bool:
    """Whether two elements may share a place; says yes where it cannot tell."""
    reach = 0
    if 0 in shape:
        return False
    for step, n in sorted((abs(s), n) for s, n in zip(strides, shape) if n > 1):
        if step <= reach:
            return True
        reach += step * (n - 1)
    return False


def meet(a: Any, b: Any) -> bool:
    """Whether two arrays share some memory but are not the same: of arrays without gaps, for others PyTorch does not look either."""
    if not (is_dense(a) and is_dense(b) and np.may_share_memory(a, b)):
        return False
    steps = [[(n, s) for n, s in zip(x.shape, x.strides) if n > 1] for x in (a, b)]
    return distance(a, b) != 0 or steps[0] != steps[1]


def is_dense(a: Any) -> bool:
    """Whether the elements fill a stretch of memory, each in a place of its own."""
    return a.flags.c_contiguous or (span(a.shape, strides_of(a)) == (0, a.size - 1) and not overlaps(a.shape, a.strides))
