"""Columns that share evaluations: an operation that keeps the slices along one axis apart takes many columns at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradcli.check.subject import same
from gradcli.graph import Node

Array = np.ndarray[Any, Any]
EXACT = 4096  # coordinates of which every pair is told apart; of more, two random halves
MOVE = 0.25  # relative, of slices moved to see which others follow: more than any step of a difference


@dataclass(frozen=True, slots=True)
class Places:
    """Where c columns of a leaf are: member (c,), the evaluation each is part of; lane (c,), the slice it moves.

    rows: (g,), which element of its slice an evaluation moves, in all of them.
    """

    member: Array
    lane: Array
    rows: Array

    @staticmethod
    def of(which: Array, shape: tuple[int, ...], axis: int) -> Places:
        """Of these flat entries of an array, cut into slices along an axis."""
        index = np.unravel_index(which, shape)
        rest = [(k, n) for a, (k, n) in enumerate(zip(index, shape)) if a != axis]
        if not rest:
            return Places(np.zeros_like(which), index[axis], np.zeros(1, which.dtype))
        flat = np.ravel_multi_index([k for k, _ in rest], [n for _, n in rest])
        rows, member = np.unique(flat, return_inverse=True)
        return Places(member, index[axis], rows)


@dataclass(frozen=True, slots=True)
class Lanes:
    """Columns of an intermediate, each of which moves its own slice along `axis`.

    base: without a shift; values: (l, g, *shape of base), l shifts of g evaluations that all columns share.
    """

    base: Array
    values: Array
    axis: int
    places: Places

    @staticmethod
    def spread(base: Array, shifted: Array, axis: int, places: Places) -> Lanes:
        """Of an array whose elements follow the leaf's one by one. shifted: (l, *shape), all of them moved."""
        if base.ndim == 1:
            return Lanes(base, shifted[:, None], 0, places)
        lanes = base.shape[axis]
        flat, moved = np.moveaxis(base, axis, 0).reshape(lanes, -1), np.moveaxis(shifted, axis + 1, 1).reshape(len(shifted), lanes, -1)
        values = np.empty((len(shifted), len(places.rows), *flat.shape), dtype=moved.dtype)
        values[...] = flat
        values[:, np.arange(len(places.rows)), :, places.rows] = moved[:, :, places.rows].transpose(2, 0, 1)
        rest = base.shape[:axis] + base.shape[axis + 1 :]
        return Lanes(base, np.moveaxis(values.reshape(*values.shape[:3], *rest), 2, axis + 2), axis, places)

    def stack(self) -> Array:
        """The evaluations on one leading axis, (l g, *shape)."""
        return self.values.reshape(-1, *self.base.shape)

    def mapped(self, stack: Array, base: Array, axis: int) -> Lanes:
        """After an operation that gave `stack` for this one's, `base` without a shift, and put the slices on `axis`."""
        return Lanes(base, stack.reshape(*self.values.shape[:2], *base.shape), axis, self.places)

    def own(self) -> Array:
        """Each column's slice, (l, c, *shape without axis)."""
        return np.asarray(with_axis(self.values, self.axis + 2, 2)[:, self.places.member, self.places.lane])

    def change(self) -> Array:
        """What each column's slice has moved by."""
        return self.own() - with_axis(self.base, self.axis, 0)[self.places.lane]

    def columns(self) -> Array:
        """Every column by itself, (l c, *shape)."""
        own = self.own()
        full = np.empty((*own.shape[:2], *self.base.shape), dtype=own.dtype)
        full[...] = self.base
        with_axis(full, self.axis + 2, 2)[:, np.arange(own.shape[1]), self.places.lane] = own
        return full.reshape(-1, *self.base.shape)


def with_axis(x: Array, source: int, destination: int) -> Array:
    """An array with one axis elsewhere; at once where it is there already."""
    return x if source == destination else np.moveaxis(x, source, destination)


def kept_apart(node: Node, axes: Mapping[int, int]) -> int | None:
    """The axis of a node's result whose slices follow those of its arguments, {argument: axis}, one by one; None for no such axis.

    Tried: part of the slices are moved and just those may follow, bitwise.
    """
    replay = node.replay
    assert replay is not None
    lengths = {np.shape(replay.inputs[k])[axis] for k, axis in axes.items()}
    if replay.user or len(replay.outputs) != 1 or len(lengths) != 1 or lengths <= {0, 1}:
        return None
    y, count = np.asarray(replay.outputs[0]), lengths.pop()
    found = [axis for axis, n in enumerate(y.shape) if n == count]
    rng = np.random.default_rng(0)
    moved = {k: _moved(np.asarray(replay.inputs[k]), rng) for k in axes} if found else {}
    whole = _evaluated(node, moved) if found else y
    for mask in halves(count):
        part = {k: np.where(_on(mask, axis, moved[k].ndim), moved[k], replay.inputs[k]) for k, axis in axes.items() if found}
        found = [axis for axis in found if same(_evaluated(node, part), np.where(_on(mask, axis, y.ndim), whole, y))]
    return found[0] if found else None


def _moved(x: Array, rng: np.random.Generator) -> Array:
    size = MOVE * rng.uniform(0.5, 1.5, x.shape) * rng.choice([-1.0, 1.0], x.shape)
    return np.asarray(x + size * (np.abs(x) + 1)).astype(x.dtype)


def _evaluated(node: Node, changed: Mapping[int, Array]) -> Array:
    assert node.replay is not None
    (y,) = node.replay.forward(*(changed.get(k, x) for k, x in enumerate(node.replay.inputs)))
    return np.asarray(y)


def _on(mask: Array, axis: int, rank: int) -> Array:
    """The mask of some slices, shaped to select them from an array of this rank."""
    return mask.reshape(-1, *(1,) * (rank - axis - 1))


def halves(n: int) -> Array:
    """Rows of booleans (k, n) in which every two coordinates differ at least once: the binary digits of their numbers.

    Of more than EXACT coordinates two random halves, which what is not elementwise hardly ever passes.
    """
    if n > EXACT:
        return np.random.default_rng(0).random((2, n)) < 0.5
    digits = max(1, (n - 1).bit_length())
    return np.asarray((np.arange(n) >> np.arange(digits)[:, None]) & 1 == 1)
