"""HTML: one file with the picture and a small script: pan, zoom, search, folded modules that open, details of a node on a click."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gradcli.draw.formats import svg
from gradcli.draw.layout import laid_out
from gradcli.draw.page.details import details
from gradcli.draw.page.insides import Sheet, sheets
from gradcli.draw.paint import frame
from gradcli.draw.paint.element import MONO, SANS, Attributes, Brush, element, safe, text
from gradcli.draw.paint.titles import INSET
from gradcli.draw.palette import TABLE
from gradcli.draw.scene import Scene
from gradcli.draw.view import View

LAID_OUT = True
NAMED = 30_000  # nodes without a card of their own that can be found by name: about 1.5 MB
HERE = Path(svg.__file__).parents[1] / "page"
# what the page around the picture is coloured with: a variable, the class it is taken from, fill or line
COLOURS = [
    *(("page", "page", 0), ("ink", "ink", 0), ("sub", "sub", 0), ("rule", "rule", 1), ("card", "card", 0), ("line", "card", 1)),
    *(("leaf", "leaf", 0), ("accent", "leaf", 1), ("ok", "ok", 1), ("fail", "fail-ink", 0)),
]


def write(view: View) -> bytes:
    """The page. Nothing in it is fetched from anywhere, and its policy forbids it."""
    view = view if view.layout else laid_out(view)
    scene = view.scene
    assert scene
    found = sheets(view, scene)
    brush = Brush(view.options.theme)
    insides = "".join(_inside(sheet, brush) + "\n" for sheet in found[1:])
    script = _file("page.js")
    told = {
        "heading": safe(view.heading),
        "policy": _policy(script),
        "style": _style(view.options.theme),
        "picture": svg.markup(view, brush),
        "insides": insides,
        "data": _json(_data(scene, found)),
        "script": script,
    }
    page = re.sub(r"\$(\w+)", lambda match: told[match[1]], _file("page.html"))
    return page.encode("utf-8", "replace")


def _file(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8").rstrip("\n")


def _policy(script: str) -> str:
    """Only this very script runs, and nothing is fetched. The digest is of the script with the line breaks around it."""
    digest = base64.b64encode(hashlib.sha256(f"\n{script}\n".encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'"


def _style(theme: str) -> str:
    """The style sheet of the page with the colours of the theme."""
    light, dark = _colours(2 if theme == "print" else 1 if theme == "dark" else 0), _colours(1)
    switch = f"\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}" if theme == "auto" else ""
    scheme = "light dark" if theme == "auto" else "dark" if theme == "dark" else "light"
    rules = _file("page.css").replace("$SANS", SANS).replace("$MONO", MONO)
    return f":root {{ color-scheme: {scheme}; {light} }}{switch}\n{rules}"


def _colours(theme: int) -> str:
    return "; ".join(f"--{name}: {TABLE[kind][theme][which]}" for name, kind, which in COLOURS)


def _inside(sheet: Sheet, brush: Brush) -> str:
    """The frame, the bar that closes it, and the drawing, to be put where the card stood."""
    layout = sheet.view.layout
    assert layout
    box = 0.0, 0.0, layout.width, layout.height
    sign = text(13, 19, "−", 11.5, brush("title"), font_weight="700")
    back = element("rect", brush("card"), x=7, y=7, width=20, height=16, rx="5")
    label = {"aria-label": f"close {sheet.title.title}"}
    bar = element("g", {"class": "close", "role": "button", **label}, back, sign, tabindex="0")
    name = element("g", {"transform": "translate(20,0)"}, frame.title(sheet.title, box, box[0] + INSET, brush))
    drawing = element("g", {"class": "content"}, *svg.drawing(sheet.view, layout, brush))
    about: Attributes = {"class": "inside", "data-card": sheet.card, "data-width": layout.width, "data-height": layout.height}
    return element("g", about, frame.cluster(sheet.title, box, brush), bar, name, drawing)


def _data(scene: Scene, found: Sequence[Sheet]) -> dict[str, Any]:
    """What the script needs to know: where cards are, what lines tie, details, and the names of what is on folded cards."""
    picture = found[0].view
    boxes: dict[str, Any] = {}
    for sheet in found:
        layout = svg.placed(sheet.view) if sheet is found[0] else sheet.view.layout
        assert layout
        boxes |= {card.id: [round(side, 1) for side in box] for card, box in zip(sheet.view.cards, layout.boxes)}
    links = {link.id: [view.cards[end].id for end in (link.source, link.target)] for view in (s.view for s in found) for link in view.links}
    single = {card.id: nodes[0] for sheet in found for card, nodes in zip(sheet.view.cards, sheet.nodes) if len(nodes) == 1}
    told = {name: details(scene.graph.nodes[node]) for name, node in single.items()}
    size = [round(side) for side in svg.size(picture)]
    return {"size": size, "boxes": boxes, "links": links, "details": {k: v for k, v in told.items() if v}, "names": _names(scene, found)}


def _names(scene: Scene, found: Sequence[Sheet]) -> dict[str, list[str]]:
    """By card the names of the nodes that are on it and on no card of their own."""
    opened = {sheet.card for sheet in found}
    room = NAMED
    names: dict[str, list[str]] = {}
    for sheet in found:
        for card, nodes in zip(sheet.view.cards, sheet.nodes):
            if len(nodes) > 1 and card.id not in opened and room > 0:
                names[card.id] = [scene.keys[i][2:] for i in nodes[:room]]
                room -= len(nodes)
    return names


def _json(data: dict[str, Any]) -> str:
    """JSON that no HTML parser takes for the end of its script; half characters, which UTF-8 lacks, stay escaped."""
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
