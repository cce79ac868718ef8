"""Where the title of a cluster goes: at the left of its box, or at the right where only there no line runs through it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from gradcli.draw.paint.curve import along
from gradcli.draw.text import width
from gradcli.draw.view import Box, Cluster, Layout, Point

SIZE, GAP = 11.5, 7.0  # px: of the letters, between name and kind
INSET = 13.0  # px from the side of the box
STRIP = (6.0, 24.0)  # px below the top of the box between which the letters stand
AIR = 4.0  # px to leave beside the letters
Room = tuple[float, float, float, float]  # left, top, right, bottom
Bands = dict[int, list[tuple[int, Room]]]
BAND = 64.0  # px: what lies in one band of the picture is looked through for every title in it


def ends(framed: Sequence[tuple[Cluster, Box]], layout: Layout) -> list[float]:
    """The left end of every title, in px."""
    lines = _banded(_bounds(curve.points) for curve in layout.curves)
    cards = _banded((x, y, x + wide, y + high) for x, y, wide, high in layout.boxes)
    return [_end(this, box, layout, (lines, cards)) for this, box in framed]


def measure(this: Cluster) -> float:
    """What a title takes, in px."""
    return width(this.title, SIZE, "bold") + (GAP + width(this.subtitle, SIZE) if this.subtitle else 0.0)


def _end(this: Cluster, box: Box, layout: Layout, around: tuple[Bands, Bands]) -> float:
    wide = measure(this)
    left, right = box[0] + INSET, box[0] + box[2] - INSET - wide
    top, bottom = box[1] + STRIP[0], box[1] + STRIP[1]
    if right <= left or _free((left - AIR, top, left + wide + AIR, bottom), layout, around):
        return left
    return right if _free((right - AIR, top, right + wide + AIR, bottom), layout, around) else left


def _free(room: Room, layout: Layout, around: tuple[Bands, Bands]) -> bool:
    """Whether no line and no card is in a room."""
    lines, cards = around
    return not list(_in(room, cards)) and not any(_runs(room, along(layout.curves[i])) for i in _in(room, lines))


def _banded(rooms: Iterable[Room]) -> Bands:
    """Numbered rooms by the bands they reach into."""
    found: Bands = defaultdict(list)
    for i, room in enumerate(rooms):
        for band in range(int(room[1] // BAND), int(room[3] // BAND) + 1):
            found[band].append((i, room))
    return found


def _in(room: Room, bands: Bands) -> Iterator[int]:
    """The numbers of the rooms that meet this one."""
    left, top, right, bottom = room
    near = {each for band in range(int(top // BAND), int(bottom // BAND) + 1) for each in bands.get(band, ())}
    return (i for i, (x, y, u, v) in sorted(near) if left < u and right > x and top < v and bottom > y)


def _bounds(points: Sequence[Point]) -> Room:
    across, down = zip(*points)
    return min(across), min(down), max(across), max(down)


def _runs(room: Room, chain: list[Point]) -> bool:
    """Whether a chain of chords passes through."""
    return any(_crosses(room, a, b) for a, b in pairwise(chain))


def _crosses(room: Room, a: Point, b: Point) -> bool:
    left, top, right, bottom = room
    (x, y), (u, v) = sorted((a, b), key=lambda point: point[1])
    if v < top or y > bottom:
        return False
    slope = (u - x) / (v - y) if v > y else 0.0
    over = (x + slope * max(0.0, top - y), u - slope * max(0.0, v - bottom))
    return min(over) < right and max(over) > left
