"""The built-in layout: ranks by longest path, barycentre order, straight columns; for what Graphviz cannot or may not do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gradcli.draw.layout.frames import frames
from gradcli.draw.layout.ordering import order
from gradcli.draw.layout.slots import Slots, slots
from gradcli.draw.layout.spread import spread
from gradcli.draw.layout.wires import wires
from gradcli.draw.view import Box, Curve, Layout, View

BETWEEN = 30.0  # px between ranks
TITLE, MARGIN = 35.0, 14.0  # px above the first card of a cluster and below its last


def place(view: View, note: str = "") -> Layout:
    """A layout of any view: linear time, nothing recursive, the same for the same view."""
    across = view.options.direction == "LR"
    sizes = [(card.height, card.width) if across else (card.width, card.height) for card in view.cards]
    rows = slots(view, [width for width, _ in sizes])
    order(rows, view.clusters)
    x = spread(rows)
    bands = _bands(view, rows, [height for _, height in sizes])
    boxes = [_box(x[i], bands[rows.rank[i]], size) for i, size in enumerate(sizes)]
    curves = wires(rows, boxes, x, bands, [_head(view, link.kind) for link in view.links])
    found = frames(view, rows, boxes, (MARGIN, TITLE)) if not across else [None] * len(view.clusters)
    return _at_origin(tuple(boxes), tuple(curves), found, across, note)


def _head(view: View, kind: str) -> str:
    if kind == "saved":
        return ""
    return "start" if view.options.flow == "backward" else "end"


def _box(x: float, band: tuple[float, float], size: tuple[float, float]) -> Box:
    width, height = size
    return x - width / 2, (band[0] + band[1] - height) / 2, width, height


def _bands(view: View, rows: Slots, heights: Sequence[float]) -> list[tuple[float, float]]:
    """Top and bottom of each rank, with room for the titles of clusters that begin there and the margins of those that end above."""
    before, after = _cluster_edges(view, rows)
    bands = []
    y = 0.0
    for rank, row in enumerate(rows.rows):
        y += TITLE * before[rank]
        height = max((heights[slot] for slot in row if slot < len(heights)), default=0.0)
        bands.append((y, y + height))
        y += height + MARGIN * after[rank] + BETWEEN
    return bands


def _cluster_edges(view: View, rows: Slots) -> tuple[dict[int, int], dict[int, int]]:
    """For each rank how many clusters, one in the other, begin at it and end at it."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for i, card in enumerate(view.cards):
        cluster = card.cluster
        while cluster >= 0:
            first[cluster] = min(first.get(cluster, rows.rank[i]), rows.rank[i])
            last[cluster] = max(last.get(cluster, rows.rank[i]), rows.rank[i])
            cluster = view.clusters[cluster].parent
    return _deepest(view, first), _deepest(view, last)


def _deepest(view: View, at: dict[int, int]) -> dict[int, int]:
    nested: dict[int, int] = defaultdict(int)  # a cluster and those around it that share this edge
    found: dict[int, int] = defaultdict(int)
    for cluster in sorted(at):
        parent = view.clusters[cluster].parent
        nested[cluster] = 1 + (nested[parent] if parent >= 0 and at[parent] == at[cluster] else 0)
        found[at[cluster]] = max(found[at[cluster]], nested[cluster])
    return found


def _at_origin(boxes: tuple[Box, ...], curves: tuple[Curve, ...], found: Sequence[Box | None], across: bool, note: str) -> Layout:
    """The layout moved so that nothing lies left of or above 0, and turned on its side when it goes across."""
    framed = [*boxes, *(frame for frame in found if frame)]
    left = min([box[0] for box in framed] + [point[0] for curve in curves for point in curve.points])
    top = min(box[1] for box in framed)

    def point(x: float, y: float) -> tuple[float, float]:
        return (y - top, x - left) if across else (x - left, y - top)

    def box(old: Box) -> Box:
        return (*point(old[0], old[1]), *((old[3], old[2]) if across else (old[2], old[3])))

    moved = [Curve(tuple(point(*p) for p in curve.points), point(*curve.tip) if curve.tip else None, curve.at_start) for curve in curves]
    placed, outlines = tuple(map(box, boxes)), tuple(frame and box(frame) for frame in found)
    every = [*placed, *(outline for outline in outlines if outline)]
    width = max([b[0] + b[2] for b in every] + [p[0] for curve in moved for p in curve.points])
    return Layout(placed, tuple(moved), outlines, width, max(b[1] + b[3] for b in every), note)
