"""A graph in numbers: nodes by kind, depth and width, parameters and which of them get no gradient, memory, hot spots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from gradcli.draw import wording
from gradcli.draw.keys import keys
from gradcli.draw.reach import reached
from gradcli.draw.text import clean
from gradcli.graph import Graph, depth

HOT = 4  # uses of one node from which it is a hot spot
LISTED = 5  # entries shown of a list


@dataclass(frozen=True, slots=True)
class Summary:
    """nodes: grad_fn nodes, AccumulateGrad apart.  kinds: (grad_fn, how many), most first.  depth, width: operations on the longest
    way, and at most at the same distance from the leaves.  parameters, elements: leaves with a gradient and their numbers.
    unreached: those that no output sends a gradient to.  saved: bytes kept for the backward pass.
    hot_spots: (node, uses), most first: a node used often adds up as many gradients.
    """

    nodes: int
    kinds: tuple[tuple[str, int], ...]
    depth: int
    width: int
    parameters: int
    elements: int
    unreached: tuple[str, ...]
    saved: int
    hot_spots: tuple[tuple[str, int], ...]


def summary(graph: Graph) -> Summary:
    """One pass over nodes and edges for each number."""
    ops = [node for node in graph.nodes if node.kind == "op"]
    leaves = [node for node in graph.nodes if node.kind != "op" and node.grad_fn]
    hit = reached(graph)
    uses = Counter(edge.source for node in graph.nodes for edge in node.parents)
    named = keys(graph)
    return Summary(
        nodes=len(ops),
        kinds=_ranked(Counter(node.grad_fn for node in ops)),
        depth=depth(graph),
        width=_width(graph),
        parameters=len(leaves),
        elements=sum(prod(node.shape) for node in leaves),
        unreached=tuple(node.name or named[node.id] for node in leaves if not hit[node.id]),
        saved=sum(saved.nbytes for node in ops for saved in node.saved),
        hot_spots=_ranked(Counter({named[i]: many for i, many in uses.items() if many >= HOT})),
    )


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _width(graph: Graph) -> int:
    distance: list[int] = []
    for node in graph.nodes:
        distance.append(max((distance[edge.source] for edge in node.parents), default=0) + (node.kind == "op"))
    return max(Counter(distance[node.id] for node in graph.nodes if node.kind == "op").values(), default=0)


def rows(summary: Summary) -> Iterator[tuple[str, str]]:
    """(name, value) in words, without what there is none of."""
    yield "grad_fn nodes", f"{summary.nodes:,}"
    yield "kinds", _some([f"{name} ×{many:,}" for name, many in summary.kinds])
    yield "depth, width", f"{summary.depth:,}, {summary.width:,}"
    yield "leaves with a gradient", f"{summary.parameters:,}, {wording.count(summary.elements, 'element')}"
    if summary.unreached:
        yield "no gradient reaches", _some(list(summary.unreached))
    if summary.saved:
        yield "saved for backward", wording.size(summary.saved)
    if summary.hot_spots:
        yield "used most", _some([f"{name.removeprefix('n:')} ×{many:,}" for name, many in summary.hot_spots])


def _some(things: list[str]) -> str:
    rest = f" and {len(things) - LISTED:,} more" if len(things) > LISTED else ""
    return clean(", ".join(things[:LISTED]) + rest) or "none"
