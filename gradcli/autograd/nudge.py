"""Does a number that left the graph come back? Tried out: it is made a little larger, and the run is compared with the one before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from gradcli.autograd.tensor import LEAF, Tensor, storage
from gradcli.autograd.trace import Tracer, memory, place
from gradcli.autograd.values import Values
from gradcli.errors import Where

Line = tuple[str, Where]  # how values leave the graph, and where
ROOT, WRITE = "root", "write"


class Trail(Tracer):
    """A tracer that keeps a diary: the value of every tensor that is differentiated, and of every leaf after each change."""

    def __init__(self) -> None:
        super().__init__()
        self.trail: list[tuple[str, float]] = []
        self._trained: dict[int, Any] = {}  # memory of leaves that get gradients; the arrays, so that no other gets their identity

    def differentiated(self, outputs: Sequence[Tensor], create: bool) -> None:
        self.trail += [(ROOT, total(t._data)) for t in outputs]

    def accumulates(self, t: Tensor, g: Any) -> None:
        self._trained[memory(storage(t))] = t._data

    def after_write(self, t: Tensor) -> None:
        super().after_write(t)
        if memory(t._data) in self._trained:
            self.trail.append((WRITE, total(t._data)))

    def replaced(self, t: Tensor) -> None:
        if t._edge is LEAF:
            self.trail.append((WRITE, total(t._data)))


class Nudge(Trail):
    """A trail of a run in which what leaves the graph at some lines is larger by the relative `size`.   exits: its length then."""

    def __init__(self, lines: Collection[Line], size: float) -> None:
        super().__init__()
        self.lines, self.size = lines, size
        self.exits: list[int] = []

    def left(self, kind: str, t: Values, value: Any) -> Any:
        value = super().left(kind, t, value)
        if (kind, place()) not in self.lines:
            return value
        self.exits.append(len(self.trail))
        return nudged(value, self.size)

    def left_since(self, change: int, until: int) -> bool:
        """Whether something left after the entry `change` of the trail and before the entry `until`."""
        return any(change < exit <= until for exit in self.exits)


def nudged(value: Any, size: float) -> Any:
    """A number, an array or lists of numbers, larger by the relative `size`; whole numbers and tensors as they are."""
    if isinstance(value, list):
        return [nudged(part, size) for part in value]
    if isinstance(value, (float, complex)) or (isinstance(value, np.ndarray) and value.dtype.kind in "fc"):
        return value * (1 + size)
    return value


def total(array: Any) -> float:
    """One number for many: their sum, real and imaginary parts alike."""
    whole = complex(np.sum(array))
    return whole.real + whole.imag


__all__ = ["ROOT", "WRITE", "Line", "Nudge", "Trail"]
