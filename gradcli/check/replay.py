"""A graph evaluated again: with changed leaves, one point or a stack of them, forwards or backwards, node by node."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradcli.check.surrogate import declared
from gradcli.graph import Edge, Graph, Node

Array = np.ndarray[Any, Any]
Values = tuple[Array, ...]
Fed = tuple[tuple[int, int, int], ...]  # arguments that change: (argument, source, output of the source)
Touch = Callable[[Node, Values], Values]
CACHE = 256 * 1024  # bytes: stacked intermediates of this size stay in the second-level cache
MOST = 4 * 1024 * 1024  # bytes of the largest one: where the others are small, fewer calls are worth a slower one


@dataclass(frozen=True, slots=True)
class Plan:
    """The nodes a change of some leaves reaches, in order, and after which of them a value is no longer needed.

    fed: per node the arguments that change: (argument, source, output of the source).
    """

    graph: Graph
    nodes: tuple[Node, ...]
    fed: tuple[Fed, ...]
    reached: frozenset[int]
    spent: Mapping[int, tuple[int, ...]]
    chunk: int


def reached_from(graph: Graph, sources: Sequence[int]) -> frozenset[int]:
    """The ids of all nodes downstream of `sources`, these included."""
    reached = set(sources)
    for node in graph.nodes:
        if any(edge.source in reached for edge in node.parents):
            reached.add(node.id)
    return frozenset(reached)


def leaves_above(graph: Graph, node: int) -> list[str]:
    """The names of the leaves that a node depends on."""
    above = {node}
    for other in reversed(graph.nodes[: node + 1]):
        if other.id in above:
            above.update(edge.source for edge in other.parents)
    return [name for name, leaf in graph.leaves.items() if leaf in above]


def plan(graph: Graph, leaves: Sequence[int]) -> Plan | None:
    """How to evaluate `graph` with `leaves` changed; None where a node on the way cannot be replayed."""
    reached = reached_from(graph, leaves)
    needed = _ancestors(graph, reached)
    nodes = tuple(node for node in graph.nodes if node.id in needed and node.id not in leaves)
    if any(node.replay is None for node in nodes):
        return None
    fed = tuple(tuple((k, e.source, e.output) for k, e in enumerate(node.parents) if e.source in reached) for node in nodes)
    return Plan(graph, nodes, fed, reached, _last_uses(graph, nodes), _chunk(nodes))


def _ancestors(graph: Graph, reached: frozenset[int]) -> set[int]:
    """Of the reached nodes those that an output depends on."""
    needed = {edge.source for _, edge in graph.outputs if edge.source in reached}
    for node in reversed(graph.nodes):
        if node.id in needed:
            needed.update(edge.source for edge in node.parents if edge.source in reached)
    return needed


def _last_uses(graph: Graph, nodes: Sequence[Node]) -> dict[int, tuple[int, ...]]:
    last = {edge.source: node.id for node in nodes for edge in node.parents}
    for _, edge in graph.outputs:
        last.pop(edge.source, None)
    spent: dict[int, tuple[int, ...]] = {}
    for source, user in last.items():
        spent[user] = (*spent.get(user, ()), source)
    return spent


def _chunk(nodes: Sequence[Node]) -> int:
    sizes = [math.prod(node.shape) for node in nodes] or [1]
    ordinary, largest = sum(sizes) // len(sizes), max(sizes)
    return min(max(min(CACHE // (16 * max(ordinary, 1)), MOST // (16 * max(largest, 1))), 4), 64)


def evaluate(
    plan: Plan, changed: Mapping[int, Array], count: int | None = None, touch: Touch | None = None, literal: bool = False
) -> dict[str, Array]:
    """The outputs by name with leaves {node id: array} changed.

    count: None for one point; else every changed leaf and every output has a leading axis of that length.
    touch: called with each node and its new outputs, returns what to go on with.
    literal: declared surrogates run their forward, instead of the linear map they declare.
    """
    values: dict[int, Values] = {leaf: (array,) for leaf, array in changed.items()}
    for node, fed in zip(plan.nodes, plan.fed):
        inputs, stacked = _gather(node, fed, values, count is not None)
        outputs = apply_node(node, inputs, stacked, (count, literal))
        values[node.id] = touch(node, outputs) if touch else outputs
        for source in plan.spent.get(node.id, ()):
            values.pop(source, None)
    return {name: _output(plan.graph, edge, values, count) for name, edge in plan.graph.outputs}


def _gather(node: Node, fed: Fed, values: Mapping[int, Values], many: bool) -> tuple[list[Array], list[bool]]:
    assert node.replay is not None
    inputs, stacked = list(node.replay.inputs), [False] * len(node.replay.inputs)
    for argument, source, output in fed:
        if source in values:
            inputs[argument], stacked[argument] = values[source][output], many
    return inputs, stacked


def apply_node(node: Node, inputs: list[Array], stacked: list[bool], how: tuple[int | None, bool]) -> Values:
    """The outputs of one node on other inputs, stacked where flagged. how: (length of the stack or None, literal surrogates)."""
    assert node.replay is not None
    count, literal = how
    if node.replay.surrogate and not literal:
        return declared(node, inputs, stacked, count)
    if count is None:
        return tuple(node.replay.forward(*(np.array(x) for x in inputs) if node.replay.user else inputs))
    if node.replay.stack is not None:
        return tuple(node.replay.stack(tuple(stacked), *inputs))
    each = [node.replay.forward(*(np.array(x[k] if many else x) for x, many in zip(inputs, stacked))) for k in range(count)]
    return tuple(np.stack([np.asarray(y) for y in ys]) for ys in zip(*each))


def _output(graph: Graph, edge: Edge, values: Mapping[int, Values], count: int | None) -> Array:
    if edge.source in values:
        return np.asarray(values[edge.source][edge.output])
    recorded = np.asarray(recorded_output(graph.nodes[edge.source], edge.output))
    return recorded if count is None else np.broadcast_to(recorded, (count, *recorded.shape))


def recorded_output(node: Node, output: int = 0) -> Array:
    """What the node gave when it was recorded; leaves and constants give their value."""
    return np.asarray(node.replay.outputs[output] if node.replay is not None else node.value)


Backward = Callable[[Node, list[Array]], Sequence[Array | None]]


def pull_alone(node: Node, gs: list[Array]) -> Sequence[Array | None]:
    """Gradients of a node's inputs from a fresh run of it."""
    assert node.replay is not None
    inputs = [np.array(x) for x in node.replay.inputs] if node.replay.user else list(node.replay.inputs)
    return tuple(node.replay.pullback(gs, *inputs))


