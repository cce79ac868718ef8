"""A Graph to a View: fold it to its budget, make the cards and links, and write every word of the picture."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from gradcli.draw import cards as single
from gradcli.draw import folded
from gradcli.draw.clusters import clusters, homes
from gradcli.draw.fold import fold
from gradcli.draw.fold.plan import Folding
from gradcli.draw.fold.wishes import Wishes, wishes
from gradcli.draw.ghosts import ghosts
from gradcli.draw.header import heading, subheading
from gradcli.draw.heat import heated
from gradcli.draw.insert import insert, moved
from gradcli.draw.keys import distinct
from gradcli.draw.legend import legend
from gradcli.draw.links import links, to_output
from gradcli.draw.options import Marks, Norms, Options
from gradcli.draw.scene import Scene
from gradcli.draw.sizes import sized
from gradcli.draw.split import split
from gradcli.draw.text import clean
from gradcli.draw.view import Card, Cluster, Link, View
from gradcli.graph import Graph

PINNED, ALTERED = 8, 24  # failing and changed nodes that are never folded
TRIES = 3  # foldings, the last of which is taken as it is
Parts = tuple[list[Card], list[Link]]


def compose(graph: Graph, options: Options | None = None, marks: Marks | None = None, norms: Norms | None = None) -> View:
    """The picture of a graph, not yet laid out. marks: check results by node id; norms: of gradients by node id. Linear time."""
    return arranged(Scene(graph, options or Options(), marks or {}, norms or {}))


def arranged(scene: Scene) -> View:
    """The picture of a scene: chips and saved tensors count towards the budget, so it is folded anew while they take too much."""
    pinned = [*scene.culprits[:PINNED], *scene.altered[:ALTERED]]
    asked = wishes(scene.graph, scene.calls, scene.options.asked, pinned)
    budget = room = scene.options.max_nodes
    for _ in range(TRIES):
        view = _view(scene, asked, room)
        if asked.whole or len(view.cards) <= budget or room <= 1:
            break
        room = max(1, room - (len(view.cards) - budget))
    return view


def _view(scene: Scene, asked: Wishes, budget: int) -> View:
    shown = len(scene.graph.outputs) if asked.whole else _shown_outputs(scene.graph, budget)
    folding = fold(scene.graph, scene.calls, max(1, budget - shown), wishes=asked)
    parts, boxes = _of_graph(scene, folding)
    parts = _with_outputs(scene, folding, parts, shown)
    shown_cards = len(parts[0])
    parts = ghosts(*_with_saved(scene, parts))
    parts = split(*parts) if scene.options.leaf == "split" else parts
    warm, strong, scale = heated(scene, *parts) if scene.options.overlay else (*parts, [])
    cards, lines = _named(warm, strong)
    return View(
        graph=scene.graph,
        options=scene.options,
        cards=cards,
        links=lines,
        clusters=boxes,
        heading=heading(scene),
        subheading=subheading(scene, folding, shown_cards),
        legend=(*legend(scene, cards, lines), *scale),
        keys=scene.keys,
        marks=scene.marks,
        norms=scene.norms,
        folded=folding.folded,
        scene=scene,
    )


def _of_graph(scene: Scene, folding: Folding) -> tuple[Parts, tuple[Cluster, ...]]:
    """The cards and links of the graph itself, and the clusters the cards lie in."""
    cards = [_changed(scene, _card(scene, folding, i)) for i in range(len(folding.units))]
    boxes, of = clusters(scene, cards, homes(scene, folding), folding.folded)
    cards = [card if cluster < 0 else replace(card, cluster=cluster) for card, cluster in zip(cards, of)]
    return (cards, links(scene, folding, cards)), boxes


def _named(cards: list[Card], lines: list[Link]) -> tuple[tuple[Card, ...], tuple[Link, ...]]:
    """The same with ids that are all different."""
    names, ties = distinct(card.id for card in cards), distinct(link.id for link in lines)
    return (
        tuple(card if card.id == name else replace(card, id=name) for card, name in zip(cards, names)),
        tuple(link if link.id == tie else replace(link, id=tie) for link, tie in zip(lines, ties)),
    )


def _card(scene: Scene, folding: Folding, unit: int) -> Card:
    this = folding.units[unit]
    return single.card(scene, scene.graph.nodes[this.nodes[0]]) if this.kind == "node" else folded.card(scene, this)


def _changed(scene: Scene, card: Card) -> Card:
    """The card with what became of its nodes since an older graph."""
    change = scene.changes.of(card.nodes) if scene.changes else ""
    if not scene.changes or not change:
        return card
    says = scene.changes.says.get(card.nodes[0], "") if len(card.nodes) == 1 else ""
    line = (clean(says),) if says and says != "other arguments" else ()
    return sized(replace(card, change=change, lines=(*line, *card.lines), tooltip=f"{card.tooltip}\n{change} {says}".strip()))


def _shown_outputs(graph: Graph, budget: int) -> int:
    """How many results get a card: all, or as many as an eighth of the budget with one card for the rest."""
    return min(len(graph.outputs), max(3, budget // 8))


def _with_outputs(scene: Scene, folding: Folding, parts: Parts, shown: int) -> Parts:
    """The parts with a card and a link for each result, one card for those beyond `shown`."""
    cards, lines = parts
    outputs = scene.graph.outputs
    kept = len(outputs) if len(outputs) <= shown else shown - 1
    for name, edge in outputs[:kept]:
        cards.append(single.output(scene, name, edge))
        lines.append(to_output(scene, cards, folding.of[edge.source], edge))
    if outputs[kept:]:
        cards.append(folded.outputs([name for name, _ in outputs[kept:]]))
        sources = {folding.of[edge.source]: edge for _, edge in outputs[kept:]}
        lines += [to_output(scene, cards, source, edge) for source, edge in sources.items()]
    return cards, lines


def _with_saved(scene: Scene, parts: Parts) -> Parts:
    """The parts with a card for each saved tensor, when asked for."""
    cards, lines = parts
    if "saved" not in scene.options.show:
        return parts
    added: dict[int, list[Card]] = defaultdict(list)
    for i, card in enumerate(cards):
        if card.kind == "op":
            node = scene.graph.nodes[card.nodes[0]]
            added[i] = [replace(single.saved(scene, node, tensor), cluster=card.cluster) for tensor in node.saved]
    result, place, where = insert(cards, added)
    dotted = [
        Link(f"{new.id}--{cards[i].id[2:]}", where[i, number], place[i], "saved", tooltip=new.tooltip, leaf=True)
        for i, news in added.items()
        for number, new in enumerate(news)
    ]
    return result, [moved(link, place) for link in lines] + dotted
