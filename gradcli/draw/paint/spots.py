"""Where the shape beside a line goes: right of its middle, or else where no card hides it and the picture has not ended."""

from __future__ import annotations

from gradcli.draw.paint import curve as chain
from gradcli.draw.paint import room
from gradcli.draw.text import width
from gradcli.draw.view import Curve, Layout, Point, View

SIZE = 9.5  # px: of the letters
BESIDE = 7.0  # px between line and letters
CROWDED = 60.0  # px: on a shorter line, shape and slot go on different sides
SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)  # of the line's length, in the order they are tried
MARGIN = 24.0  # px beside the drawing that a label may reach into


def spots(view: View, layout: Layout) -> list[Point | None]:
    """Where the letters begin, on their base line; None for links without a shape."""
    if not any(link.label for link in view.links):
        return [None] * len(view.links)
    cards = room.cards(layout)
    end = MARGIN + max([x for curve in layout.curves for x, _ in curve.points] + [x + wide for x, _, wide, _ in layout.boxes])
    return [_spot(link.label, curve, cards, end) if link.label else None for link, curve in zip(view.links, layout.curves)]


def _spot(label: str, curve: Curve, cards: room.Bands, end: float) -> Point:
    chords, wide = chain.along(curve), width(label, SIZE, "mono")
    total = chain.length(chords)
    sides = (False, True) if total >= CROWDED else (False,)
    tried = [_beside(chords, share * total, wide, left) for share in SHARES for left in sides]
    return next((at for at in tried if at[0] + wide < end and not _hidden(at, wide, cards)), tried[0])


def _beside(chords: list[Point], distance: float, wide: float, left: bool) -> Point:
    """A place at some distance along the line, clear of its slope."""
    (x, y), (later_x, later_y) = chain.at(chords, distance), chain.at(chords, distance + 4)
    slope = (later_x - x) / max(abs(later_y - y), 1.0)  # px to the right per px down
    if left:
        return x - BESIDE - wide, y + 3 + 6 * max(-1.0, min(1.5, slope))
    return x + BESIDE, y + 3 - 6 * max(-1.5, min(1.0, slope))


def _hidden(at: Point, wide: float, cards: room.Bands) -> bool:
    return bool(room.within((at[0] - 2, at[1] - SIZE, at[0] + wide + 2, at[1] + 2), cards))
