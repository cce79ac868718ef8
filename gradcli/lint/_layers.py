"""The layers of a graph: what multiplies the data, in the order it does, with the size of weights and gradients."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from gradcli.graph import Node
from gradcli.lint._gradients import finite, rms
from gradcli.lint._seen import Seen

FEWEST = 3  # layers: in fewer nothing can pile up


class Layer(NamedTuple):
    """A leaf that enters linear operations.   user: the first of them.   size, g: root mean squares of its values then and of its
    gradient.   flow: the largest of those of the gradients that arrive at these operations: in an unrolled loop what the late ones get.
    """

    name: str
    user: Node
    size: float
    g: float
    flow: float


def layers(seen: Seen) -> list[Layer]:
    """The layers with a finite gradient, first to last; none when there are too few to speak of."""
    used, gradients = users(seen), seen.gradients
    found = []
    for k, name in {k: name for name, k in reversed(list(seen.graph.leaves.items()))}.items():
        if k in used and k in gradients.leaves and finite(gradients.leaves[k]):
            user, values = used[k][0]
            flows = [gradients.flow.get(node.id, 0.0) for node, _ in used[k]]
            found.append(Layer(name, user, rms(values), rms(gradients.leaves[k]), max(filter(math.isfinite, flows), default=0.0)))
    return sorted(found, key=lambda layer: layer.user.id) if len({layer.user.id for layer in found}) >= FEWEST else []


def users(seen: Seen) -> dict[int, list[tuple[Node, Any]]]:
    """The linear operations that each leaf enters, also through changes of shape, with its values then, in order."""
    stands_for: dict[int, int] = {k: k for k in seen.graph.leaves.values()}
    found: dict[int, list[tuple[Node, Any]]] = {}
    for node in seen.graph.nodes:
        leaves = [(stands_for[edge.source], i) for i, edge in enumerate(node.parents) if edge.source in stands_for]
        if node.family == "shape" and len(node.parents) == 1 and leaves:
            stands_for[node.id] = leaves[0][0]
        elif node.family == "linalg" and node.replay is not None:
            for leaf, i in leaves:
                found.setdefault(leaf, []).append((node, node.replay.inputs[i]))
    return found
