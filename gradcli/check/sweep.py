"""All columns of a Jacobian from a handful of evaluations, where a map is elementwise: every coordinate moved at once.

Through elementwise operations an element follows its own coordinate only, so moving all of them shows every column's one entry; a
full sum adds each element's change to itself. No table says which operations are elementwise: each is tried with half of its
elements moved. What that may overlook, a random direction through the whole function shows afterwards (settled.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.check.replay import Plan, Values, apply_node
from gradcli.graph import Edge, Node

Array = np.ndarray[Any, Any]
Swept = tuple[Array, bool]  # values (l, n, m), or (l, n) and True where element j of the only output follows coordinate j alone
ADDS = ("sum", "mean")


def sweep(known: Plan, leaf: int, shifted: Array) -> Swept | None:
    """The outputs for l shifts of a leaf, one coordinate at a time. shifted: (l, *shape), all coordinates moved.

    None where the way leads through anything but elementwise operations, full sums, and operations on their results.
    """
    spread: dict[int, Values] = {leaf: (shifted,)}  # element j: where coordinate j is moved
    single: dict[int, Values] = {}  # stacked over shifts and coordinates: (l n, *shape)
    count = len(shifted) * int(np.prod(shifted.shape[1:]))
    for node in known.nodes:
        inside, after = _sources(node, spread), _sources(node, single)
        if inside and not after:
            if not _spread(node, spread, single, shifted):
                return None
        elif after and not inside:
            single[node.id] = _applied(node, single, count)
        else:
            return None
    return _collected(known, spread, single, shifted)


def _sources(node: Node, values: dict[int, Values]) -> bool:
    return any(edge.source in values for edge in node.parents)


def _gathered(node: Node, values: dict[int, Values]) -> tuple[list[Array], list[bool]]:
    assert node.replay is not None
    flags = [edge.source in values for edge in node.parents]
    inputs = [values[e.source][e.output] if flag else x for e, flag, x in zip(node.parents, flags, node.replay.inputs)]
    return inputs, flags


def _applied(node: Node, values: dict[int, Values], count: int) -> Values:
    inputs, flags = _gathered(node, values)
    return apply_node(node, inputs, flags, (count, False))


def _spread(node: Node, spread: dict[int, Values], single: dict[int, Values], shifted: Array) -> bool:
    """Take one node whose inputs move element by element; False where its outputs do not."""
    assert node.replay is not None
    inputs, flags = _gathered(node, spread)
    total = node.op in ADDS and len(inputs) == 1 and np.size(node.replay.outputs[0]) == 1
    if total:
        change = inputs[0] - node.replay.inputs[0]
        parts = change / (change[0].size if node.op == "mean" else 1)
        single[node.id] = ((node.replay.outputs[0] + parts.reshape(-1, *(1,) * np.ndim(node.replay.outputs[0]))),)
        return True
    outputs = apply_node(node, inputs, flags, (len(shifted), False))
    spread[node.id] = outputs
    return all(y.shape == shifted.shape for y in outputs) and elementwise(node, inputs, flags, outputs)


def elementwise(node: Node, inputs: Sequence[Array], flags: Sequence[bool], outputs: Values) -> bool:
    """Whether moving half of the elements moves just those: bitwise, at the first shift, for a fixed random half."""
    assert node.replay is not None
    half = np.random.default_rng(0).random(outputs[0].shape[1:]) < 0.5
    mixed = [np.where(half, x[0], old) if flag else old for x, flag, old in zip(inputs, flags, node.replay.inputs)]
    found = node.replay.forward(*mixed)
    return all(np.array_equal(y, np.where(half, new[0], old)) for y, new, old in zip(found, outputs, node.replay.outputs))


def _collected(known: Plan, spread: dict[int, Values], single: dict[int, Values], shifted: Array) -> Swept | None:
    edges = [edge for _, edge in known.graph.outputs]
    if len(edges) != 1 or np.iscomplexobj(shifted):
        return None
    edge: Edge = edges[0]
    if edge.source in spread:
        return spread[edge.source][edge.output].reshape(len(shifted), -1), True
    if edge.source in single:
        return single[edge.source][edge.output].reshape(len(shifted), shifted[0].size, -1), False
    return None
