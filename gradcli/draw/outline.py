"""A graph as an outline: from each result up to the leaves, the longest way line by line, side branches indented below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gradcli.draw.view import View

Uses = list[list[tuple[int, str]]]  # for every card what it uses: (card, names of the arguments)


@dataclass(slots=True)
class Branch:
    """One line of the outline and the lines indented below it.

    card: index into View.cards, -1 for a line that only names an argument.  argument: what the line above uses it as.
    again: the card has its own line elsewhere.
    """

    card: int
    argument: str = ""
    again: bool = False
    below: list[Branch] = field(default_factory=list)


def outline(view: View) -> list[Branch]:
    """One branch per result, then one for every card that no result depends on. Every card has one line; nothing is recursive.

    Below a result, each line is what the line before it uses; what that uses besides is indented below it.
    """
    uses = _uses(view)
    depth = _depths(uses)
    seen = [False] * len(view.cards)
    results = [i for i, card in enumerate(view.cards) if card.kind == "output"]
    found = [_result(i, uses, depth, seen) for i in results]
    others = [i for i, card in enumerate(view.cards) if card.kind not in ("chip", "saved")]
    for i in reversed(others):
        if not seen[i]:
            found.append(_result(i, uses, depth, seen))
    return found


def _uses(view: View) -> Uses:
    """Chips are taken for the cards they refer to, parallel lines for one with both names."""
    found: list[dict[int, list[str]]] = [{} for _ in view.cards]
    for link in view.links:
        if link.kind != "saved":
            meant = view.cards[link.source].names
            found[link.target].setdefault(meant if meant >= 0 else link.source, []).append(link.argument)
    return [[(card, ", ".join(filter(None, names))) for card, names in uses.items()] for uses in found]


def _depths(uses: Uses) -> list[int]:
    """How many cards lie on the longest way up from each card. Chips of later cards cannot occur: a card comes before its chips."""
    depth = [0] * len(uses)
    for i, used in enumerate(uses):
        depth[i] = max((depth[card] + 1 for card, _ in used), default=0)
    return depth


def _result(card: int, uses: Uses, depth: Sequence[int], seen: list[bool]) -> Branch:
    root = Branch(card)
    seen[card] = True
    work = _continued(root, root.below, uses, depth)
    while work:
        lines, card, argument = work.pop()
        if seen[card] or not uses[card]:
            lines.append(Branch(card, argument, seen[card]))
            seen[card] = True
            continue
        if argument:
            lines.append(Branch(-1, argument))
            lines = lines[-1].below
        seen[card] = True
        lines.append(Branch(card))
        work += _continued(lines[-1], lines, uses, depth)
    return root


Work = list[tuple[list[Branch], int, str]]  # (lines to add to, card, argument to name)


def _continued(branch: Branch, lines: list[Branch], uses: Uses, depth: Sequence[int]) -> Work:
    """What comes after a line: the deepest of its uses goes on in the same `lines` and is worked off first, the others below it."""
    used = uses[branch.card]
    if not used:
        return []
    main = max(range(len(used)), key=lambda k: (depth[used[k][0]], -k))
    sides: Work = [(branch.below, card, argument or "and") for k, (card, argument) in enumerate(used) if k != main]
    return [*reversed(sides), (lines, used[main][0], "")]
