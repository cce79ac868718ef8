"""A link as SVG: the spline, its arrow head and its labels."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from gradcli.draw.paint import curve as chain
from gradcli.draw.paint.element import Attributes, Brush, element, mono, number, points, safe
from gradcli.draw.paint.spots import CROWDED, spots
from gradcli.draw.view import Curve, Layout, Link, Point, View

WIDE = 3.6  # px: half the width of an arrow head
STRONGEST = 3.0  # px more of a line that carries the largest gradient
# fmt: off
#                  line                 head                 label         width  dashes
STYLES = {
    "plain":        ("line",              "head",              "label",      "1.5", ""),
    "contaminated": ("line-contaminated", "head-contaminated", "label-fail", "1.8", "6 3"),
    "fail":         ("line-fail",         "head-fail",         "label-fail", "2.6", ""),
    "saved":        ("line-saved",        "",                  "label",      "1.2", "2 4"),
    "added":        ("line-added",        "head-added",        "label",      "1.8", ""),
    "removed":      ("line-removed",      "head-removed",      "label",      "1.3", "5 3"),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Place:
    """across: the picture goes from left to right.  first: of several lines with a slot into one card, the left or upper one.

    spot: where the shape's letters begin.
    """

    across: bool
    first: bool
    spot: Point | None = None


def line(link: Link, curve: Curve, place: Place, brush: Brush) -> str:
    """The group of one link."""
    name, _, _, width, dashes = _style(link)
    look = brush(name)
    if dashes:
        look["stroke-dasharray"] = dashes
    told = element("title", {}, safe(link.tooltip))
    if link.kind == "plain" and link.strength >= 0:
        width = number(1.0 + STRONGEST * link.strength)
    spline = element("path", look, d=path(curve), fill="none", stroke_width=width)
    write = _above if place.across else _beside
    labels = write(link, curve, place, brush) if link.label or link.slot else []
    return element("g", {"class": "edge", "id": link.id}, told, spline, *_head(link, curve, brush), *labels)


def _style(link: Link) -> tuple[str, str, str, str, str]:
    """What the check found counts more than what changed."""
    return STYLES[link.change if link.change in STYLES and link.kind == "plain" else link.kind]


def places(view: View, layout: Layout) -> list[Place]:
    """Where the labels of each link go: those of the first of several lines into a card on its outer side."""
    across = view.options.direction == "LR"
    first: dict[int, tuple[float, int]] = {}
    several: set[int] = set()
    for i, (link, curve) in enumerate(zip(view.links, layout.curves)):
        if link.slot:
            end = (curve.points[-1][1 if across else 0], i)
            several |= {link.target} if link.target in first else set()
            first[link.target] = min(first.get(link.target, end), end)
    shapes = spots(view, layout)
    return [Place(across, link.target in several and first[link.target][1] == i, shapes[i]) for i, link in enumerate(view.links)]


def path(curve: Curve) -> str:
    """The d attribute of a spline."""
    first, *rest = curve.points
    return f"M{points(first)}" + (f"C{points(*rest)}" if rest else "")


def _head(link: Link, curve: Curve, brush: Brush) -> list[str]:
    """A filled triangle from where the spline ends to the tip."""
    if curve.tip is None or link.kind == "saved":
        return []
    base = curve.points[0] if curve.at_start else curve.points[-1]
    across, down = curve.tip[0] - base[0], curve.tip[1] - base[1]
    size = hypot(across, down) or 1.0
    side = -down / size * WIDE, across / size * WIDE
    corners: list[Point] = [curve.tip, (base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1])]
    d = "M" + "L".join(f"{number(x)},{number(y)}" for x, y in corners) + "Z"
    return [element("path", brush(_style(link)[1]), d=d)]


def _halo(link: Link, brush: Brush) -> Attributes:
    return {**brush(STYLES[link.kind][2]), "stroke-width": "3", "paint-order": "stroke", "stroke-linejoin": "round"}


def _beside(link: Link, curve: Curve, place: Place, brush: Brush) -> list[str]:
    """The shape at its spot; the slot near the head."""
    chords = chain.along(curve)
    total = chain.length(chords)
    halo = _halo(link, brush)
    found = []
    if link.label and place.spot is not None:
        found.append(mono(*place.spot, link.label, 9.5, halo))
    if link.slot:
        x, y = chain.at(chords, max(total - 5, total / 2))
        left = place.first or bool(link.label and total < CROWDED)
        found.append(mono(x - 9 if left else x + 6, y + (4 if left else 2), link.slot, 9.5, halo, text_anchor="end" if left else "start"))
    return found


def _above(link: Link, curve: Curve, place: Place, brush: Brush) -> list[str]:
    """In a picture that goes across: the shape over the middle, the slot over the head of the first line and under the others."""
    chords = chain.along(curve)
    x, y = chain.at(chords, chain.length(chords) / 2)
    halo = _halo(link, brush)
    found = [mono(x, y - 5, link.label, 9.5, halo, text_anchor="middle")] if link.label else []
    x, y = chords[-1]
    return found + ([mono(x + 2, y + (-5 if place.first else 12), link.slot, 9.5, halo, text_anchor="end")] if link.slot else [])
