"""A card as SVG: its outline, accent bar, glyph, texts, foot strip, tooltip and link."""

from __future__ import annotations

from gradcli.draw.paint.element import Attributes, Brush, element, mono, number, safe, text
from gradcli.draw.palette import HEATS
from gradcli.draw.sizes import FOOT, FORMS, LINE, RING, ROW, SHEETS, radius
from gradcli.draw.view import Box, Card, View

# fmt: off
#             class     line
OUTLINES = {
    "op":        ("card",   "1.1"),
    "accumulate": ("leaf",   "1.1"),
    "folded":    ("card",   "1.1"),
    "parameter": ("leaf",   "1.4"),
    "input":     ("free",   "1.4"),
    "output":    ("output", "1.6"),
    "saved":     ("saved",  "1.1"),
    "chip":      ("chip",   "1"),
}
#            title's baseline, data's baseline
BASELINES = {"saved": (14.0, 25.5), "chip": (13.5, 0.0)}
# fmt: on
USUAL = 17.5, 32.0
SIGNS = {"added": "m-3,0h6m-3,-3v6", "removed": "m-3,0h6", "changed": "m-3.2,0.7c1.2,-2.4 2.4,-1.4 3.2,-0.7s2,1.7 3.2,-0.7"}


def card(view: View, this: Card, box: Box, brush: Brush) -> str:
    """The group of one card. What stands for the graph's own nodes has class "node", a reference chip has "ref"."""
    front = box[0], box[1], box[2] - SHEETS * this.sheets, box[3] - SHEETS * this.sheets
    parts = (_outline, _ring, _bar, _texts, _glyph, _details, _foot, _badge)
    painted = _sheets(this, front, brush) + [markup for part in parts for markup in part(this, front, brush)]
    inside = [element("a", {"href": this.href}, *painted)] if this.href else painted
    grad_fn = view.graph.nodes[this.nodes[0]].grad_fn if len(this.nodes) == 1 else ""
    about: Attributes = {"class": _words(this), "id": this.id, "data-op": this.title, "data-shape": this.left}
    about |= {"data-grad-fn": grad_fn} if grad_fn else {}
    return element("g", about, element("title", {}, safe(this.tooltip)), *inside, tabindex="0")


def _words(this: Card) -> str:
    """The classes of a card's group."""
    kind = "ref" if this.kind == "chip" else f"node {this.kind}"
    return kind + (f" {this.family}" if this.kind == "op" else "") + (" fail" if this.status == "fail" else "")


def _outline(this: Card, box: Box, brush: Brush) -> list[str]:
    name, line = OUTLINES[this.kind]
    if this.kind == "chip" and this.family != "parameter":  # a chip looks like the card it stands for
        name = OUTLINES[this.family][0]
    if this.heat >= 0:
        name = heat(this.heat)
    if this.status == "fail":
        name, line = "fail", "2.4"
    names = [name] if this.status == "fail" or not this.change else [name, f"turn-{this.change}"]
    look = brush(*names)
    if name == "free" or this.change == "removed":
        look["stroke-dasharray"] = "4 3" if name == "free" else "5 3"
    inset = RING if this.kind == "output" else 0.0
    line = "2" if this.change in ("added", "changed") and this.status != "fail" else line
    return [element("rect", look, **_rect(this, box, inset), stroke_width=line, class_=f"box {' '.join(names)}")]


def heat(share: float) -> str:
    """The palette class of a share from 0 to 1."""
    return f"heat-{min(int(share * HEATS), HEATS - 1)}"


def _sheets(this: Card, front: Box, brush: Brush) -> list[str]:
    """The outlines behind the front one of a stack, the furthest first."""
    shifts = [SHEETS * number for number in range(this.sheets, 0, -1)]
    return [element("rect", brush("card"), **_rect(this, (front[0] + s, front[1] + s, *front[2:])), stroke_width="1") for s in shifts]


def _rect(this: Card, box: Box, inset: float = 0.0) -> Attributes:
    x, y, width, height = box
    return {"x": x + inset, "y": y + inset, "width": width - 2 * inset, "height": height - 2 * inset, "rx": radius(this) - inset}


def _ring(this: Card, box: Box, brush: Brush) -> list[str]:
    """The second outline of an output."""
    return [element("rect", brush("output"), **_rect(this, box), fill_opacity="0")] if this.kind == "output" else []


def _bar(this: Card, box: Box, brush: Brush) -> list[str]:
    """The accent of the family; red on a failing card."""
    if this.kind not in ("op", "folded"):
        return []
    look = brush("fail-mark" if this.status == "fail" else f"bar-{this.family}")
    return [element("rect", look, x=box[0] + 7, y=box[1] + 9, width=3.4, height=min(22.0, box[3] - 12), rx="1.7")]


