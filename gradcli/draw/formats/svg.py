"""SVG: one file that needs nothing else, follows the reader's light or dark theme, and is the same bytes for the same graph."""

from __future__ import annotations

from dataclasses import replace

from gradcli.draw.keys import natural
from gradcli.draw.layout import laid_out
from gradcli.draw.paint import frame
from gradcli.draw.paint import legend as key
from gradcli.draw.paint.card import card
from gradcli.draw.paint.element import SANS, Brush, element, safe
from gradcli.draw.paint.line import line, places
from gradcli.draw.paint.titles import ends
from gradcli.draw.text import width
from gradcli.draw.view import Box, Layout, LegendItem, View

LAID_OUT = True  # this writer needs positions
SIDE, TOP, BOTTOM = 28.0, 66.0, 58.0  # px around the drawing
READABLE = 760.0  # px: header and legend widen a narrow drawing up to this, then they are cut or broken into rows
LONGEST = 940.0  # px that the header may ask for


def write(view: View) -> bytes:
    """The picture, laid out first if it is not yet."""
    view = view if view.layout else laid_out(view)
    return markup(view, Brush(view.options.theme)).encode()


def markup(view: View, brush: Brush) -> str:
    """The picture of a view that is laid out. The style sheet in it is for everything the brush has painted."""
    room, rows = _room(view)
    wide, high = size(view)
    painted = [
        element("rect", brush("page"), width="100%", height="100%"),
        frame.header(view, room, brush),
        *drawing(view, placed(view), brush),
        key.legend(rows, high - BOTTOM + 15 - key.ROW * (len(rows) - 1), wide - SIDE, brush) if rows else "",
    ]
    return _document(view, (wide, high), [brush.style(), *painted])


def placed(view: View) -> Layout:
    """The layout of a view within its picture: below the header, in the middle."""
    assert view.layout
    return _moved(view.layout, SIDE + (_room(view)[0] - view.layout.width) / 2, TOP)


def size(view: View) -> tuple[float, float]:
    """Width and height in px of the picture of a view that is laid out."""
    assert view.layout
    room, rows = _room(view)
    return room + 2 * SIDE, TOP + view.layout.height + BOTTOM + key.ROW * (len(rows) - 1 if rows else -1)


def _room(view: View) -> tuple[float, list[list[LegendItem]]]:
    """The width in px for everything, and the rows of the legend in it."""
    assert view.layout
    legend = sum(map(key.measure, view.legend))
    room = max(view.layout.width, min(READABLE, legend), min(LONGEST, _header(view)))
    return room, key.rows(view.legend, room)


def _header(view: View) -> float:
    """What the header's lines take, in px."""
    return max(width(view.heading, 17, "bold"), width(view.subheading, 12))


def _document(view: View, size: tuple[float, float], painted: list[str]) -> str:
    wide, high = str(round(size[0])), str(round(size[1]))
    about = element("title", {"id": "t"}, safe(view.heading)) + element("desc", {"id": "d"}, safe(view.subheading))
    space = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {wide} {high}", "width": wide, "height": high}
    parts = [about, *filter(None, painted)]
    return element("svg", space, *(f"\n{part}" for part in parts), "\n", role="img", aria_labelledby="t d", font_family=SANS) + "\n"


def _moved(layout: Layout, right: float, down: float) -> Layout:
    """The layout shifted by so many px."""

    def box(old: Box) -> Box:
        return old[0] + right, old[1] + down, old[2], old[3]

    curves = tuple(
        replace(
            curve,
            points=tuple((x + right, y + down) for x, y in curve.points),
            tip=(curve.tip[0] + right, curve.tip[1] + down) if curve.tip else None,
        )
        for curve in layout.curves
    )
    clusters = tuple(old and box(old) for old in layout.clusters)
    return replace(layout, boxes=tuple(map(box, layout.boxes)), curves=curves, clusters=clusters)


def drawing(view: View, layout: Layout, brush: Brush) -> list[str]:
    """Boxes of clusters, lines, titles of clusters, cards: each kind sorted by id, outer clusters first."""
    framed = [(this, box) for this, box in zip(view.clusters, layout.clusters) if box]
    framed.sort(key=lambda pair: (pair[0].depth, natural(pair[0].id)))
    lines = sorted(zip(view.links, layout.curves, places(view, layout)), key=lambda triple: natural(triple[0].id))
    cards = sorted(zip(view.cards, layout.boxes), key=lambda pair: natural(pair[0].id))
    return [
        *(frame.cluster(this, box, brush) for this, box in framed),
        *(line(link, curve, place, brush) for link, curve, place in lines),
        *(frame.title(this, box, x, brush) for (this, box), x in zip(framed, ends(framed, layout))),
        *(card(view, this, box, brush) for this, box in cards),
    ]
