"""The gradient at every node of a graph, node by node from the outputs back, each by its own recorded backward."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gradcli.graph import Graph, Node

Array = Any


@dataclass(slots=True)
class Gradients:
    """Of the sum of all finite outputs.   leaves: by node id.   flow: root mean square of what arrives at an operation, by node id.

    bad: the first node whose backward makes NaN or infinity of finite numbers.
    """

    leaves: dict[int, Array] = field(default_factory=dict)
    flow: dict[int, float] = field(default_factory=dict)
    bad: Node | None = None


def gradients(graph: Graph) -> Gradients:
    """Leaves no gradient reaches are left out, and so is what lies behind a node whose backward raises."""
    sent: defaultdict[int, dict[int, Array]] = defaultdict(dict)
    for _, edge in graph.outputs:
        y = value(graph.nodes[edge.source], edge.output)
        if y is not None and y.dtype.kind in "fc" and finite(y):
            add(sent[edge.source], edge.output, np.ones_like(y))
    found = Gradients()
    for node in reversed(graph.nodes):
        gs = sent.pop(node.id, None)
        if gs and node.kind == "op":
            found.flow[node.id] = max(map(rms, gs.values()))
            back(node, gs, sent, found)
        elif gs:
            found.leaves[node.id] = gs[0]
    return found


def value(node: Node, output: int) -> Array | None:
    """The value of an output, where it is known."""
    return node.replay.outputs[output] if node.replay is not None else node.value


def add(slots: dict[int, Array], output: int, g: Array) -> None:
    slots[output] = slots[output] + g if output in slots else g


def back(node: Node, gs: dict[int, Array], sent: defaultdict[int, dict[int, Array]], found: Gradients) -> None:
    """Send the gradients of a node to its parents."""
    if node.replay is None:
        return
    try:
        out = node.replay.recorded([gs.get(k) for k in range(len(node.replay.outputs))])
    except Exception:  # user code, or a saved tensor that was overwritten
        return
    for edge, g in zip(node.parents, out):
        if g is not None:
            add(sent[edge.source], edge.output, g)
    if found.bad is None and all(map(finite, gs.values())) and not all(finite(g) for g in out if g is not None):
        found.bad = node


def finite(g: Array) -> bool:
    """Whether an array holds numbers only."""
    return bool(np.isfinite(g).all())


def rms(x: Array) -> float:
    """Root mean square, 0 for nothing."""
    return float(np.sqrt(np.mean(np.abs(x, dtype=np.float64) ** 2))) if np.size(x) else 0.0
