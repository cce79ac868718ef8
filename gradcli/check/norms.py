"""The norm of the gradient at every node of a graph, for the picture: one backward pass over the recorded nodes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from gradcli.graph import Graph, Node

Gradients = defaultdict[tuple[int, int], list[Any]]  # (node, output) -> what its consumers send back


def norms(graph: Graph) -> dict[int, float]:
    """Euclidean norm of the gradient of the sum of all outputs with respect to each node's value, by node id.

    Nodes no gradient reaches are left out, and so is what lies behind a node that cannot be replayed. User exceptions pass through.
    """
    import numpy as np

    sent: Gradients = defaultdict(list)
    for _, edge in graph.outputs:
        y = _value(graph.nodes[edge.source], edge.output)
        if y is not None and y.dtype.kind in "fc":
            sent[edge.source, edge.output].append(np.ones_like(y))
    found: dict[int, float] = {}
    for node in reversed(graph.nodes):
        gs = {output: sum(parts) for (source, output), parts in _of(sent, node).items()}
        if gs:
            found[node.id] = float(np.sqrt(sum(np.sum(np.abs(g) ** 2) for g in gs.values())))
            _pass_on(node, gs, sent)
    return found


def _value(node: Node, output: int) -> Any:
    return node.replay.outputs[output] if node.replay is not None else node.value


def _of(sent: Gradients, node: Node) -> dict[tuple[int, int], list[Any]]:
    outputs = range(len(node.replay.outputs) if node.replay is not None else 1)
    return {(node.id, output): sent[node.id, output] for output in outputs if (node.id, output) in sent}


def _pass_on(node: Node, gs: dict[int, Any], sent: Gradients) -> None:
    """Send the gradients of a node to its parents."""
    if node.replay is None:
        return
    gradients = node.replay.recorded([gs.get(output) for output in range(len(node.replay.outputs))])
    for edge, g in zip(node.parents, gradients):
        if g is not None:
            sent[edge.source, edge.output].append(g)
