"""The outputs for one moved coordinate at a time: many in one evaluation as long as operations keep them apart, else each by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gradcli.check.lanes import Lanes, Places, kept_apart, with_axis
from gradcli.check.products import Product, multiplications, slices_add
from gradcli.check.replay import Fed, Plan, Values, apply_node, recorded_output
from gradcli.graph import Edge, Node

Array = np.ndarray[Any, Any]
ADDS = ("sum", "mean")
LITTLE = 1024 * 1024  # bytes of all columns of the largest intermediate
MANY = 1 << 21  # multiplications of all columns of a product: longer than to add what each column's slice does
STACK = 1024 * 1024  # bytes of the largest stacked intermediate: small enough for a cache, large enough to hide the calls


@dataclass(frozen=True, slots=True)
class Route:
    """How far columns go together: axes, per intermediate the axis along which they keep to their slices; added, nodes whose
    result is the recorded one and what a column's slice adds.
    """

    axes: Mapping[int, int]
    added: frozenset[int]


class Columns:
    """The part of a plan behind its elementwise start. rest: its nodes; spread: {intermediate: (base, shifted (l, *shape))}."""

    def __init__(self, known: Plan, rest: Sequence[tuple[Node, Fed]], spread: Mapping[int, tuple[Array, Array]]) -> None:
        self.known, self.rest, self.spread = known, rest, spread
        base, shifted = next(iter(spread.values()))
        self.shape, self.size, self.count = base.shape, base.size, len(shifted)
        self.edges: Sequence[Edge] = [edge for _, edge in known.graph.outputs]

    @cached_property
    def route(self) -> Route:
        """Along the axis that takes them furthest; each by itself where so little is to be evaluated that trying costs more."""
        largest = max((math.prod(node.shape) for node, _ in self.rest), default=0)
        if 8 * self.count * self.size * max(largest, self.size) <= LITTLE:
            return Route(dict.fromkeys(self.spread, 0), self._products())
        routes = [self._along(axis) for axis in range(len(self.shape))]
        return max(routes, key=lambda route: (len(route.axes), len(route.added)))

    def _along(self, axis: int) -> Route:
        axes, ends = dict.fromkeys(self.spread, axis), set()
        for node, fed in self.rest:
            if not all(source in axes for _, source, _ in fed):
                continue
            along = kept_apart(node, {argument: axes[source] for argument, source, _ in fed})
            if along is not None:
                axes[node.id] = along
            elif len(fed) == 1 and _adds_slices(node, fed[0][0], axes[fed[0][1]]):
                ends.add(node.id)
        return Route(axes, frozenset(ends))

    def _products(self) -> frozenset[int]:
        """The large products right behind the start to whose results slices along the first axis add."""
        begin = [(node, fed[0][0]) for node, fed in self.rest if len(fed) == 1 and fed[0][1] in self.spread]
        return frozenset(n.id for n, k in begin if self.count * self.size * multiplications(n, k) > MANY and slices_add(n, k, 0))

    @cached_property
    def begun(self) -> set[int]:
        """The intermediates of the elementwise start that are used behind it."""
        used = {source for _, fed in self.rest for _, source, _ in fed} | {edge.source for edge in self.edges}
        return used & set(self.spread)

    @property
    def axis(self) -> int:
        """The leaf's axis along which columns go together."""
        return self.route.axes[next(iter(self.spread))]

    def portions(self) -> Iterator[Array]:
        """The numbers of all columns, some at a time: as many as fill a cache, those that share evaluations together."""
        order = with_axis(np.arange(self.size).reshape(self.shape), self.axis, len(self.shape) - 1).reshape(-1)
        return (order[k : k + self.portion] for k in range(0, self.size, self.portion))

    @cached_property
    def portion(self) -> int:
        lanes = self.shape[self.axis]
        single = [math.prod(node.shape) for node, _ in self.rest if node.id not in self.route.axes]
        single += [self.size for node, fed in self.rest if not self._together(node) and any(source in self.spread for _, source, _ in fed)]
        shared = [math.prod(node.shape) for node, _ in self.rest if node.id in self.route.axes] + [self.size]
        most: int = STACK // (8 * self.count * max([*single, max(shared) // lanes, 1]))
        return max(most - most % lanes if most >= lanes else most, 1)

    def _together(self, node: Node) -> bool:
        return node.id in self.route.axes or node.id in self.route.added

    def __call__(self, which: Array) -> list[Array]:
        """The outputs for these coordinates, each (l, c, *shape). Raises whatever a user's forward raises."""
        parts = [self._some(which[k : k + self.portion]) for k in range(0, len(which), self.portion)]
        return parts[0] if len(parts) == 1 else [np.concatenate(outputs, axis=1) for outputs in zip(*parts)]

    def _some(self, which: Array) -> list[Array]:
        values = self._apart(which) if self._alone else self._in_lanes(which)
        for node, fed in self.rest:
            values[node.id] = self._moved(node, fed, values)
        stacked = [self._output(edge, values, self.count * len(which)) for edge in self.edges]
        return [y.reshape(self.count, len(which), *y.shape[1:]) for y in stacked]

    @property
    def _alone(self) -> bool:
        """Whether no column goes together with another behind the start."""
        return not self.route.added and len(self.route.axes) == len(self.spread)

    def _apart(self, which: Array) -> dict[int, Values | Lanes]:
        return {k: (one_moved(*self.spread[k], which),) for k in self.begun}

    def _in_lanes(self, which: Array) -> dict[int, Values | Lanes]:
        places = Places.of(which, self.shape, self.axis)
        return {k: Lanes.spread(*self.spread[k], self.axis, places) for k in self.begun}

    def _output(self, edge: Edge, values: Mapping[int, Values | Lanes], count: int) -> Array:
        if edge.source in values:
            return unpacked(values, edge.source, edge.output)
        recorded = recorded_output(self.known.graph.nodes[edge.source], edge.output)
        return np.broadcast_to(recorded, (count, *recorded.shape))

    def _moved(self, node: Node, fed: Fed, values: Mapping[int, Values | Lanes]) -> Values | Lanes:
        """One node's result for every shift and column."""
        source = values[fed[0][1]]
        if isinstance(source, Lanes):
            if node.id in self.route.axes:
                return self._shared(node, fed, values)
            if node.id in self.route.added:
                return (_plus_slices(node, fed[0][0], source),)
        inputs, flags = _given(node, fed, lambda argument: unpacked(values, *argument))
        return apply_node(node, inputs, flags, (len(inputs[fed[0][0]]), False))

    def _shared(self, node: Node, fed: Fed, values: Mapping[int, Values | Lanes]) -> Lanes:
        """An operation that keeps slices apart, on all that move together."""
        sources = {source: values[source] for _, source, _ in fed}
        first = next(iter(sources.values()))
        assert isinstance(first, Lanes)
        inputs, flags = _given(node, fed, lambda argument: sources[argument[0]].stack())  # type: ignore[union-attr]
        (y,) = apply_node(node, inputs, flags, (len(inputs[fed[0][0]]), False))
        return first.mapped(y, recorded_output(node), self.route.axes[node.id])


