"""The lines between cards: what flows on them, which of them carry a wrong gradient, and their labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gradcli.draw import wording
from gradcli.draw.cards import made
from gradcli.draw.fold.plan import Folding
from gradcli.draw.keys import LONGEST
from gradcli.draw.scene import Scene
from gradcli.draw.text import clean, shorten
from gradcli.draw.view import Card, Change, Link, LinkKind
from gradcli.graph import Edge, Node

ORDERED = re.compile(r"(Sub|Div|Pow|Mm|Where)Backward\d*")  # swapping their arguments changes the result: always named
WORST = ("fail", "contaminated", "plain")
WIDEST = 90.0  # px: of an argument's name
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
            continue
        known = found[merged[pair]]
        worse = link if WORST.index(link.kind) < WORST.index(known.kind) else known
        found[merged[pair]] = replace(worse, change=known.change if known.change == link.change else "")
    return found


def _edges(scene: Scene, folding: Folding, cards: list[Card]) -> Iterator[tuple[Link, bool]]:
    """Every edge between two cards, and whether both stand for one node."""
    for node in scene.graph.nodes:
        for position, edge in enumerate(node.parents):
            source, target = folding.of[edge.source], folding.of[node.id]
            if source == target:
                continue
            ends = source, target, cards[source].id[2:], cards[target].id[2:]
            alone = len(cards[source].nodes) == len(cards[target].nodes) == 1
            yield (_single if alone else _merged)(scene, ends, node, position), alone


Ends = tuple[int, int, str, str]  # indices of the cards at either end, and their ids


def _single(scene: Scene, ends: Ends, node: Node, position: int) -> Link:
    """The line between two single nodes."""
    edge = node.parents[position]
    argument = shorten(clean(edge.argument or str(position)), 9.5, "mono", WIDEST)
    return Link(
        f"{ends[2]}--{ends[3]}:{edge.argument[:LONGEST] or position}",
        *ends[:2],
        kind=scene.damage.get((node.id, position), "plain"),
        label=_shape(scene, edge) if "shapes" in scene.options.show else "",
        slot=argument if _named(scene, node) else "",
        argument=argument if len(node.parents) > 1 else "",
        tooltip=_tooltip(scene, node, position),
        leaf=scene.graph.nodes[edge.source].kind != "op",
        change=_change(scene, node, position),
    )


def _merged(scene: Scene, ends: Ends, node: Node, position: int) -> Link:
    """A line that stands for all edges between two cards of which one is folded."""
    kind: LinkKind = scene.damage.get((node.id, position), "plain")
    leaf = scene.graph.nodes[node.parents[position].source].kind != "op"
    change = _change(scene, node, position)
    return Link(f"{ends[2]}--{ends[3]}", *ends[:2], kind=kind, tooltip=_tooltip(scene, node, position), leaf=leaf, change=change)


def _change(scene: Scene, node: Node, position: int) -> Change:
    return scene.changes.edges.get((node.id, position), "") if scene.changes else ""


def _tooltip(scene: Scene, node: Node, position: int) -> str:
    edge = node.parents[position]
    names = f"{_title(scene, edge.source)} → {_title(scene, node.id)}"
    says = SAYS.get(scene.damage.get((node.id, position), ""), "")
    return " · ".join(filter(None, (names, _shape(scene, edge), edge.argument and f"argument {edge.argument}", says)))


def _title(scene: Scene, node: int) -> str:
    this = scene.graph.nodes[node]
    return this.grad_fn if this.kind == "op" else this.name or this.kind


def _shape(scene: Scene, edge: Edge) -> str:
    """32×16: the tensor on an edge; "" where the graph does not tell."""
    dims, _ = made(scene.graph.nodes[edge.source], edge.output)
    return "" if dims is None else wording.times(dims)


def _named(scene: Scene, node: Node) -> bool:
    """Whether the arguments of a node are printed at the heads of its lines."""
    return "slots" in scene.options.show or (len(node.parents) > 1 and ORDERED.fullmatch(node.grad_fn) is not None)


def to_output(scene: Scene, cards: list[Card], source: int, edge: Edge) -> Link:
    """The line from card `source` to the card of a result, which is the last of `cards`."""
    shape = _shape(scene, edge)
    label = shape if "shapes" in scene.options.show and len(cards[source].nodes) == 1 else ""
    tooltip = f"{cards[source].title} → {cards[-1].title}" + (f" · {shape}" if shape else "")
    return Link(f"{cards[source].id[2:]}--{cards[-1].id[2:]}", source, len(cards) - 1, label=label, tooltip=tooltip)
