"""Mermaid: a flowchart that GitHub, GitLab and many note-taking programs draw from its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from gradcli.draw.compose import arranged
from gradcli.draw.palette import TABLE, THEMES
from gradcli.draw.text import clean
from gradcli.draw.view import Card, Link, View

LINES, LETTERS = 500, 50_000  # Mermaid draws no diagram with more lines or characters unless its page says so
LONGEST = 80  # characters of one line of a label
# fmt: off
#               class     around the label
FORMS = {
    "op":         ("card",   '("', '")'),
    "folded":     ("card",   '[["', '"]]'),
    "accumulate": ("leaf",   '("', '")'),
    "parameter":  ("leaf",   '(["', '"])'),
    "input":      ("free",   '(["', '"])'),
    "output":     ("output", '["', '"]'),
    "saved":      ("saved",  '["', '"]'),
    "chip":       ("chip",   '(["', '"])'),
}
ARROWS = {"plain": "-->", "contaminated": "-.->", "fail": "==>", "saved": "-.-"}
# fmt: on
GLYPHS = {"pass": "✓ ", "fail": "✗ ", "warn": "? ", "unchecked": "○ ", "": ""}
ESCAPED = {ord(letter): f"#{ord(letter)};" for letter in '"#&<>`|[]{}\\;%*_~$@'} | {ord("\n"): "<br>"}


def write(view: View) -> bytes:
    """The flowchart, folded further than asked where Mermaid would refuse it; its first line says so."""
    source = _source(view)
    cards = len(view.cards)
    while (len(view.links) > LINES or len(source) > LETTERS) and cards > 1:
        cards //= 2
        assert view.scene
        view = arranged(replace(view.scene, options=replace(view.options, max_nodes=cards)))
        source = _source(view)
    return source.encode("utf-8", "replace")


def _source(view: View) -> str:
    lines = [f"%% {_plain(view.heading)}", f"%% {_plain(view.subheading)}", f"flowchart {view.options.direction}"]
    return "\n".join([*lines, *_nested(view), *_links(view), *_styles(view)]) + "\n"


def _plain(text: str) -> str:
    """A comment: no braces, which would make it a directive."""
    return clean(text).replace("{", "(").replace("}", ")")


def _nested(view: View) -> Iterator[str]:
    """Cards within the clusters they lie in, iteratively."""
    inside: dict[int, list[str]] = defaultdict(list)
    for i, card in enumerate(view.cards):
        inside[card.cluster].append(_card(i, card))
    for i in reversed(range(len(view.clusters))):  # parents come first, so inner ones are complete first backwards
        this = view.clusters[i]
        label = _label(" · ".join(filter(None, (this.title, this.subtitle))))
        block = [f'subgraph c{i} ["{label}"]', *(f"  {line}" for line in inside[i]), "end"]
        inside[this.parent] = block + inside[this.parent]
    yield from (f"  {line}" for line in inside[-1])


def _card(number: int, card: Card) -> str:
    name, before, after = FORMS[card.kind]
    words = (GLYPHS[card.status] + card.title, "  ".join(filter(None, (card.left, card.right))), *card.lines, card.foot)
    label = _label("\n".join(word[:LONGEST] for word in words if word))
    return f"n{number}{before}{label or ' '}{after}:::{'fail' if card.status == 'fail' else name}"


def _label(text: str) -> str:
    """Text in quotes: whatever Mermaid or HTML could read as markup is an entity."""
    return "\n".join(map(clean, text.split("\n"))).translate(ESCAPED)


def _links(view: View) -> Iterator[str]:
    for link in view.links:
        ends = (link.target, link.source) if view.options.flow == "backward" else (link.source, link.target)
        label = _label(" ".join(filter(None, (link.label, link.slot))))
        told = f'|"{label}"|' if label else ""
        yield f"  n{ends[0]} {ARROWS[link.kind]}{told} n{ends[1]}"


def _styles(view: View) -> Iterator[str]:
    """Colours of the cards that occur, and of the lines that carry a wrong gradient. A theme that follows the reader has to be light."""
    theme = THEMES[view.options.theme]
    names = sorted({"fail" if card.status == "fail" else FORMS[card.kind][0] for card in view.cards})
    for name in names:
        fill, line = TABLE[name][theme]
        ink = TABLE["fail-ink" if name == "fail" else "ink"][theme][0]
        dashes = ",stroke-dasharray:4 3" if name == "free" else ""
        yield f"  classDef {name} fill:{fill},stroke:{line},color:{ink}{dashes}"
    for i, cluster in enumerate(view.clusters):
        fill, line = TABLE["cluster-odd" if cluster.depth % 2 else "cluster"][theme]
        line = TABLE["failed"][theme][1] if cluster.failing else line
        yield f"  style c{i} fill:{fill},stroke:{line},color:{TABLE['title'][theme][0]}"
    wrong = [str(i) for i, link in enumerate(view.links) if _wrong(link)]
    if wrong:
        yield f"  linkStyle {','.join(wrong)} stroke:{TABLE['line-fail'][theme][1]}"


def _wrong(link: Link) -> bool:
    return link.kind in ("fail", "contaminated")
