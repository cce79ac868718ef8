"""SVG elements as text: escaped, numbers to a tenth, colours by class and as attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape

from gradcli.draw.keys import FORBIDDEN
from gradcli.draw.palette import dark_rules, paint

SANS = "Inter,'Segoe UI',system-ui,-apple-system,'Helvetica Neue',Arial,'Liberation Sans',sans-serif"
MONO = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"
HARMLESS = re.compile("[\n\x20!#-%(-;=?-~]*")  # most texts: nothing to escape, nothing forbidden
Attributes = dict[str, str | float]


def safe(text: str) -> str:
    """`text` for use between tags or in an attribute."""
    return text if HARMLESS.fullmatch(text) else escape(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def number(x: float) -> str:
    """To a tenth of a pixel, without needless zeros."""
    text = f"{x:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def points(*pairs: tuple[float, float]) -> str:
    """x,y x,y ... for a path."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in pairs)


def element(tag: str, look: Mapping[str, str | float], *inside: str, **more: str | float) -> str:
    """<tag a="1">inside</tag>. `inside` is markup already; in `more` _ stands for -, a _ at the end for nothing."""
    attributes = {**look, **{_hyphened(key): value for key, value in more.items()}}
    told = "".join(f' {key}="{safe(value) if isinstance(value, str) else number(value)}"' for key, value in attributes.items())
    return f"<{tag}{told}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{told}/>"


@lru_cache
def _hyphened(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


class Brush:
    """Gives elements their class and colours, and remembers the classes for the style sheet."""

    def __init__(self, theme: str) -> None:
        self.theme = theme
        self.used: set[str] = set()

    def __call__(self, *names: str) -> Attributes:
        """Class, fill and stroke of the classes named, later ones winning."""
        self.used.update(names)
        found: Attributes = {}
        for name in names:
            found.update(paint(name, self.theme))
        return {**found, "class": " ".join(names)}

    def style(self) -> str:
        """The style sheet: fonts, hover, and with the theme auto the dark colours."""
        rules = f"text{{font-family:{SANS}}}.m{{font-family:{MONO}}}a{{text-decoration:none}}"
        rules += ".node:hover .box{stroke-width:2.4}.edge:hover path{stroke-width:3}"
        if self.theme == "auto":
            rules += f"@media (prefers-color-scheme:dark){{{dark_rules(self.used)}}}"
        return f"<style>{rules}</style>"


def text(x: float, y: float, words: str, size: float, look: Mapping[str, str | float], **more: str | float) -> str:
    """One line of text in the sans face with its baseline at y. look: from a Brush."""
    spaced = {"xml:space": "preserve"} if "  " in words else {}
    return element("text", {**look, **spaced}, safe(words), x=x, y=y, font_size=str(size), **more)


def mono(x: float, y: float, words: str, size: float, look: Mapping[str, str | float], **more: str | float) -> str:
    """The same in the monospace face."""
    return text(x, y, words, size, look, class_=f"m {look['class']}", font_family="monospace", **more)
