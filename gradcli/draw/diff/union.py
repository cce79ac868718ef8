"""The nodes of two graphs in one, in topological order, with what became of each node and edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gradcli.draw.changes import Changes
from gradcli.draw.diff.match import Pairs
from gradcli.draw.view import Change
from gradcli.graph import Edge, Graph, Node


def united(old: Graph, new: Graph, pairs: Pairs) -> tuple[Graph, Changes, list[int]]:
    """(both graphs, what became of their nodes, new id of each node of `new`).

    A node that is gone stands behind the last of what it used. A line from it to something that now comes earlier is left out, so
    that no cycle can appear, however the two graphs are tied.
    """
    here = {before: now for now, before in pairs.items()}
    order = _order(old, new, here)
    place_new = {number: i for i, (is_new, number) in enumerate(order) if is_new}
    place_old = {number: i for i, (is_new, number) in enumerate(order) if not is_new} | {b: place_new[n] for b, n in here.items()}
    nodes: list[Node] = []
    edges: dict[tuple[int, int], Change] = {}
    for i, (is_new, number) in enumerate(order):
        place = place_new if is_new else place_old
        node = (new if is_new else old).nodes[number]
        parents = [replace(edge, source=place[edge.source]) for edge in node.parents if place[edge.source] < i]
        gone = _gone(old, pairs[number], place_old, here, i) if is_new and number in pairs else []
        edges |= dict.fromkeys(((i, len(parents) + k) for k in range(len(gone))), "removed")
        edges |= {} if is_new else dict.fromkeys(((i, k) for k in range(len(parents))), "removed")
        nodes.append(replace(node, id=i, parents=(*parents, *gone)))
    changed = {n: text for n, b in pairs.items() if (text := difference(old.nodes[b], new.nodes[n], pairs))}
    edges |= {(place_new[n], k): "added" for n, k in _fresh(old, new, pairs)}
    became: dict[int, Change] = {place_new[n]: "changed" for n in changed}
    became |= {i: "added" if is_new else "removed" for i, (is_new, number) in enumerate(order) if not is_new or number not in pairs}
    graph = replace(new, nodes=tuple(nodes), outputs=_moved(new, place_new), leaves={k: place_new[i] for k, i in new.leaves.items()})
    return graph, Changes(became, edges, {place_new[n]: text for n, text in changed.items()}), [place_new[i] for i in range(len(new.nodes))]


def _moved(new: Graph, place: Mapping[int, int]) -> tuple[tuple[str, Edge], ...]:
    return tuple((name, replace(edge, source=place[edge.source])) for name, edge in new.outputs)


def _order(old: Graph, new: Graph, here: Mapping[int, int]) -> list[tuple[bool, int]]:
    """(is it of the new graph, its number there) for every node: those gone behind the last of their parents."""
    after: list[float] = []
    for node in old.nodes:
        after.append(here[node.id] if node.id in here else max((after[edge.source] for edge in node.parents), default=-1))
    every = [(float(i), 0, i, True) for i in range(len(new.nodes))]
    every += [(after[i], 1, i, False) for i in range(len(old.nodes)) if i not in here]
    return [(is_new, number) for _, _, number, is_new in sorted(every)]


def _gone(old: Graph, before: int, place: Mapping[int, int], here: Mapping[int, int], at: int) -> list[Edge]:
    """The edges that a node had from nodes that are gone."""
    lost = (edge for edge in old.nodes[before].parents if edge.source not in here and place[edge.source] < at)
    return [replace(edge, source=place[edge.source]) for edge in lost]


def _fresh(old: Graph, new: Graph, pairs: Pairs) -> list[tuple[int, int]]:
    """(node, position) of each edge of the new graph that the old one did not have."""
    had = {(node.id, k, edge.source, edge.output) for node in old.nodes for k, edge in enumerate(node.parents)}
    return [
        (node.id, k)
        for node in new.nodes
        for k, edge in enumerate(node.parents)
        if (pairs.get(node.id), k, pairs.get(edge.source), edge.output) not in had
    ]


def difference(old: Node, new: Node, pairs: Pairs) -> str:
    """What is not the same about a node; "" for nothing. Values of leaves are no difference, and neither is the line it is written in."""
    told = [
        f"{name} {before} → {now}"
        for name, before, now in (
            ("shape", old.shape, new.shape),
            ("dtype", old.dtype, new.dtype),
            ("grad_fn", old.grad_fn or "none", new.grad_fn or "none"),
            *((name, old.params.get(name, "none"), new.params.get(name, "none")) for name in sorted({*old.params, *new.params})),
        )
        if _plain(before) != _plain(now)
    ]
    ties = [(pairs.get(edge.source), edge.output) for edge in new.parents] != [(edge.source, edge.output) for edge in old.parents]
    return ", ".join(told + (["other arguments"] if ties else []))


def _plain(thing: object) -> object:
    from gradcli.draw.formats.json import plain

    return plain(thing)
