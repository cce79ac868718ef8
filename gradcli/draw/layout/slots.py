"""Cards in ranks for the built-in layout, with an empty slot in every rank that a long line passes through."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from gradcli.draw.layout.anchors import anchors, enclosing
from gradcli.draw.layout.spine import spine
from gradcli.draw.reach import ranks
from gradcli.draw.view import Card, View

WIRE = 10.0  # px: the width of a slot that only a line passes through
PATIENCE = 6  # slots for lines per card, at most; beyond, the longest lines go straight through whatever is in their way


@dataclass(frozen=True, slots=True)
class Slots:
    """Slots 0 ... are the view's cards, the rest belong to long lines.

    rank, width (px), cluster: of each slot.  rows: the slots of each rank.  up, down: for each slot those it is tied to in the
    rank above and below.  wires: for each link its slots from source to target.  main: the pairs of slots, upper first, of the
    main line.
    """

    rank: list[int]
    width: list[float]
    cluster: list[int]
    rows: list[list[int]]
    up: list[list[int]]
    down: list[list[int]]
    wires: list[list[int]]
    main: dict[int, int]


def slots(view: View, widths: list[float]) -> Slots:
    """The slots of a view, in the order of the cards. Linear: a bound on slots keeps a few thousand long lines from needing millions."""
    pairs = [(link.source, link.target) for link in view.links]
    rank = ranks(len(view.cards), [*pairs, *anchors(view)])
    result = Slots(list(rank), list(widths), [card.cluster for card in view.cards], [], [], [], [], {})
    longest = _longest(rank, pairs, PATIENCE * len(view.cards) + 1000)
    for source, target in pairs:
        through = range(rank[source] + 1, rank[target]) if rank[target] - rank[source] <= longest else range(0)
        result.wires.append([source, *_passed(result, through, _shared(view, view.cards[source], view.cards[target])), target])
    _tie(result)
    path = spine(view)
    main = set(zip(path[1:], path))
    result.main.update(pair for pair, wire in zip(pairs, result.wires) if pair in main for pair in pairwise(wire))
    for slot in _first_order(result):
        result.rows[result.rank[slot]].append(slot)
    return result


def _first_order(result: Slots) -> list[int]:
    """Cards as they come, a line's slots just before the card it leads to."""
    place = [2 * slot + 1 for slot in range(len(result.rank))]
    for wire in result.wires:
        for slot in wire[1:-1]:
            place[slot] = 2 * wire[-1]
    return sorted(range(len(place)), key=place.__getitem__)


def _longest(rank: list[int], pairs: list[tuple[int, int]], room: int) -> int:
    """The longest span that still gets slots when there is room for so many."""
    longest = 0
    for span in sorted(rank[target] - rank[source] for source, target in pairs):
        room -= span - 1
        if room < 0:
            break
        longest = span
    return longest


def _passed(result: Slots, through: range, cluster: int) -> range:
    """New slots, one per rank."""
    first = len(result.rank)
    result.rank.extend(through)
    result.width.extend([WIRE] * len(through))
    result.cluster.extend([cluster] * len(through))
    return range(first, first + len(through))


def _shared(view: View, source: Card, target: Card) -> int:
    """The innermost cluster both cards are in."""
    around = set(enclosing(view, source.cluster))
    return next((cluster for cluster in enclosing(view, target.cluster) if cluster in around), -1)


def _tie(result: Slots) -> None:
    result.rows.extend([] for _ in range(max(result.rank) + 1))
    result.up.extend([] for _ in result.rank)
    result.down.extend([] for _ in result.rank)
    for wire in result.wires:
        for above, below in pairwise(wire):
            if result.rank[below] - result.rank[above] == 1:
                result.down[above].append(below)
                result.up[below].append(above)
