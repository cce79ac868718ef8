"""The lines of the built-in layout: from the foot of a card through the slots on the way to the top of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from gradcli.draw.layout.slots import Slots
from gradcli.draw.layout.spread import MAIN, place
from gradcli.draw.view import Box, Curve, Point

HEAD = 7.3  # px: length of an arrow head
PORT = 16.0  # px between the ends of lines at one card, where it is wide enough
NEARBY = 40.0  # px from the middle of the card up to which a line leaves straight up or down
ABOVE = 2.0  # px: what lies this close to the middle gets the middle
CORNER = 12.0  # px at either end of a card's edge where no line ends


def wires(
    slots: Slots, boxes: Sequence[Box], x: Sequence[float], bands: Sequence[tuple[float, float]], heads: Sequence[str]
) -> list[Curve]:
    """One curve per wire. bands: top and bottom of each rank; heads: "end", "start" or "" for each wire."""
    starts = _ports(slots, boxes, x, 0)
    ends = _ports(slots, boxes, x, -1)
    found = []
    for i, wire in enumerate(slots.wires):
        source, target = boxes[wire[0]], boxes[wire[-1]]
        stops: list[tuple[Point, Point]] = [((starts[i], source[1] + source[3]),) * 2]
        stops += [((x[slot], bands[slots.rank[slot]][0]), (x[slot], bands[slots.rank[slot]][1])) for slot in wire[1:-1]]
        stops.append(((ends[i], target[1]),) * 2)
        found.append(_curve(stops, heads[i]))
    return found


def _ports(slots: Slots, boxes: Sequence[Box], x: Sequence[float], end: int) -> list[float]:
    """Where each wire begins (end 0) or ends (end -1) on its card's edge: across from where it goes, but apart from the others."""
    at: dict[int, list[int]] = defaultdict(list)
    for i, wire in enumerate(slots.wires):
        at[wire[end]].append(i)
    found = [0.0] * len(slots.wires)
    for card, tied in at.items():
        other = [slots.wires[i][1 if end == 0 else -2] for i in tied]
        order = sorted(range(len(tied)), key=lambda k: (x[other[k]], tied[k]))
        _spaced([tied[k] for k in order], [x[other[k]] for k in order], boxes[card], found)
    return found


def _spaced(tied: Sequence[int], wishes: Sequence[float], box: Box, found: list[float]) -> None:
    """Set `found` for the wires tied to one edge of a card."""
    low, high = box[0] + CORNER, box[0] + box[2] - CORNER
    step = min(PORT, (high - low) / max(len(tied) - 1, 1))
    middle = (low + high) / 2
    centred = [middle + (k - (len(tied) - 1) / 2) * step for k in range(len(tied))]
    apart = [0.0] + [step] * (len(tied) - 1)
    near = [min(max(wish, low), high) if abs(wish - middle) < NEARBY else spot for wish, spot in zip(wishes, centred)]
    place(tied, apart, near, [MAIN if abs(wish - middle) < ABOVE else 1.0 for wish in wishes], found)
    for i in tied:
        found[i] = min(max(found[i], low), high)


def _curve(stops: Sequence[tuple[Point, Point]], head: str) -> Curve:
    """Straight through each stop, and a cubic with upright ends between two of them."""
    first, last = stops[0][1], stops[-1][0]
    start = (first[0], first[1] + HEAD) if head == "start" else first
    end = (last[0], last[1] - HEAD) if head == "end" else last
    stops = [(start, start), *stops[1:-1], (end, end)]
    points = [start]
    for (_, leave), (enter, after) in pairwise(stops):
        bend = (leave[1] + enter[1]) / 2
        points += [(leave[0], bend), (enter[0], bend), enter]
        if after != enter:
            points += [enter, after, after]
    tip = {"start": first, "end": last}.get(head)
    return Curve(tuple(points), tip, head == "start")
