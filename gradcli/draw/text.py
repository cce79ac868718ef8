"""How wide a piece of text is and how it is made safe and short: from a table, so no font is ever opened."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

Face = Literal["bold", "sans", "mono"]

MONO = 0.602  # em per character: DejaVu Sans Mono, Menlo and Consolas lie at or below it
REGULAR = 0.94  # a sans regular against its bold: the table holds the bold widths
WIDE = 1.05  # em: East Asian full width, emoji
UNKNOWN = 0.9  # em: any other character that the table lacks
# Bold advance widths in em, rounded up to 0.05, of the widest face the font list can end in (DejaVu Sans Bold).
TABLE = {
    character: em
    for em, characters in {
        0.35: "'ijl ",
        0.4: ",./:;IJ\\|·",
        0.45: "-fƒ²",
        0.5: "!()[]_`rt‖–",
        0.55: '"*',
        0.6: "?csz",
        0.65: "Lx",
        0.7: "$0123456789EFTaekovyΣ",
        0.75: "CPSYZbdghnpqu{}",
        0.8: "ABKRVXΔ",
        0.85: "#+<=>DGHNOQU^~→×−≠",
        0.9: "&∅",
        0.95: "w",
        1.0: "@M…",
        1.05: "%m",
        1.15: "W",
    }.items()
    for character in characters
}


@lru_cache(maxsize=1 << 16)
def width(text: str, size: float, face: Face = "sans") -> float:
    """Upper bound of the width of `text` in px at `size` px, for every font of the lists in the pictures."""
    em = sum(map(_mono if face == "mono" else _bold, text))
    return em * size * (REGULAR if face == "sans" else 1.0)


def _bold(character: str) -> float:
    return TABLE.get(character) or _other(character, UNKNOWN)


def _mono(character: str) -> float:
    # beyond Cyrillic a monospace font may lack the glyph, and what stands in for it is wider
    return MONO if character < "\u0530" or character in TABLE else _other(character, 1.0)


def _other(character: str, usual: float) -> float:
    if unicodedata.combining(character):
        return 0.0
    return WIDE if unicodedata.east_asian_width(character) in "WF" else usual


@lru_cache(maxsize=1 << 16)
def shorten(text: str, size: float, face: Face, limit: float) -> str:
    """`text`, or as much of its beginning and end as fits `limit` px around an ellipsis."""
    if width(text, size, face) <= limit:
        return text
    low, high = 0, len(text) - 1
    while low < high:  # the longest that fits, by bisection: names may be megabytes long
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(_elide(text, middle), size, face) <= limit else (low, middle - 1)
    return _elide(text, low)


def _elide(text: str, kept: int) -> str:
    tail = kept // 3  # names differ at both ends, more often at the beginning
    return text[: kept - tail] + "…" + (text[-tail:] if tail else "")


def clean(text: str) -> str:
    """`text` on one line, with every character XML forbids or a reader cannot see made visible."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if character < " ":
        return chr(0x2400 + ord(character))  # the control pictures: ␀ ␉ ␊
    return " " if unicodedata.category(character) == "Zs" else "\N{REPLACEMENT CHARACTER}"