def _texts(this: Card, box: Box, brush: Brush) -> list[str]:
    """The title and the data row."""
    form = FORMS[this.kind]
    inset = RING if this.kind == "output" else 0.0
    x, y, right = box[0] + inset + form.left, box[1] + inset, box[0] + box[2] - inset - form.right
    down, data = BASELINES.get(this.kind, USUAL)
    ink, sub = ("sub" if this.change == "removed" else "ink"), ("ink" if this.heat >= 0 else "sub")
    ink, sub = ("fail-ink", "fail-ink") if this.status == "fail" else (ink, sub)
    write = mono if form.face == "mono" else text
    weight = {} if this.kind == "chip" else {"font_weight": "600"}
    found = [write(x, y + down, this.title, form.title, brush(ink), **weight)]
    found += [mono(x, y + data, this.left, form.data, brush(sub))] if this.left else []
    return found + ([mono(right, y + data, this.right, form.data, brush(sub), text_anchor="end")] if this.right else [])


def _glyph(this: Card, box: Box, brush: Brush) -> list[str]:
    """Tick, cross, question mark or empty circle at the end of the title."""
    x, y = box[0] + box[2], box[1]
    glyph = {"pass": _tick, "fail": _cross, "warn": _doubt, "unchecked": _empty}.get(this.status)
    return glyph(x, y, brush) if glyph else []


def _badge(this: Card, box: Box, brush: Brush) -> list[str]:
    """What became of it, on the corner of the card."""
    return badge(this.change, box[0] + 3, box[1] + 3, brush) if this.change else []


def badge(change: str, x: float, y: float, brush: Brush) -> list[str]:
    """A disc with +, − or ~ around a point."""
    disc = element("circle", brush("page", f"turn-{change}"), cx=x, cy=y, r="6", stroke_width="1.3")
    d = f"M{number(x)},{number(y)}{SIGNS[change]}"
    return [disc, element("path", brush(f"turn-{change}"), d=d, fill="none", stroke_width="1.6", stroke_linecap="round")]


def doubt(x: float, y: float, brush: Brush) -> list[str]:
    """A dashed ring with a question mark around a point."""
    ring = element("circle", brush("warn"), cx=x, cy=y, r="6.5", fill="none", stroke_dasharray="2.6 1.5")
    return [ring, text(x, y + 3.4, "?", 9.5, brush("warn-ink"), text_anchor="middle", font_weight="700")]


def _tick(x: float, y: float, brush: Brush) -> list[str]:
    d = f"M{number(x - 21)},{number(y + 13.5)}l3,3.2l6,-6.6"
    return [element("path", brush("ok"), d=d, fill="none", stroke_width="1.9", stroke_linecap="round", stroke_linejoin="round")]


def _cross(x: float, y: float, brush: Brush) -> list[str]:
    d = f"M{number(x - 18.8)},{number(y + 10.7)}l5.6,5.6m0,-5.6l-5.6,5.6"
    disc = element("circle", brush("fail-mark"), cx=x - 16, cy=y + 13.5, r="7.5")
    return [disc, element("path", brush("fail-cross"), d=d, fill="none", stroke_width="1.8", stroke_linecap="round")]


def _doubt(x: float, y: float, brush: Brush) -> list[str]:
    return doubt(x - 16, y + 13, brush)


def _empty(x: float, y: float, brush: Brush) -> list[str]:
    return [element("circle", brush("unchecked"), cx=x - 16.5, cy=y + 13, r="4.2", fill="none", stroke_width="1.2")]


def _details(this: Card, box: Box, brush: Brush) -> list[str]:
    """A rule and the lines below it."""
    if not this.lines:
        return []
    form, failing = FORMS[this.kind], this.status == "fail"
    top = box[1] + ROW
    rule = _rule(box[0] + form.right, box[0] + box[2] - form.right, top + 1, brush("fail" if failing else "rule"))
    ink = brush("fail-ink" if failing else "sub")
    return [rule, *(mono(box[0] + form.left, top + 15 + LINE * i, line, form.data, ink) for i, line in enumerate(this.lines))]


def _rule(left: float, right: float, y: float, look: Attributes) -> str:
    return element("line", look, x1=left, x2=right, y1=y, y2=y, stroke_opacity=".45")


def _foot(this: Card, box: Box, brush: Brush) -> list[str]:
    """AccumulateGrad, in a strip of its own."""
    if not this.foot:
        return []
    x, y, width, height = box
    rule = _rule(x + 0.8, x + width - 0.8, y + height - FOOT, brush(OUTLINES[this.kind][0]))
    return [rule, text(x + width / 2, y + height - 5.4, this.foot, 9.5, brush("sub"), font_weight="500", text_anchor="middle")]
