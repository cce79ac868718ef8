"""The insides of folded cards, each laid out once: the page puts them where the card stood."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from gradcli.draw.compose import arranged
from gradcli.draw.layout import blueprint, place
from gradcli.draw.page.part import Part, Parts
from gradcli.draw.scene import Scene
from gradcli.draw.sizes import sized
from gradcli.draw.tooltips import tooltip
from gradcli.draw.view import Card, Cluster, Link, View

CARDS = 40  # of one inside; more are folded in it again
SHEETS, TOTAL = 60, 1_000  # insides and cards of a page: beyond, folded cards stay closed
FREE: dict[str, Any] = {"depth": None, "collapse": (), "expand": (), "focus": "", "all": False}  # wishes of the user for the picture itself
PROGRESS = 0.75  # an inside that leaves more than this share of the operations on one card is not worth opening


@dataclass(frozen=True, slots=True)
class Sheet:
    """A view of the page: the picture itself, or the inside of the card with the id `card`.

    nodes: for every card of the view the ids it stands for in the whole graph.  title: what the frame around it says.
    """

    card: str
    view: View
    nodes: tuple[tuple[int, ...], ...]
    title: Cluster


def sheets(view: View, scene: Scene) -> list[Sheet]:
    """The picture, then the insides of its folded cards, outer ones first, as many as fit the page; all of them laid out."""
    found = [Sheet("", view, tuple(card.nodes for card in view.cards), Cluster("", ""))]
    parts = Parts(scene)
    room = TOTAL
    for sheet in found:  # grows while it is read: breadth first
        for card, nodes in _closed(sheet, scene):
            inside = _inside(scene, parts, card, nodes, len(found)) if len(found) <= SHEETS else None
            if inside and len(inside.view.cards) <= room:
                room -= len(inside.view.cards)
                found.append(inside)
    return _laid_out(found)


def _closed(sheet: Sheet, scene: Scene) -> Iterator[tuple[Card, tuple[int, ...]]]:
    """The folded cards of a sheet that hold several operations, those with a failing one first."""
    pairs = [(card, nodes) for card, nodes in zip(sheet.view.cards, sheet.nodes) if card.kind == "folded"]
    pairs.sort(key=lambda pair: pair[0].status != "fail")
    return ((card, nodes) for card, nodes in pairs if sum(scene.graph.nodes[i].kind == "op" for i in nodes) > 1)


def _inside(scene: Scene, parts: Parts, card: Card, nodes: Sequence[int], number: int) -> Sheet | None:
    """The inside of a card; None when it would show hardly more than the card does."""
    stack = {"depth": 0, "apart": True} if card.sheets else {}  # of a repetition each member keeps its card
    part = parts.cut(nodes, replace(scene.options, max_nodes=CARDS, **FREE | stack))
    view = arranged(part)
    biggest = max((len(this.nodes) for this in view.cards if this.kind == "folded"), default=0)
    if biggest > PROGRESS * len(nodes):
        return None
    found = _renamed(part, view, number)
    title = Cluster(f"{number}>i:{card.id}", card.title, card.left, depth=number % 2)
    return Sheet(card.id, found, tuple(part.of(this.nodes) for this in found.cards), title)


def _renamed(part: Part, view: View, number: int) -> View:
    """The view with ids no other sheet has, tooltips of the whole graph, and chips for what comes and goes."""

    def link(old: Link) -> Link:
        return replace(old, id=f"{number}>{old.id}")

    meant = (view.cards[card.names] if card.names >= 0 else card for card in view.cards)  # by a chip the card it refers to
    cards = tuple(_card(part, card, own, f"{number}>{card.id}") for card, own in zip(view.cards, meant))
    clusters = tuple(replace(cluster, id=f"{number}>{cluster.id}") for cluster in view.clusters)
    return replace(view, cards=cards, links=tuple(map(link, view.links)), clusters=clusters, legend=())


def _card(part: Part, card: Card, meant: Card, name: str) -> Card:
    inner = part.of(card.nodes)
    if card.kind == "output":
        return _chip(card, name, f"↓ {card.title}", "output", f"goes on to {card.title}\n{card.left}")
    if meant.nodes and not part.of(meant.nodes):
        return replace(_from_outside(part, card, meant, name), names=card.names)
    if len(inner) == 1:
        return replace(card, tooltip=tooltip(part.whole, part.whole.graph.nodes[inner[0]]))
    return replace(card, id=name)


def _from_outside(part: Part, card: Card, meant: Card, name: str) -> Card:
    """A chip for values that come into the part; `meant` is the card of their stand-ins."""
    first = part.graph.nodes[meant.nodes[0]]
    title = meant.title if len(meant.nodes) == 1 else f"{len(meant.nodes):,} values"
    return _chip(card, name, f"↑ {title}", "parameter" if first.family in ("parameter", "leaf") else "op", f"from outside: {meant.tooltip}")


def _chip(card: Card, name: str, title: str, family: str, told: str) -> Card:
    bare = Card(id=name, kind="chip", title=title, width=0, height=0, family=family, tooltip=told.strip(), cluster=card.cluster)
    return sized(bare)


def _laid_out(found: Sequence[Sheet]) -> list[Sheet]:
    """Every view with its layout. Views of equal boxes and lines, such as those of equal blocks, are laid out once."""
    waiting = [sheet.view for sheet in found if sheet.view.layout is None]
    sources = [blueprint.source(view) for view in waiting]
    different = dict(zip(sources, waiting))
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each waits for a process of its own
        layouts = dict(zip(different, pool.map(place, different.values())))
    ready = iter([layouts[source] for source in sources])
    return [sheet if sheet.view.layout else replace(sheet, view=replace(sheet.view, layout=next(ready))) for sheet in found]
