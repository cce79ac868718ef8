"""All columns of a Jacobian from a handful of evaluations, as far as the operations allow: every coordinate moved at once.

Through elementwise operations an element follows its own coordinate only, so moving all of them shows every column's one entry. A
full sum adds each element's change to itself; what else comes after is evaluated for some columns at a time (`columns.py`). No table
says which operations are elementwise: each is tried (`separable`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from gradcli.check.columns import Columns, adds
from gradcli.check.lanes import halves
from gradcli.check.replay import Fed, Plan, apply_node
from gradcli.check.subject import same
from gradcli.graph import Edge, Node

Array = np.ndarray[Any, Any]


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
        if len(self.rest) == 1 and adds(self.rest[0][0]):
            node, ((_, source, _),) = self.rest[0]
            values, y = self._elements(source)
            share = y.size if node.op == "mean" else 1
            return (values / share, y / share), False
        return None, False

    def _elements(self, source: int) -> tuple[Array, Array]:
        return self.spread[source][: self.count].reshape(self.count, -1), self.base[source].reshape(-1)

    @cached_property
    def columns(self) -> Columns:
        """The outputs for some coordinates."""
        spread = {source: (self.base[source], values[: self.count]) for source, values in self.spread.items()}
        return Columns(self.known, self.rest, spread)


def separable(y: Array, base: Array, masks: Array) -> bool:
    """Whether moving part of the elements moves just those, bitwise. y: (l + k, *shape), the last k for the masked first shift."""
    if y.shape[1:] != base.shape:
        return False
    found, wanted = y[-len(masks) :], np.where(masks, y[0], base)
    return same(found, wanted)
