"""The lines between cards: what flows on them, which of them carry a wrong gradient, and their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gradcli.draw import wording
from gradcli.draw.cards import made
from gradcli.draw.plan import Folding
from gradcli.draw.scene import Scene
from gradcli.draw.text import clean
from gradcli.draw.view import Card, Link, LinkKind
from gradcli.graph import Edge, Node

ORDERED = re.compile(r"(Sub|Div|Pow|Mm|Where)Backward\d*")  # swapping their arguments changes the result: always named
WORST = ("fail", "contaminated", "plain")
SAYS = {"fail": "the wrong gradient leaves here", "contaminated": "carries a wrong gradient"}


def links(scene: Scene, folding: Folding, cards: list[Card]) -> list[Link]:
    """One per edge between two single nodes, one per pair of cards where either is folded."""
    found: list[Link] = []
    merged: dict[tuple[int, int], int] = {}
    for link, alone in _edges(scene, folding, cards):
        pair = link.source, link.target
        if alone or pair not in merged:
            merged[pair] = len(found)
            found.append(link)
        elif WORST.index(link.kind) < WORST.index(found[merged[pair]].kind):
            found[merged[pair]] = link
    return found


def _edges(scene: Scene, folding: Folding, cards: list[Card]) -> Iterator[tuple[Link, bool]]:
    """Every edge between two cards, and whether both stand for one node."""
    for node in scene.graph.nodes:
        for position, edge in enumerate(node.parents):
            source, target = folding.of[edge.source], folding.of[node.id]
            if source == target:
                continue
            alone = len(cards[source].nodes) == len(cards[target].nodes) == 1
            link = Link(_name(cards[source], cards[target], edge.argument or str(position) if alone else ""), source, target)
            yield _described(scene, link, node, position, alone), alone


def _described(scene: Scene, link: Link, node: Node, position: int, alone: bool) -> Link:
    edge = node.parents[position]
    kind: LinkKind = scene.damage.get((node.id, position), "plain")
    label, told = _shape(scene, edge)
    names = f"{_title(scene, edge.source)} → {_title(scene, node.id)}"
    facts = [names, told, f"argument {edge.argument}" if edge.argument else "", SAYS.get(kind, "")]
    return replace(
        link,
        kind=kind,
        label=label if alone else "",
        slot=_slot(scene, node, position) if alone else "",
        argument=clean(edge.argument or str(position)) if alone and len(node.parents) > 1 else "",
        tooltip=" · ".join(filter(None, facts)),
        leaf=scene.graph.nodes[edge.source].kind != "op",
    )


def _title(scene: Scene, node: int) -> str:
    this = scene.graph.nodes[node]
    return this.grad_fn if this.kind == "op" else this.name or "constant"


def _shape(scene: Scene, edge: Edge) -> tuple[str, str]:
    """(label to print, shape for the tooltip) of the tensor on an edge."""
    dims, _ = made(scene.graph.nodes[edge.source], edge.output)
    told = "" if dims is None else wording.times(dims)
    return (told if "shapes" in scene.options.show else ""), told


def _slot(scene: Scene, node: Node, position: int) -> str:
    wanted = "slots" in scene.options.show or (len(node.parents) > 1 and ORDERED.fullmatch(node.grad_fn))
    return clean(node.parents[position].argument or str(position)) if wanted else ""


def _name(source: Card, target: Card, slot: str) -> str:
    return f"{source.id[2:]}--{target.id[2:]}" + (f":{slot}" if slot else "")


def to_output(scene: Scene, source: Card, at: int, target: Card, to: int, edge: Edge) -> Link:
    """The line from a node to the card of its result."""
    label, told = _shape(scene, edge)
    label = label if len(source.nodes) == 1 else ""
    return Link(_name(source, target, ""), at, to, label=label, tooltip=f"{source.title} → {target.title} · {told}")
