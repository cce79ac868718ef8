"""How far gradients get: which nodes any output depends on, and how long the longest way to each node is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gradcli.graph import Graph


def reached(graph: Graph) -> list[bool]:
    """For every node: a gradient flows to it from some output. One pass from the outputs to the leaves."""
    hit = [False] * len(graph.nodes)
    for _, edge in graph.outputs:
        hit[edge.source] = True
    for node in reversed(graph.nodes):
        if hit[node.id] and node.grad_fn:
            for edge in node.parents:
                hit[edge.source] = True
    return [is_hit and bool(node.grad_fn) for is_hit, node in zip(hit, graph.nodes)]


def ranks(count: int, links: Iterable[tuple[int, int]]) -> list[int]:
    """Rank of each of `count` cards: below everything it uses, and as late as its own uses allow.

    links: (source, target), without cycles. What nothing uses stays right below the last thing it uses. Linear time.
    """
    into: list[list[int]] = [[] for _ in range(count)]
    out: list[list[int]] = [[] for _ in range(count)]
    for source, target in links:
        into[target].append(source)
        out[source].append(target)
    order = _order(into, out)
    early = [0] * count
    for card in order:
        early[card] = max((early[source] + 1 for source in into[card]), default=0)
    late = list(early)
    for card in reversed(order):
        late[card] = min((late[target] - 1 for target in out[card]), default=early[card])
    return late


def _order(into: Sequence[Sequence[int]], out: Sequence[Sequence[int]]) -> list[int]:
    """A topological order: sources first, then what has all it uses before it."""
    waiting = [len(sources) for sources in into]
    order = [card for card, many in enumerate(waiting) if not many]
    for card in order:  # grows while it is read
        for target in out[card]:
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    assert len(order) == len(waiting), "a cycle"
    return order
