"""The words of one line of an outline, each with the part it plays, so that a terminal can colour them and a text file need not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from gradcli.draw.outline import Branch
from gradcli.draw.view import Card, View

Part = Literal["argument", "ok", "fail", "warn", "open", "op", "leaf", "output", "data", "norm", "module", "again", "found"]
GLYPHS: dict[str, tuple[str, Part]] = {"pass": ("✓", "ok"), "fail": ("✗", "fail"), "warn": ("?", "warn"), "unchecked": ("○", "open")}
SIGNS: dict[str, tuple[str, Part]] = {"added": ("+", "ok"), "removed": ("−", "open"), "changed": ("~", "warn")}


Tags = dict[int, str]  # for cards that several lines refer to and whose title does not tell which one it is


def tags(view: View, branches: Sequence[Branch]) -> Tags:
    """[1], [2] ... for every operation that some line refers to, in the order of their own lines."""
    own: list[int] = []
    again: set[int] = set()
    work = list(reversed(branches))
    while work:
        branch = work.pop()
        if branch.again:
            again.add(branch.card)
        else:
            own.append(branch.card)
        work += reversed(branch.below)
    named = [card for card in own if card in again and view.cards[card].kind in ("op", "folded")]
    return {card: f"[{number}]" for number, card in enumerate(named, 1)}


def words(view: View, branch: Branch, named: Tags) -> Iterator[tuple[str, Part]]:
    """The words of a line, to be set with two spaces between them."""
    if branch.argument:
        yield f"{branch.argument} ←", "argument"
    if branch.card < 0:
        return
    card = view.cards[branch.card]
    tag = f" {named[branch.card]}" if branch.card in named else ""
    if branch.again:
        yield f"↑ {card.title}{tag}", "again"
        return
    if card.change:
        yield SIGNS[card.change]
    if card.status:
        yield GLYPHS[card.status]
    yield card.title + tag, _kind(card)
    yield from ((text, part) for text, part in _data(view, card) if text)


def _kind(card: Card) -> Part:
    if card.status == "fail":
        return "fail"
    return "output" if card.kind == "output" else "leaf" if card.kind in ("parameter", "input") else "op"


def _data(view: View, card: Card) -> Iterator[tuple[str, Part]]:
    yield card.left, "data"
    yield card.right, "norm"
    yield card.foot, "module"
    yield ".".join(reversed([view.clusters[i].title for i in _around(view, card.cluster)])), "module"


def _around(view: View, cluster: int) -> Iterator[int]:
    while cluster >= 0:
        yield cluster
        cluster = view.clusters[cluster].parent


def details(view: View, branch: Branch) -> list[tuple[str, Part]]:
    """Further lines below a line: what a check found."""
    card = view.cards[branch.card] if branch.card >= 0 and not branch.again else None
    return [(line, "found") for line in card.lines] if card else []
