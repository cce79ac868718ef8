"""The legend as SVG: samples and words in rows under a rule."""

from __future__ import annotations

from collections.abc import Sequence

from gradcli.draw.paint.card import badge, doubt
from gradcli.draw.paint.element import Brush, element, number, text
from gradcli.draw.palette import HEATS
from gradcli.draw.text import width
from gradcli.draw.view import LegendItem

SAMPLE, SPACE, ROW = 20.0, 18.0, 18.0  # px: a sample with its gap, between entries, between rows
SIZE = 10.5
#           radius, line, dashes
SAMPLES = {
    "pill": ("5", "1.3", "none"),
    "dashed": ("5", "1", "3 2"),
    "box": ("3", "1.8", "none"),
    "bar": ("3", "1", "none"),
    "chip": ("5", "1", "none"),
}


def rows(items: Sequence[LegendItem], room: float) -> list[list[LegendItem]]:
    """The entries broken into rows no wider than `room` px."""
    found: list[list[LegendItem]] = []
    x = 0.0
    for item in items:
        if not found or x + measure(item) > room + SPACE:
            found.append([])
            x = 0.0
        found[-1].append(item)
        x += measure(item)
    return found


def measure(item: LegendItem) -> float:
    """Width of an entry in px, the space after it included."""
    return SAMPLE + width(item.text, SIZE) + SPACE


def legend(lines: Sequence[Sequence[LegendItem]], y: float, right: float, brush: Brush) -> str:
    """The group of the legend. y: of the rule, which ends at `right`."""
    found = [element("line", brush("rule"), x1=28, x2=right, y1=y, y2=y)]
    for row, items in enumerate(lines):
        x, top = 28.0, y + 12 + ROW * row
        for item in items:
            found += [_sample(item, x, top, brush), text(x + SAMPLE, top + 9, item.text, SIZE, brush("sub"))]
            x += measure(item)
    return element("g", {"class": "legend"}, *found)


def _sample(item: LegendItem, x: float, y: float, brush: Brush) -> str:
    if item.shape == "ramp":
        return _ramp(x, y, brush)
    if item.shape == "badge":
        return "".join(badge(item.paint, x + 8, y + 5, brush))
    if item.shape == "doubt":
        return "".join(doubt(x + 8, y + 5, brush))
    look = brush(item.paint)
    if item.shape in ("line", "dashes", "arrow"):
        return _stroke(item, x, y + 5, brush)
    if item.shape == "circle":
        return element("circle", look, cx=x + 8, cy=y + 5, r="4.5", fill="none")
    if item.shape == "stack":
        sheets = (element("rect", look, x=x + 2 * i, y=y + 2 * i - 1, width=13, height=8, rx="2.5", stroke_width="1") for i in (2, 1, 0))
        return "".join(sheets)
    radius, line, dashes = SAMPLES.get(item.shape, ("2", "1", "none"))
    outline = brush("card") if item.shape == "bar" else look
    box = element("rect", outline, x=x, y=y, width=15, height=10, rx=radius, stroke_width=line, stroke_dasharray=dashes)
    return box + (element("rect", look, x=x + 2.5, y=y + 2, width=2.6, height=6, rx="1.3") if item.shape == "bar" else "")


def _ramp(x: float, y: float, brush: Brush) -> str:
    return "".join(element("rect", brush(f"heat-{i}"), x=x + 3 * i, y=y, width=3, height=10, stroke_width="0") for i in range(HEATS))


def _stroke(item: LegendItem, x: float, y: float, brush: Brush) -> str:
    width = {"line": "2.6", "dashes": "1.8", "arrow": "1.5"}[item.shape]
    arrow = item.shape == "arrow"
    dashes = "6 3" if item.shape == "dashes" else "none"
    stroke = element("line", brush(item.paint), x1=x, x2=x + (9 if arrow else 15), y1=y, y2=y, stroke_width=width, stroke_dasharray=dashes)
    return stroke + (element("path", brush("head"), d=f"M{number(x + 15.5)},{number(y)}l-7,-3.4v6.8z") if arrow else "")
