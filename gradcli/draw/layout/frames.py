"""Frames of clusters for the built-in layout: drawn only where nothing foreign would lie inside."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from gradcli.draw.layout.anchors import enclosing
from gradcli.draw.layout.slots import Slots
from gradcli.draw.view import Box, View


def frames(view: View, rows: Slots, boxes: Sequence[Box], margins: tuple[float, float]) -> list[Box | None]:
    """For every cluster the box around its cards and inner clusters, None where that would take in a card of another.

    margins: px around, and above where the title goes.
    """
    members: list[list[int]] = [[] for _ in view.clusters]
    for i, card in enumerate(view.cards):
        for cluster in enclosing(view, card.cluster):
            members[cluster].append(i)
    found: list[Box | None] = [None] * len(view.clusters)
    inner: list[list[Box]] = [[] for _ in view.clusters]
    lines = [_row(row, boxes, len(view.cards)) for row in rows.rows]
    for i in range(len(view.clusters) - 1, -1, -1):  # inner clusters come later
        frame = _around([boxes[card] for card in members[i]] + inner[i], margins)
        found[i] = frame if _alone(frame, Counter(rows.rank[card] for card in members[i]), lines) else None
        if view.clusters[i].parent >= 0:
            inner[view.clusters[i].parent].append(frame)
    return found


def _row(row: Sequence[int], boxes: Sequence[Box], cards: int) -> tuple[list[float], list[float]]:
    """The left and right ends of a row's cards, ascending."""
    shown = [boxes[slot] for slot in row if slot < cards]
    return [box[0] for box in shown], [box[0] + box[2] for box in shown]


def _around(boxes: Sequence[Box], margins: tuple[float, float]) -> Box:
    side, above = margins
    left, top = min(box[0] for box in boxes) - side, min(box[1] for box in boxes) - above
    right, bottom = max(box[0] + box[2] for box in boxes) + side, max(box[1] + box[3] for box in boxes) + side
    return left, top, right - left, bottom - top


def _alone(frame: Box, own: Counter[int], lines: Sequence[tuple[list[float], list[float]]]) -> bool:
    """Between its first and last rank the frame's width takes in exactly its own cards."""
    left, right = frame[0], frame[0] + frame[2]
    inside = (bisect_left(lines[rank][0], right) - bisect_right(lines[rank][1], left) for rank in range(min(own), max(own) + 1))
    return all(count == own[rank] for rank, count in zip(range(min(own), max(own) + 1), inside))
