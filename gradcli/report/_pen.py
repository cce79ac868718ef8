"""Ink: words in the colours of a verdict when colour is wanted, and glyphs where the stream can carry them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gradcli.finding import Verdict

# fmt: off
# Okabe and Ito's palette, told apart by colour-blind readers: (exact colour, nearest of the 256)
INK: dict[str, tuple[str, str]] = {
    "green":      ("38;2;0;158;115",   "38;5;36"),
    "vermillion": ("38;2;213;94;0",    "38;5;166"),
    "orange":     ("38;2;230;159;0",   "38;5;178"),
    "sky":        ("38;2;86;180;233",  "38;5;74"),
    "purple":     ("38;2;204;121;167", "38;5;175"),
    "bold":       ("1", "1"),
    "dim":        ("2", "2"),
}
LABELS: dict[Verdict, tuple[str, str, str]] = {
    Verdict.PASS:              ("✓", "PASS",      "green"),
    Verdict.FAIL:              ("✗", "FAIL",      "vermillion"),
    Verdict.NONDIFFERENTIABLE: ("◌", "NONDIFF",   "sky"),
    Verdict.INCONCLUSIVE:      ("?", "UNSURE",    "purple"),
    Verdict.SUSPECT:           ("!", "SUSPECT",   "sky"),
    Verdict.NONDETERMINISTIC:  ("!", "NONDET",    "orange"),
    Verdict.NONFINITE:         ("!", "NONFINITE", "orange"),
    Verdict.ERROR:             ("!", "ERROR",     "orange"),
}
# fmt: on
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
COLOURS = re.compile(r"(\x1b\[[0-9;]*m)")
PLAIN = {"·": "-", "│": "|", "±": "+-", "×": "x", "→": "->", "…": "...", "└": "+", "─": "-"}


@dataclass(frozen=True, slots=True)
class Pen:
    """How to write: with colour or without, in all colours or 256, with glyphs or in ASCII; width: columns of a terminal, else 0."""

    color: bool = False
    truecolor: bool = False
    glyphs: bool = True
    width: int = 0

    @classmethod
    def of(cls, run: Mapping[str, Any]) -> Pen:
        """As the run says; plain with glyphs when it says nothing."""
        return cls(bool(run.get("color")), bool(run.get("truecolor")), bool(run.get("glyphs", True)), int(run.get("width", 0)))

    def ink(self, text: str, *names: str) -> str:
        """`text` in these inks; unchanged without colour."""
        if not (self.color and text):
            return text
        codes = ";".join(INK[name][not self.truecolor] for name in names)
        return f"\x1b[{codes}m{text}\x1b[0m"

    def label(self, verdict: Verdict) -> str:
        """Glyph and word, or the word alone."""
        glyph, word, _ = LABELS[verdict]
        return f"{glyph} {word}" if self.glyphs else word

    def finish(self, text: str) -> str:
        """The text with its glyphs spelt out where the stream has none, and nothing in it that a terminal obeys but colour."""
        text = harmless(text, self.color)
        for glyph, words in PLAIN.items() if not self.glyphs else ():
            text = text.replace(glyph, words)
        return text


def harmless(text: str, color: bool = False) -> str:
    """The text with control characters, which what user code raised or printed may hold, spelt out; with `color` codes of colours stay."""
    parts = COLOURS.split(text) if color else [text]
    return "".join(part if i % 2 else CONTROLS.sub(_spelt, part) for i, part in enumerate(parts))


def _spelt(match: re.Match[str]) -> str:
    return repr(match[0])[1:-1]
