"""What a user can choose about a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gradcli.draw.fold.wishes import Asked
from gradcli.errors import UsageError
from gradcli.graph import Mark

Marks = Mapping[int, Mark]  # what a check found out, by node id
Norms = Mapping[int, float]  # of gradients, by node id
Times = Mapping[int, float]  # seconds, by node id
CHOICES = {
    "theme": ("auto", "light", "dark", "print"),
    "direction": ("TB", "LR"),
    "flow": ("forward", "backward"),
    "leaf": ("fused", "split"),
    "overlay": ("", "gradnorm", "memory", "time"),
}
SHOWABLE = ("saved", "shapes", "grads", "attrs", "slots")


@dataclass(frozen=True, slots=True)
class Options:
    """title: of the header, usually the file's name.  theme: colours; auto is light with dark as the reader's system asks.

    direction: TB puts the loss at the bottom, LR at the right.  flow: which way arrow heads point; backward is the gradient's way.
    show: any of SHOWABLE.  max_nodes: budget of cards; more are folded.  note: one more clause for the header's second line.
    depth, collapse, expand, focus, all, apart: what is folded and what is not, as `fold.wishes.Asked`.  leaf: split gives AccumulateGrad
    a card of its own.  overlay: the quantity the cards are coloured by.
    """

    title: str = ""
    theme: str = "auto"
    direction: str = "TB"
    flow: str = "forward"
    show: frozenset[str] = frozenset({"grads"})
    max_nodes: int = 400
    note: str = ""
    depth: int | None = None
    collapse: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()
    focus: str = ""
    all: bool = False
    apart: bool = False
    leaf: str = "fused"
    overlay: str = ""

    def __post_init__(self) -> None:
        for name, known in CHOICES.items():
            _require(getattr(self, name), known, f"--{name}")
        for thing in self.show:
            _require(thing, SHOWABLE, "--show")
        if self.depth is not None and self.depth < 0:
            raise UsageError(f"--depth {self.depth} is less than 0", hint="--depth 0 closes every module, --depth 1 opens the outermost")
        if self.max_nodes < 1:
            raise UsageError(f"--max-nodes {self.max_nodes} is not 1 or more", hint="--max-nodes 400 is the default")

    @property
    def asked(self) -> Asked:
        """What the user wants folded and what not."""
        return Asked(self.depth, self.collapse, self.expand, self.focus, self.all, self.apart)


def _require(chosen: str, known: tuple[str, ...], flag: str) -> None:
    if chosen not in known:
        raise UsageError(f"{flag} {chosen!r} is not known", hint=f"{flag} takes {', '.join(known)}")
