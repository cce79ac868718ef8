"""Cards put in just before the cards that use them, so that the order stays topological, and links moved along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gradcli.draw.view import Card, Link

Added = Mapping[int, Sequence[Card]]  # by the index of the card they come before


def insert(cards: Sequence[Card], added: Added) -> tuple[list[Card], list[int], dict[tuple[int, int], int]]:
    """(all cards, new index of each old one, index of each new one by (old index of its user, its number there))."""
    result: list[Card] = []
    place: list[int] = []
    where: dict[tuple[int, int], int] = {}
    for i, card in enumerate(cards):
        for number, new in enumerate(added.get(i, ())):
            where[i, number] = len(result)
            result.append(new)
        place.append(len(result))
        result.append(card)
    return result, place, where


def moved(link: Link, place: Sequence[int]) -> Link:
    """The link between the same cards at their new indices."""
    return replace(link, source=place[link.source], target=place[link.target])
