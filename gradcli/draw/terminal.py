"""The graph for a terminal: the outline as a rich tree, folded to a height, and a summary as a table. Printing is the caller's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gradcli.draw.compose import arranged
from gradcli.draw.diff import compared
from gradcli.draw.labels import Part, Tags, details, tags, words
from gradcli.draw.options import Marks, Norms, Options, Times
from gradcli.draw.outline import Branch, outline
from gradcli.draw.scene import Scene
from gradcli.draw.summary import Summary, rows
from gradcli.draw.view import View
from gradcli.graph import Graph

if TYPE_CHECKING:  # rich is imported when something is to be shown
    from rich.table import Table
    from rich.text import Text
    from rich.tree import Tree

STYLES: dict[Part, str] = {
    "argument": "dim",
    "ok": "#009e73",
    "fail": "bold #d55e00",
    "warn": "#e69f00",
    "open": "dim",
    "op": "",
    "leaf": "#56b4e9",
    "output": "bold",
    "data": "dim",
    "norm": "dim",
    "module": "dim italic",
    "again": "dim #56b4e9",
    "found": "#d55e00",
}


def tree(
    graph: Graph,
    options: Options | None = None,
    *,
    marks: Marks | None = None,
    norms: Norms | None = None,
    times: Times | None = None,
    old: Graph | None = None,
    height: int = 100,
) -> Tree:
    """The graph from its results up to its leaves, folded until it has about `height` lines. Every node has one line."""
    from rich.text import Text
    from rich.tree import Tree

    options = options or Options()
    scene = Scene(graph, replace(options, max_nodes=max(1, min(height, options.max_nodes))), marks or {}, norms or {}, times or {})
    view = arranged(compared(scene, old) if old is not None else scene)
    root = Tree(Text(view.heading, "bold").append(f"\n{view.subheading}", "not bold dim"), guide_style="dim")
    branches = outline(view)
    named = tags(view, branches)
    work = [(root, branch) for branch in reversed(branches)]
    while work:
        above, branch = work.pop()
        line = above.add(_text(view, branch, named))
        work += [(line, inner) for inner in reversed(branch.below)]
    return root


def _text(view: View, branch: Branch, named: Tags) -> Text:
    from rich.text import Text

    found = Text("  ").join(Text(text, STYLES[part]) for text, part in words(view, branch, named))
    for text, part in details(view, branch):
        found.append(f"\n{text}", STYLES[part])
    return found


def table(summary: Summary) -> Table:
    """A summary as two columns."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    for name, value in rows(summary):
        grid.add_row(Text(name, "dim"), Text(value))
    return grid
