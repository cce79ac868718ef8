"""A graph in numbers: nodes by kind, depth and width, parameters and which of them get no gradient, memory, hot spots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import isfinite, prod

from gradcli.draw import wording
from gradcli.draw.keys import keys
from gradcli.draw.options import Norms
from gradcli.draw.reach import reached
from gradcli.draw.text import clean
from gradcli.graph import Graph, depth

HOT = 4  # uses of one node from which it is a hot spot
LISTED = 5  # entries shown of a list


@dataclass(frozen=True, slots=True)
class Summary:
    """nodes: grad_fn nodes, AccumulateGrad apart.  kinds: (grad_fn, how many), most first.  depth, width: operations on the longest
    way, and at most at the same distance from the leaves.  parameters, elements: leaves with a gradient and their numbers.
    unreached: those that no output sends a gradient to.  zero, lost: those whose gradient is nothing but 0, or is not finite.
    path: the operations of the longest way, from the leaves to a result.  saved: bytes kept for the backward pass.
    hot_spots: (node, uses), most first: a node used often adds up as many gradients.
    """

    nodes: int
    kinds: tuple[tuple[str, int], ...]
    depth: int
    width: int
    parameters: int
    elements: int
    unreached: tuple[str, ...]
    zero: tuple[str, ...]
    lost: tuple[str, ...]
    path: tuple[str, ...]
    saved: int
    hot_spots: tuple[tuple[str, int], ...]


def summary(graph: Graph, norms: Norms | None = None) -> Summary:
    """One pass over nodes and edges for each number. norms: of gradients, by node id."""
    norms = norms or {}
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
        zero=tuple(node.name or named[node.id] for node in leaves if norms.get(node.id) == 0),
        lost=tuple(node.name or named[node.id] for node in leaves if not isfinite(norms.get(node.id, 0.0))),
        path=tuple(_longest(graph)),
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


def _longest(graph: Graph) -> list[str]:
    """The operations on the longest way, the first one first."""
    length: list[int] = []
    before: list[int] = []
    for node in graph.nodes:
        best = max((edge.source for edge in node.parents), key=length.__getitem__, default=-1)
        before.append(best)
        length.append((length[best] if best >= 0 else 0) + (node.kind == "op"))
    at = max(range(len(length)), key=length.__getitem__, default=-1)
    found = []
    while at >= 0:
        found += [graph.nodes[at].op] if graph.nodes[at].kind == "op" else []
        at = before[at]
    return found[::-1]


def _way(path: tuple[str, ...]) -> str:
    """mm → add ×3 → tanh → … 40 more … → sum: equal ones in a row counted, the middle of a long way left out."""
    steps = [(name, len(list(same))) for name, same in groupby(path)]
    told = [name if many == 1 else f"{name} ×{many:,}" for name, many in steps]
    if len(told) > 2 * LISTED:
        told = [*told[:LISTED], f"… {len(told) - 2 * LISTED:,} more …", *told[-LISTED:]]
    return clean(" → ".join(told))


def rows(summary: Summary) -> Iterator[tuple[str, str]]:
    """(name, value) in words, without what there is none of."""
    yield "grad_fn nodes", f"{summary.nodes:,}"
    yield "kinds", _some([f"{name} ×{many:,}" for name, many in summary.kinds])
    yield "depth, width", f"{summary.depth:,}, {summary.width:,}"
    if summary.path:
        yield "longest path", _way(summary.path)
    reached = ", all reached" if summary.parameters and not summary.unreached else ""
    yield "leaves with a gradient", f"{summary.parameters:,}, {wording.count(summary.elements, 'element')}{reached}"
    if summary.unreached:
        yield "no gradient reaches", _some(list(summary.unreached))
    if summary.zero:
        yield "gradient is zero", _some(list(summary.zero))
    if summary.lost:
        yield "gradient is not finite", _some(list(summary.lost))
    if summary.saved:
        yield "saved for backward", wording.size(summary.saved)
    if summary.hot_spots:
        yield "used most", _some([f"{name.removeprefix('n:')} ×{many:,}" for name, many in summary.hot_spots])


def _some(things: list[str]) -> str:
    rest = f" and {len(things) - LISTED:,} more" if len(things) > LISTED else ""
    return clean(", ".join(things[:LISTED]) + rest) or "none"
