"""A Graph to a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradcli.folder as folder  # `from gradcli import` would load the engine
from gradcli.draw.options import Marks, Norms, Options, Times
from gradcli.graph import Graph

if TYPE_CHECKING:
    from gradcli.draw.view import View

FORMATS = "gradcli.draw.formats"
STILL = ("svg", "png")  # the formats in which nothing opens and closes
PAGE = 120  # cards


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture. notes: what the user should be told about it, such as why it was not drawn by Graphviz."""

    data: bytes
    notes: tuple[str, ...] = ()


def picture(
    graph: Graph,
    format: str,
    options: Options | None = None,
    *,
    marks: Marks | None = None,
    norms: Norms | None = None,
    times: Times | None = None,
    old: Graph | None = None,
) -> Picture:
    """The graph in a format named by its suffix: svg, dot, json, txt ... marks: check results, norms: of gradients, times; by node id.

    old: a graph to compare with; .json holds the new one alone.   Raises UsageError for an unknown format.
    """
    writer = folder.get(FORMATS, format)
    from gradcli.draw.compose import arranged
    from gradcli.draw.scene import Scene

    scene = Scene(graph, options or Options(), marks or {}, norms or {}, times or {})
    if old is not None and getattr(writer, "COMPARES", True):
        from gradcli.draw.diff import compared

        scene = compared(scene, old)
    view = arranged(scene)
    if getattr(writer, "LAID_OUT", False):
        from gradcli.draw.layout import laid_out

        view = laid_out(view)
    notes = (view.layout.note if view.layout else "", _crowded(view) if format in STILL else "")
    return Picture(writer.write(view), tuple(filter(None, notes)))


def _crowded(view: View) -> str:
    """A word about a picture of more cards than a page holds, where nobody has said how many there may be."""
    options = view.options
    if len(view.cards) <= PAGE or view.folded or options.all or options.max_nodes != Options().max_nodes:
        return ""
    return f"{len(view.cards)} cards are more than a page holds: --max-nodes 64 folds what repeats, -o NAME.html zooms"


def draw(graph: Graph, format: str, options: Options | None = None, *, marks: Marks | None = None, norms: Norms | None = None) -> bytes:
    """The bytes of `picture`."""
    return picture(graph, format, options, marks=marks, norms=norms).data


__all__ = ["FORMATS", "Options", "Picture", "draw", "picture"]
