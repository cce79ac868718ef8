"""What is in a part of the picture: cards and lines are kept by horizontal bands, so that no search goes through all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from gradcli.draw.view import Layout, Point

BAND = 64.0  # px
Room = tuple[float, float, float, float]  # left, top, right, bottom
Bands = dict[int, list[tuple[int, Room]]]


def cards(layout: Layout) -> Bands:
    """The cards of a picture."""
    return _banded((x, y, x + wide, y + high) for x, y, wide, high in layout.boxes)


def lines(layout: Layout) -> Bands:
    """What is around its lines."""
    return _banded(_bounds(curve.points) for curve in layout.curves)


def within(room: Room, bands: Bands) -> list[int]:
    """The numbers of those that meet a room."""
    left, top, right, bottom = room
    near = {each for band in range(int(top // BAND), int(bottom // BAND) + 1) for each in bands.get(band, ())}
    return [i for i, (x, y, u, v) in sorted(near) if left < u and right > x and top < v and bottom > y]


def runs(room: Room, chain: list[Point]) -> bool:
    """Whether a chain of chords passes through a room."""
    return any(_crosses(room, a, b) for a, b in pairwise(chain))


def _banded(rooms: Iterable[Room]) -> Bands:
    """Numbered rooms by the bands they reach into."""
    found: Bands = defaultdict(list)
    for i, room in enumerate(rooms):
        for band in range(int(room[1] // BAND), int(room[3] // BAND) + 1):
            found[band].append((i, room))
    return found


def _bounds(points: Sequence[Point]) -> Room:
    across, down = zip(*points)
    return min(across), min(down), max(across), max(down)


def _crosses(room: Room, a: Point, b: Point) -> bool:
    left, top, right, bottom = room
    (x, y), (u, v) = sorted((a, b), key=lambda point: point[1])
    if v < top or y > bottom:
        return False
    slope = (u - x) / (v - y) if v > y else 0.0
    over = (x + slope * max(0.0, top - y), u - slope * max(0.0, v - bottom))
    return min(over) < right and max(over) > left