def pull_recorded(node: Node, gs: list[Array]) -> Sequence[Array | None]:
    """Gradients of a node's inputs from what its tape saved."""
    assert node.replay is not None
    return tuple(node.replay.recorded(gs))


def backpropagate(
    graph: Graph, gs: Mapping[str, Array], how: Backward = pull_alone, watch: Callable[[Node, list[Array], Any], None] | None = None
) -> dict[str, Array | None] | None:
    """Gradients of ⟨gs, outputs⟩ by leaf name, accumulated node by node; None where a node on the way cannot be replayed.

    watch: sees each op node with its cotangents and the gradients it gave.
    """
    live = reached_from(graph, list(graph.leaves.values()))
    sums: dict[int, dict[int, Array]] = {}
    for name, edge in graph.outputs:
        if name in gs and edge.source in live:
            _accumulate(sums, edge, gs[name])
    for node in reversed(graph.nodes):
        if node.kind != "op" or node.id not in sums or node.id not in live:
            continue
        if node.replay is None:
            return None
        cotangents = _cotangents(node, sums.pop(node.id))
        gradients = how(node, cotangents)
        if watch:
            watch(node, cotangents, gradients)
        for edge, gradient in zip(node.parents, gradients):
            if gradient is not None and edge.source in live:
                _accumulate(sums, edge, gradient)
    return {name: sums[leaf][0] if leaf in sums else None for name, leaf in graph.leaves.items()}


def _cotangents(node: Node, sums: Mapping[int, Array]) -> list[Array]:
    assert node.replay is not None
    return [sums[k] if k in sums else np.zeros_like(y) for k, y in enumerate(node.replay.outputs)]


def _accumulate(sums: dict[int, dict[int, Array]], edge: Edge, gradient: Array) -> None:
    old = sums.setdefault(edge.source, {})
    old[edge.output] = old[edge.output] + gradient if edge.output in old else np.array(gradient)
