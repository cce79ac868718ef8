"""All columns of a Jacobian from a handful of evaluations, as far as the operations allow: every coordinate moved at once.

Through elementwise operations an element follows its own coordinate only, so moving all of them shows every column's one entry. A
full sum adds each element's change to itself, a linear operation adds one fixed array per coordinate; what comes after is evaluated
column by column. No table says which operations are elementwise or linear: each is tried (`separable`, `_slopes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.check.packed import Packed, packed
from gradcli.check.replay import Plan, Values, apply_node, recorded_output
from gradcli.check.subject import same
from gradcli.graph import Edge, Node

Array = np.ndarray[Any, Any]
Fed = tuple[tuple[int, int, int], ...]
ADDS = ("sum", "mean")
EXACT = 4096  # coordinates of which every pair is told apart; of more, two random halves
STACK = 512 * 1024  # bytes of the largest stacked intermediate: small enough for a cache, large enough to hide the calls
MOVE = 2.0**-10  # relative, of elements moved to see which others follow
ROUNDING = 64 * float(np.finfo(np.float64).eps)


class Sweep:
    """The map from one leaf to the outputs for l shifts of it, one coordinate at a time.

    alone: (values (l, n), y (n,)) where element j follows coordinate j and nothing else happens, or only a full sum after it.
    diagonal: those elements are the output.  Else `columns` evaluates some coordinates at a time.
    """

    def __init__(self, known: Plan, leaf: int, base: Array, shifted: Array) -> None:
        """shifted: (l, *shape of base), all coordinates moved. Raises whatever a user's forward raises there."""
        self.edges: Sequence[Edge] = [edge for _, edge in known.graph.outputs]
        self.known, self.count, self.shape = known, len(shifted), base.shape
        self.masks = halves(base.size).reshape(-1, *base.shape)
        self.base: dict[int, Array] = {leaf: base}
        self.spread: dict[int, Array] = {leaf: np.concatenate([shifted, np.where(self.masks, shifted[0], base)])}
        self.rest: list[tuple[Node, Fed]] = []
        for node, fed in zip(known.nodes, known.fed):
            if not self._follow(node, fed):
                self.rest.append((node, fed))
        self.alone, self.diagonal = self._alone()
        self.known_elementwise: dict[int, bool] = {}

    def _follow(self, node: Node, fed: Fed) -> bool:
        """Take one node whose elements follow the leaf's one by one; False where they do not."""
        replay = node.replay
        assert replay is not None
        fits = len(replay.outputs) == 1 and np.shape(replay.outputs[0]) == self.shape
        if not fits or not all(source in self.spread for _, source, _ in fed):
            return False
        inputs, flags = list(replay.inputs), [False] * len(replay.inputs)
        for argument, source, _ in fed:
            inputs[argument], flags[argument] = self.spread[source], True
        (y,) = apply_node(node, inputs, flags, (self.count + len(self.masks), False))
        if not separable(y, np.asarray(replay.outputs[0]), self.masks):
            return False
        self.spread[node.id], self.base[node.id] = y, np.asarray(replay.outputs[0])
        return True

    def _alone(self) -> tuple[tuple[Array, Array] | None, bool]:
        edge = self.edges[0]
        if len(self.edges) != 1:
            return None, False
        if edge.source in self.spread:
            return self._elements(edge.source), True
        if len(self.rest) == 1 and _adds(self.rest[0][0]):
            node, ((_, source, _),) = self.rest[0]
            values, y = self._elements(source)
            share = y.size if node.op == "mean" else 1
            return (values / share, y / share), False
        return None, False

    def _elements(self, source: int) -> tuple[Array, Array]:
        return self.spread[source][: self.count].reshape(self.count, -1), self.base[source].reshape(-1)

    @property
    def portion(self) -> int:
        """How many columns at a time."""
        largest = max((int(np.prod(node.shape)) for node, _ in self.rest), default=1)
        return max(1, STACK // (8 * max(largest, self.base[min(self.base)].size) * self.count))

    def columns(self, which: Array) -> list[Array]:
        """The outputs for these coordinates, each (l, c, *shape). Raises whatever a user's forward raises."""
        values: dict[int, Values | Packed] = {}
        count = self.count * len(which)
        for node, fed in self.rest:
            short = self._added(node, fed, which, values) or self._mapped(node, fed, values)
            values[node.id] = short or self._applied(node, fed, which, values)
        stacked = [unpacked(values, e.source, e.output) if e.source in values else self._still(e, which, count) for e in self.edges]
        return [y.reshape(self.count, len(which), *y.shape[1:]) for y in stacked]

    def _still(self, edge: Edge, which: Array, count: int) -> Array:
        if edge.source in self.spread:
            return self._expanded(edge.source, which)
        recorded = recorded_output(self.known.graph.nodes[edge.source], edge.output)
        return np.broadcast_to(recorded, (count, *recorded.shape))

    def _mapped(self, node: Node, fed: Fed, values: dict[int, Values | Packed]) -> Packed | None:
        """An elementwise operation on columns that share evaluations; None where it is another or they do not."""
        source = values.get(fed[0][1]) if len(fed) == 1 else None
        if not isinstance(source, Packed) or not self._elementwise(node, fed[0][0], source.base):
            return None
        assert node.replay is not None
        inputs, flags = list(node.replay.inputs), [k == fed[0][0] for k in range(len(node.replay.inputs))]
        inputs[fed[0][0]] = source.stack()
        (y,) = apply_node(node, inputs, flags, (len(inputs[fed[0][0]]), False))
        return source.mapped(y, np.asarray(node.replay.outputs[0]))

    def _elementwise(self, node: Node, argument: int, base: Array) -> bool:
        """Whether a node acts element by element on one argument: tried once, with parts of it moved."""
        if node.id not in self.known_elementwise:
            self.known_elementwise[node.id] = self._tried(node, argument, base)
        return self.known_elementwise[node.id]

    def _tried(self, node: Node, argument: int, base: Array) -> bool:
        replay = node.replay
        assert replay is not None
        if replay.user or len(replay.outputs) != 1 or np.shape(replay.outputs[0]) != base.shape:
            return False
        masks = halves(base.size).reshape(-1, *base.shape)
        moved = base + MOVE * (np.abs(base) + 1)
        inputs, flags = list(replay.inputs), [k == argument for k in range(len(replay.inputs))]
        inputs[argument] = np.concatenate([moved[None], np.where(masks, moved, base)])
        (y,) = apply_node(node, inputs, flags, (1 + len(masks), False))
        return separable(y, np.asarray(replay.outputs[0]), masks)

    def _applied(self, node: Node, fed: Fed, which: Array, values: dict[int, Values | Packed]) -> Values:
        """Any operation, evaluated for every shift and column."""
        assert node.replay is not None
        inputs, flags = list(node.replay.inputs), [False] * len(node.replay.inputs)
        for argument, source, output in fed:
            inputs[argument] = unpacked(values, source, output) if source in values else self._expanded(source, which)
            flags[argument] = True
        return apply_node(node, inputs, flags, (self.count * len(which), False))

    def _expanded(self, source: int, which: Array) -> Array:
        """An intermediate with one element moved at a time: (l c, *shape)."""
        values, base = self._elements(source)
        full = np.empty((self.count, len(which), base.size), dtype=values.dtype)
        full[...] = base
        full[:, np.arange(len(which)), which] = values[:, which]
        return full.reshape(-1, *self.shape)

    def _added(self, node: Node, fed: Fed, which: Array, values: dict[int, Values | Packed]) -> Values | Packed | None:
        """The operation as its recorded result plus change times slope, where it is a full sum or linear; None where it is not."""
        if len(fed) != 1 or fed[0][1] in values:
            return None
        argument, source, _ = fed[0]
        elements, base = self._elements(source)
        slopes = np.ones(()) / (base.size if node.op == "mean" else 1) if _adds(node) else self._slopes(node, argument, which, source)
        if slopes is None:
            return None
        assert node.replay is not None
        y = np.asarray(node.replay.outputs[0])
        change = elements[:, which] - base[which]
        together = packed(y, slopes, change) if slopes.ndim > 1 and y.dtype == np.float64 else None
        return together or ((y + change.reshape(*change.shape, *(1,) * y.ndim) * slopes).reshape(-1, *y.shape),)

    def _slopes(self, node: Node, argument: int, which: Array, source: int) -> Array | None:
        """What a linear operation's result moves by per unit of each coordinate, (c, *shape): its values at unit vectors.

        Linear is what moves by the sum of these when all of them move at once, from where it is.
        """
        replay = node.replay
        assert replay is not None
        if node.family != "linalg" or len(replay.outputs) != 1 or replay.user:
            return None
        elements, base = self._elements(source)
        units = np.zeros((len(which) + 2, base.size), dtype=base.dtype)
        units[np.arange(len(which)), which] = 1.0
        units[-1] = base
        units[-1, which] = elements[0, which]
        change = elements[0, which] - base[which]
        inputs, flags = list(replay.inputs), [i == argument for i in range(len(replay.inputs))]
        inputs[argument] = units.reshape(-1, *self.shape)
        (found,) = apply_node(node, inputs, flags, (len(units), False))
        slopes, y = found[:-2] - found[-2], np.asarray(replay.outputs[0])
        together = change @ slopes.reshape(len(which), -1)
        spare = ROUNDING * (np.abs(change) @ np.abs(slopes).reshape(len(which), -1) + np.abs(y).reshape(-1))
        fine = np.abs((found[-1] - y).reshape(-1) - together) <= spare
        return np.asarray(slopes) if fine.all() else None


def unpacked(values: dict[int, Values | Packed], source: int, output: int) -> Array:
    """A stacked intermediate, each column by itself: (l c, *shape)."""
    found = values[source]
    return found.columns() if isinstance(found, Packed) else found[output]


def _adds(node: Node) -> bool:
    """Whether a node is the sum or mean of all elements of its one argument."""
    replay = node.replay
    return node.op in ADDS and replay is not None and not replay.user and len(replay.inputs) == 1 and np.size(replay.outputs[0]) == 1


def halves(n: int) -> Array:
    """Rows of booleans (k, n) in which every two coordinates differ at least once: the binary digits of their numbers.

    Of more than EXACT coordinates two random halves, which what is not elementwise hardly ever passes.
    """
    if n > EXACT:
        return np.random.default_rng(0).random((2, n)) < 0.5
    digits = max(1, (n - 1).bit_length())
    return np.asarray((np.arange(n) >> np.arange(digits)[:, None]) & 1 == 1)


def separable(y: Array, base: Array, masks: Array) -> bool:
    """Whether moving part of the elements moves just those, bitwise. y: (l + k, *shape), the last k for the masked first shift."""
    if y.shape[1:] != base.shape:
        return False
    found, wanted = y[-len(masks) :], np.where(masks, y[0], base)
    return same(found, wanted)
