"""Reference chips: a leaf used again far away, or many times, is named there instead of being tied by a line across the picture."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from gradcli.draw.insert import insert, moved
from gradcli.draw.reach import ranks
from gradcli.draw.sizes import sized
from gradcli.draw.view import Card, Link

NEAR = 3  # ranks between the first use of a leaf and another one still tied to it by a line
MANY = 4  # uses of a leaf; with more, only those beside the first keep their line
HUB_USES, HUB_FAR = 4, 6  # an operation's result gets chips when used more often than this, for uses further down than this
LEAVES = ("parameter", "input")


def ghosts(cards: list[Card], links: list[Link]) -> tuple[list[Card], list[Link]]:
    """The cards with a chip before each far use, and the links with those uses tied to their chip. cards: in topological order."""
    far = _far(cards, links)
    if not far:
        return cards, links
    stands_for: dict[int, list[int]] = defaultdict(list)  # by consumer: the cards it is tied to by chips, in order
    for i in sorted(far):
        if links[i].source not in stands_for[links[i].target]:
            stands_for[links[i].target].append(links[i].source)
    cards = _numbered(cards, {links[i].source for i in far})
    chips = {target: [_chip(cards[source], cards[target]) for source in sources] for target, sources in stands_for.items()}
    result, place, where = insert(cards, chips)
    for (target, number), at in where.items():
        result[at] = replace(result[at], names=place[stands_for[target][number]])
    moves = [moved(link, place) for link in links]
    for i in far:
        source, target = links[i].source, links[i].target
        moves[i] = replace(moves[i], source=where[target, stands_for[target].index(source)], leaf=True)
    return result, moves


def _far(cards: list[Card], links: list[Link]) -> set[int]:
    """Indices of the links to be replaced."""
    rank = ranks(len(cards), [(link.source, link.target) for link in links])
    uses: dict[int, list[int]] = defaultdict(list)
    for i, link in enumerate(links):
        uses[link.source].append(i)
    found: set[int] = set()
    for source, out in uses.items():
        depths = [rank[links[i].target] for i in out]
        reach = _reach(cards[source], len({links[i].target for i in out}), rank[source], min(depths))
        found.update(i for i, depth in zip(out, depths) if depth > reach)
    return found


def _reach(card: Card, uses: int, own: int, first: int) -> int:
    """The last rank a card's lines may go down to."""
    if card.kind in LEAVES:
        return first if uses > MANY else first + NEAR
    return max(first, own + HUB_FAR) if uses > HUB_USES else 1 << 30


def _numbered(cards: list[Card], hubs: set[int]) -> list[Card]:
    """The cards, those of operations that chips refer to with their number in the title, since several have the same."""
    return [
        sized(replace(card, title=f"{card.title} #{card.id.rpartition('#')[2]}")) if i in hubs and card.kind == "op" else card
        for i, card in enumerate(cards)
    ]


def _chip(card: Card, consumer: Card) -> Card:
    told = f"{card.title}: the same {'leaf' if card.kind in LEAVES else 'node'} again, its own card is elsewhere\n{card.tooltip}"
    name = f"r:{card.id[2:]}:{consumer.id[2:]}"
    chip = Card(id=name, kind="chip", title=f"↑ {card.title}", width=0, height=0, family=card.kind, tooltip=told, href=card.href)
    return sized(replace(chip, cluster=consumer.cluster))
