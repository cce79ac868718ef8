"""DOT: a file for people who have Graphviz or a viewer of their own, with all labels and colours in it."""

from __future__ import annotations

import graphviz  # type: ignore[import-untyped]

from gradcli.draw.keys import distinct
from gradcli.draw.palette import TABLE, THEMES
from gradcli.draw.view import Card, Cluster, Link, View

FONT = "Helvetica"
MONO = "Courier"
#         class, shape, style
STYLES = {
    "op": ("card", "box", "rounded,filled"),
    "accumulate": ("leaf", "box", "rounded,filled"),
    "folded": ("card", "box", "rounded,filled"),
    "parameter": ("leaf", "box", "rounded,filled,bold"),
    "input": ("free", "box", "rounded,filled,dashed"),
    "output": ("output", "box", "rounded,filled,bold"),
    "saved": ("saved", "box", "filled"),
    "chip": ("chip", "box", "rounded,filled"),
}
EDGES = {
    "plain": ("line", "solid", "1.2"),
    "contaminated": ("line-contaminated", "dashed", "1.4"),
    "fail": ("line-fail", "bold", "2.4"),
    "saved": ("line-saved", "dotted", "1.2"),
}
NAMES = str.maketrans({":": ".", "\\": "/", '"': "'"})
GLYPHS = {"pass": "✓ ", "fail": "✗ ", "warn": "? ", "unchecked": "○ ", "": ""}


def write(view: View) -> bytes:
    """DOT source. Names of nodes are their stable ids without what DOT reads as ports, escapes or the end of a name."""
    names = distinct(_safe(card.id).translate(NAMES) for card in view.cards)
    whole = graphviz.Digraph(
        "gradcli", comment=_safe(view.subheading), graph_attr=_page(view), node_attr={"fontname": FONT, "fontsize": "11"}
    )
    parts = [graphviz.Digraph(f"cluster_{i}", graph_attr=_frame(view, cluster)) for i, cluster in enumerate(view.clusters)]
    for card, name in zip(view.cards, names):
        (parts[card.cluster] if card.cluster >= 0 else whole).node(name, **_card(view, card))
    for part, cluster in sorted(zip(parts, view.clusters), key=lambda pair: -pair[1].depth):  # inner ones are complete first
        (parts[cluster.parent] if cluster.parent >= 0 else whole).subgraph(part)
    for link in view.links:
        whole.edge(names[link.source], names[link.target], **_link(view, link))
    return str(whole.source).encode("utf-8", "replace")


def _page(view: View) -> dict[str, str]:
    label = _lines(view.heading, view.subheading)
    page = {"label": label, "labelloc": "t", "labeljust": "l", "fontname": FONT, "newrank": "true", "rankdir": view.options.direction}
    return page | {"bgcolor": _paint(view, "page")[0], "fontcolor": _paint(view, "ink")[0]}


def _frame(view: View, cluster: Cluster) -> dict[str, str]:
    fill, line = _paint(view, "cluster-odd" if cluster.depth % 2 else "cluster")
    style = {"style": "rounded,filled", "fillcolor": fill, "color": _paint(view, "failed")[1] if cluster.failing else line}
    return {"label": _lines(f"{cluster.title}  {cluster.subtitle}".strip()), "fontcolor": _paint(view, "title")[0]} | style


def _card(view: View, card: Card) -> dict[str, str]:
    name, shape, style = STYLES[card.kind]
    fill, line = _paint(view, "fail" if card.status == "fail" else name)
    ink = _paint(view, "fail-ink" if card.status == "fail" else "ink")[0]
    label = _lines(GLYPHS[card.status] + card.title, "  ".join(filter(None, (card.left, card.right))), *card.lines, card.foot)
    look = {"shape": shape, "style": style, "fillcolor": fill, "color": line, "fontcolor": ink}
    more = ({"peripheries": "2"} if card.kind == "output" else {}) | ({"URL": _lines(card.href)} if card.href else {})
    return {"label": label, "tooltip": _lines(*card.tooltip.split("\n")), **look, **more}


def _link(view: View, link: Link) -> dict[str, str]:
    name, style, width = EDGES[link.kind]
    look = {"color": _paint(view, name)[1], "style": style, "penwidth": width}
    way = "none" if link.kind == "saved" else "back" if view.options.flow == "backward" else "forward"
    words = {"label": link.label, "headlabel": link.slot, "tooltip": link.tooltip, "fontcolor": _paint(view, "label")[0]}
    told = {key: _lines(value) for key, value in words.items() if value}
    return told | look | {"dir": way, "fontname": MONO, "fontsize": "8"}


def _paint(view: View, name: str) -> tuple[str, str]:
    return TABLE[name][THEMES[view.options.theme]]


def _lines(*lines: str) -> str:
    """A label of several lines: nothing in them is an escape sequence or HTML, except the breaks between them."""
    label: str = graphviz.nohtml("\\n".join(_safe(line).replace("\\", "\\\\") for line in lines if line))
    return label


def _safe(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text).encode("utf-8", "replace").decode()
