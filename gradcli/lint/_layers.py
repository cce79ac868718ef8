"""The layers of a graph: what multiplies the data, in the order it does, with the size of weights and gradients."""

from __future__ import annotations

from typing import Any, NamedTuple

from gradcli.graph import Node
from gradcli.lint._gradients import finite, rms
from gradcli.lint._seen import Seen

FEWEST = 3  # layers: in fewer nothing can pile up


class Layer(NamedTuple):
    """A leaf that enters a linear operation.   user: that operation.   size, g, flow: root mean squares of its values, of its
    gradient, and of the gradient that arrives at the operation.
    """

    name: str
    user: Node
    size: float
    g: float
    flow: float


def layers(seen: Seen) -> list[Layer]:
    """The layers with a finite gradient, first to last; none when there are too few to speak of."""
    users = first_users(seen)
    gradients = seen.gradients.leaves
    found = []
    for k, name in {k: name for name, k in reversed(list(seen.graph.leaves.items()))}.items():
        if k in users and k in gradients and finite(gradients[k]):
            user, values = users[k]
            found.append(Layer(name, user, rms(values), rms(gradients[k]), seen.gradients.flow.get(user.id, 0.0)))
    return sorted(found, key=lambda layer: layer.user.id) if len({layer.user.id for layer in found}) >= FEWEST else []


def first_users(seen: Seen) -> dict[int, tuple[Node, Any]]:
    """(the linear operation that each leaf enters first, also through changes of shape, its values then)."""
    stands_for: dict[int, int] = {k: k for k in seen.graph.leaves.values()}
    found: dict[int, tuple[Node, Any]] = {}
    for node in seen.graph.nodes:
        leaves = [(stands_for[edge.source], i) for i, edge in enumerate(node.parents) if edge.source in stands_for]
        if node.family == "shape" and len(node.parents) == 1 and leaves:
            stands_for[node.id] = leaves[0][0]
        elif node.family == "linalg" and node.replay is not None:
            for leaf, i in leaves:
                found.setdefault(leaf, (node, node.replay.inputs[i]))
    return found
