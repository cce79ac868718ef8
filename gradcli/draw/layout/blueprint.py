"""The DOT source that Graphviz lays out: boxes, lines and clusters, and not one word, since words would be measured by a font."""

from __future__ import annotations

import graphviz  # type: ignore[import-untyped]

from gradcli.draw.layout.anchors import anchors
from gradcli.draw.layout.spine import spine
from gradcli.draw.sizes import title_width
from gradcli.draw.view import Card, Cluster, Link, View

INCH = 72.0  # px; Graphviz takes sizes in inches and gives positions in points
HEAD = 7.3  # px: length of our arrow heads, left free at the end of each spline
LEAF, CHAIN, SPINE = 1, 14, 1400  # weights: lines from leaves may bend, others want to be straight, the main line has to be
TITLE = 13  # px: height of the empty box that keeps a cluster's title free, without the 8 px Graphviz adds around it
AIR = 4.0  # px around each card that passing lines keep out of: boxes are given larger, and nearer to each other, by this

GRAPH = {
    "newrank": "true",
    "nodesep": f"{0.28 - 2 * AIR / INCH:.4f}",
    "ranksep": f"{0.42 - 2 * AIR / INCH:.4f}",
    "splines": "true",
    "ordering": "in",
}
NODE = {"shape": "box", "fixedsize": "true", "label": ""}
EMPTY = (
    '<<TABLE FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}" BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
    "<TR><TD></TD></TR></TABLE>>"
)


def source(view: View) -> str:
    """Nodes are n0, n1 ... by card, edges have the id e0, e1 ... by link, clusters are cluster_0 ... by cluster."""
    whole = graphviz.Digraph(graph_attr=GRAPH | {"rankdir": view.options.direction}, node_attr=NODE, edge_attr=_edge_style(view))
    parts = [graphviz.Digraph(f"cluster_{i}", graph_attr=_cluster_style(cluster)) for i, cluster in enumerate(view.clusters)]
    for i, card in enumerate(view.cards):
        (parts[card.cluster] if card.cluster >= 0 else whole).node(f"n{i}", **_box(card))
    for part, cluster in sorted(zip(parts, view.clusters), key=lambda pair: -pair[1].depth):  # inner ones are complete first
        (parts[cluster.parent] if cluster.parent >= 0 else whole).subgraph(part)
    path = spine(view)
    main = set(zip(path[1:], path))
    for i, link in enumerate(view.links):
        weight = SPINE if (link.source, link.target) in main else LEAF if link.leaf else CHAIN
        whole.edge(f"n{link.source}", f"n{link.target}", id=f"e{i}", weight=str(weight), **_ends(link))
    for above, leaf in anchors(view):
        whole.edge(f"n{above}", f"n{leaf}", style="invis", weight="0")
    return str(whole.source)


def _edge_style(view: View) -> dict[str, str]:
    return {"arrowsize": str(HEAD / 10), "dir": "back" if view.options.flow == "backward" else "forward"}


def _ends(link: Link) -> dict[str, str]:
    return {"dir": "none"} if link.kind == "saved" else {}


def _cluster_style(cluster: Cluster) -> dict[str, str]:
    label = EMPTY.format(width=round(title_width(cluster)), height=TITLE)
    return {"margin": f"{14 - AIR:g}", "labeljust": "l", "label": label}


def _box(card: Card) -> dict[str, str]:
    return {"width": f"{(card.width + 2 * AIR) / INCH:.4f}", "height": f"{(card.height + 2 * AIR) / INCH:.4f}"}
