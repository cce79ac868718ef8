"""How big a card is: the paddings of each kind of card, shared by those who measure and those who paint."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gradcli.draw.text import Face, shorten, width
from gradcli.draw.view import Card, Cluster

ROW = 40.0  # title and data; the title's baseline is 17.5 down, the data's 32
BARE = 24.0  # title alone
FOOT = 18.0
LINE, LINES = 14.0, 12.0  # per detail line, and around all of them
NARROWEST = 84.0
WIDEST = 340.0  # of the text itself: beyond, an ellipsis
GAP = 14.0  # between the two ends of the data row
RING = 3.5  # the output's second outline
GLYPH = {"": 0.0, "pass": 19.0, "warn": 23.0, "unchecked": 19.0, "fail": 25.0}  # the glyph at the end of the title, with its gap
SHEETS = 4.0  # a folded card has one more outline this far down and right


@dataclass(frozen=True, slots=True)
class Form:
    """left, right: padding.  title, data: size of the type in px.  face: of the title.  radius: of the corners, in px."""

    left: float
    right: float
    title: float
    data: float
    face: Face
    radius: float


# fmt: off
FORMS = {
    "op":        Form(17, 12, 12.5, 10, "bold", 8),
    "accumulate": Form(17, 12, 12.5, 10, "bold", 8),
    "folded":    Form(17, 12, 12.5, 10, "bold", 8),
    "parameter": Form(16, 16, 12.5, 10, "mono", 19),
    "input":     Form(16, 16, 12.5, 10, "mono", 19),
    "output":    Form(14, 14, 12.5, 10, "mono", 12),
    "saved":     Form(10, 10, 10,    9, "mono", 3),
    "chip":      Form(10, 10, 10,   10, "mono", 10),
}
# fmt: on


def sized(card: Card) -> Card:
    """The card with its texts cut to what fits and its width and height set."""
    form = FORMS[card.kind]
    title = shorten(card.title, form.title, form.face, WIDEST)
    left = shorten(card.left, form.data, "mono", WIDEST - (width(card.right, form.data, "mono") + GAP if card.right else 0))
    lines = tuple(shorten(line, form.data, "mono", WIDEST) for line in card.lines)
    fits = (title, left, lines) == (card.title, card.left, card.lines)
    short = card if fits else replace(card, title=title, left=left, lines=lines)
    ring = 2 * RING if card.kind == "output" else SHEETS * card.sheets
    return replace(short, width=_width(short, form) + ring, height=_height(short) + ring)


def _width(card: Card, form: Form) -> float:
    title = width(card.title, form.title, form.face) + GLYPH[card.status]
    right = GAP + width(card.right, form.data, "mono") if card.right else 0.0
    lines = (width(line, form.data, "mono") for line in card.lines)
    text = max(title, width(card.left, form.data, "mono") + right, width(card.foot, 9.5) if card.foot else 0.0, *lines)
    least = {"chip": 0.0, "saved": 60.0}.get(card.kind, NARROWEST)
    return float(max(least, -(-(form.left + text + form.right) // 1)))


def _height(card: Card) -> float:
    if card.kind in ("chip", "saved"):
        return 32.0 if card.kind == "saved" else 20.0
    lines = LINE * len(card.lines) + LINES if card.lines else 0.0
    return (ROW if card.left or card.right else BARE) + lines + (FOOT if card.foot else 0.0)


def radius(card: Card) -> float:
    """Radius in px of the corners of a card's outermost outline."""
    return min(FORMS[card.kind].radius, card.height / 2)


def title_width(cluster: Cluster) -> float:
    """Width in px of a cluster's title and subtitle, the gap between them included."""
    return width(cluster.title, 11.5, "bold") + (7 + width(cluster.subtitle, 11.5) if cluster.subtitle else 0.0)
