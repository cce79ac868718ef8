"""A picture before it is painted: cards of fixed size with all their text, links, clusters, header and legend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gradcli.draw.options import Options
from gradcli.graph import Graph, Mark

if TYPE_CHECKING:
    from gradcli.draw.scene import Scene

CardKind = Literal["op", "accumulate", "parameter", "input", "output", "folded", "saved", "chip"]
LinkKind = Literal["plain", "contaminated", "fail", "saved"]
Status = Literal["", "pass", "fail", "warn", "unchecked"]
Change = Literal["", "added", "removed", "changed"]
Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, width, height in px, y downwards


@dataclass(frozen=True, slots=True)
class Card:
    """One box. width, height: px, the ring of an output and the outlines of a stack included.

    left, right: the data row.  lines: details under a rule.  foot: the strip at the bottom ("AccumulateGrad").
    cluster: index into View.clusters, -1 for none.  nodes: ids of the graph's nodes it stands for, none for chips and outputs.
    names: for a chip the index of the card it refers to.  sheets: outlines behind it, of a stack.  call: the folded call it stands
    for, -1 for none.  change: with --diff what became of it.  heat: with --overlay its share of the largest, 0 to 1, -1 for none.
    """

    id: str
    kind: CardKind
    title: str
    width: float
    height: float
    left: str = ""
    right: str = ""
    lines: tuple[str, ...] = ()
    foot: str = ""
    family: str = "other"
    status: Status = ""
    tooltip: str = ""
    href: str = ""
    cluster: int = -1
    nodes: tuple[int, ...] = ()
    names: int = -1
    sheets: int = 0
    call: int = -1
    change: Change = ""
    heat: float = -1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A line from card `source` to card `target` (indices into View.cards), in the direction of the forward pass.

    slot: the argument's name to print at the head.  label: the tensor's shape, at the middle.  argument: the argument's name, or
    its position.  leaf: it comes from a leaf.  change: with --diff what became of it.  strength: 0 to 1, of the gradient it
    carries; -1 for not known.
    """

    id: str
    source: int
    target: int
    kind: LinkKind = "plain"
    label: str = ""
    slot: str = ""
    argument: str = ""
    tooltip: str = ""
    leaf: bool = False
    change: Change = ""
    strength: float = -1.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """A box around the cards of one call of a module. parent: index of the enclosing cluster, -1 for none; parents come first."""

    id: str
    title: str
    subtitle: str = ""
    parent: int = -1
    failing: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One entry of the legend. shape: how its sample is drawn; paint: the palette class it is painted with."""

    shape: Literal["pill", "dashed", "square", "bar", "box", "doubt", "circle", "line", "dashes", "arrow", "chip", "stack", "ramp", "badge"]
    paint: str
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A spline: a start and three control points per cubic piece, and the tip of its arrow head, None without one."""

    points: tuple[Point, ...]
    tip: Point | None = None
    at_start: bool = False  # the head sits at the first point: the arrow points backwards


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is, in px from the top left of the drawing itself. Indices are those of the view; None: not drawn."""

    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    clusters: tuple[Box | None, ...]
    width: float
    height: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """Everything a writer needs. cards: in topological order.  folded: some card stands for several nodes.

    scene: what it was made from, for writers that draw more than one picture.
    """

    graph: Graph
    options: Options
    cards: tuple[Card, ...]
    links: tuple[Link, ...]
    clusters: tuple[Cluster, ...]
    heading: str
    subheading: str
    legend: tuple[LegendItem, ...]
    keys: tuple[str, ...] = ()
    marks: Mapping[int, Mark] = field(default_factory=dict)
    norms: Mapping[int, float] = field(default_factory=dict)
    folded: bool = False
    layout: Layout | None = None
    scene: Scene | None = None
