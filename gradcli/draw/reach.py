"""How far gradients get: which nodes any output depends on, and how long the longest way to each node is."""

from __future__ import annotations

from collections.abc import Iterable

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

    links: (source, target) with source < target, so one pass down and one pass up are enough. What nothing uses stays right
    below the last thing it uses.
    """
    into: list[list[int]] = [[] for _ in range(count)]
    for source, target in links:
        into[target].append(source)
    early = [0] * count
    for target, sources in enumerate(into):
        early[target] = max((early[source] + 1 for source in sources), default=0)
    late: dict[int, int] = {}
    for target in range(count - 1, -1, -1):
        own = late.setdefault(target, early[target])
        for source in into[target]:
            late[source] = min(late.get(source, own), own - 1)
    return [late[i] for i in range(count)]