def one_moved(base: Array, shifted: Array, which: Array) -> Array:
    """Arrays (l c, *shape) like base but for one entry each, one of these flat ones, from shifted (l, *shape)."""
    full = np.empty((len(shifted), len(which), base.size), dtype=np.result_type(base, shifted))
    full[...] = base.reshape(-1)
    full[:, np.arange(len(which)), which] = shifted.reshape(len(shifted), -1)[:, which]
    return full.reshape(-1, *base.shape)


def _given(node: Node, fed: Fed, stacked: Any) -> tuple[list[Array], list[bool]]:
    """A node's inputs with those that move stacked, and which these are."""
    assert node.replay is not None
    inputs, flags = list(node.replay.inputs), [False] * len(node.replay.inputs)
    for argument, source, output in fed:
        inputs[argument], flags[argument] = stacked((source, output)), True
    return inputs, flags


def unpacked(values: Mapping[int, Values | Lanes], source: int, output: int) -> Array:
    """A stacked intermediate, each column by itself: (l c, *shape)."""
    found = values[source]
    return found.columns() if isinstance(found, Lanes) else found[output]


def adds(node: Node) -> bool:
    """Whether a node is the sum or mean of all elements of its one argument."""
    replay = node.replay
    return node.op in ADDS and replay is not None and not replay.user and len(replay.inputs) == 1 and np.size(replay.outputs[0]) == 1


def _adds_slices(node: Node, argument: int, axis: int) -> bool:
    """Whether what a slice of an argument adds to the result is known without the others."""
    return adds(node) or slices_add(node, argument, axis)


def _plus_slices(node: Node, argument: int, source: Lanes) -> Array:
    """The result for every shift and column, (l c, *shape): the recorded one and what the column's slice adds."""
    change, y = source.change(), recorded_output(node)
    product = Product.of(node, argument)
    if product is not None:
        return np.asarray(y + product.added(change, source.places.lane))
    share = source.base.size if node.op == "mean" else 1
    return np.asarray(y + (change.reshape(*change.shape[:2], -1).sum(axis=2) / share).reshape(-1, *(1,) * y.ndim))
