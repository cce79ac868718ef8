"""The graph for a terminal: the outline as a rich tree, folded to a height, and a summary as a table. Printing is the caller's."""

from __future__ import annotations

from collections.abc import Sequence
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

HEADING, FEWEST, TRIES = 2, 4, 6  # lines above the tree; cards below which nothing is gained; foldings
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
    """The graph from its results up to its leaves, folded to about `height` lines unless all of it is asked for."""
    from rich.text import Text
    from rich.tree import Tree

    scene = Scene(graph, options or Options(), marks or {}, norms or {}, times or {})
    view, branches = _fitting(compared(scene, old) if old is not None else scene, height)
    root = Tree(Text(view.heading, "bold").append(f"\n{view.subheading}", "not bold dim"), guide_style="dim")
    named = tags(view, branches)
    work = [(root, branch) for branch in reversed(branches)]
    while work:
        above, branch = work.pop()
        line = above.add(_text(view, branch, named))
        work += [(line, inner) for inner in reversed(branch.below)]
    return root


def _fitting(scene: Scene, height: int) -> tuple[View, list[Branch]]:
    """The view with the most cards whose outline has no more than `height` lines, found in a few tries."""
    budget = max(1, min(height, scene.options.max_nodes))
    for _ in range(TRIES):
        view = arranged(replace(scene, options=replace(scene.options, max_nodes=budget)))
        branches = outline(view)
        lines = HEADING + _lines(view, branches)
        if lines <= height or budget <= FEWEST or scene.options.all:
            break
        budget = max(FEWEST, min(budget - 1, budget * height // lines))
    return view, branches


def _lines(view: View, branches: Sequence[Branch]) -> int:
    count, work = 0, list(branches)
    while work:
        branch = work.pop()
        count += 1 + len(details(view, branch))
        work += branch.below
    return count


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
