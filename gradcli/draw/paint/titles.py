"""Where the title of a cluster goes: at the left of its box, or at the right where only there no line runs through it."""

from __future__ import annotations

from collections.abc import Sequence

from gradcli.draw.paint import room
from gradcli.draw.paint.curve import along
from gradcli.draw.text import width
from gradcli.draw.view import Box, Cluster, Layout

SIZE, GAP = 11.5, 7.0  # px: of the letters, between name and kind
INSET = 13.0  # px from the side of the box
STRIP = (6.0, 24.0)  # px below the top of the box between which the letters stand
AIR = 4.0  # px to leave beside the letters


def ends(framed: Sequence[tuple[Cluster, Box]], layout: Layout) -> list[float]:
    """The left end of every title, in px."""
    around = room.lines(layout), room.cards(layout)
    return [_end(this, box, layout, around) for this, box in framed]


def measure(this: Cluster) -> float:
    """What a title takes, in px."""
    return width(this.title, SIZE, "bold") + (GAP + width(this.subtitle, SIZE) if this.subtitle else 0.0)


def _end(this: Cluster, box: Box, layout: Layout, around: tuple[room.Bands, room.Bands]) -> float:
    wide = measure(this)
    left, right = box[0] + INSET, box[0] + box[2] - INSET - wide
    top, bottom = box[1] + STRIP[0], box[1] + STRIP[1]
    if right <= left or _free((left - AIR, top, left + wide + AIR, bottom), layout, around):
        return left
    return right if _free((right - AIR, top, right + wide + AIR, bottom), layout, around) else left


def _free(place: room.Room, layout: Layout, around: tuple[room.Bands, room.Bands]) -> bool:
    """Whether no line and no card is there."""
    lines, cards = around
    return not room.within(place, cards) and not any(room.runs(place, along(layout.curves[i])) for i in room.within(place, lines))
