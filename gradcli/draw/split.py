"""AccumulateGrad on a card of its own between a leaf and what uses it, as the nodes of the graph are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gradcli.draw.insert import insert, moved
from gradcli.draw.sizes import sized
from gradcli.draw.view import Card, Link


def split(cards: Sequence[Card], links: Sequence[Link]) -> tuple[list[Card], list[Link]]:
    """The cards with one more after each leaf that keeps its gradient, and the links from those leaves moved to it."""
    used = {link.source for link in links}
    leaves = [i for i, card in enumerate(cards) if card.kind == "parameter" and card.foot and i in used]
    result, place, where = insert(cards, {i + 1: [_accumulate(cards[i])] for i in leaves})  # a leaf that is used is never the last card
    own = {i: where[i + 1, 0] for i in leaves}
    for i in leaves:
        result[place[i]] = sized(replace(cards[i], foot="", right=""))
    result = [replace(card, names=place[card.names]) if card.names >= 0 else card for card in result]
    tied = [Link(f"{cards[i].id[2:]}--a:{cards[i].id[2:]}", place[i], own[i], tooltip=_told(cards[i]), leaf=True) for i in leaves]
    return result, tied + [replace(moved(link, place), source=own.get(link.source, place[link.source])) for link in links]


def _accumulate(leaf: Card) -> Card:
    card = Card(f"a:{leaf.id[2:]}", "accumulate", leaf.foot, 0, 0, left=leaf.right, tooltip=_told(leaf), href=leaf.href)
    return sized(replace(card, cluster=leaf.cluster))


def _told(leaf: Card) -> str:
    return f"{leaf.foot}: adds the gradient to that of {leaf.title}"
