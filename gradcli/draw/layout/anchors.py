"""Invisible lines that keep the leaves of a module below what feeds the module, so that modules in a row form a column."""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.draw.view import View


def anchors(view: View) -> Iterator[tuple[int, int]]:
    """(card outside, leaf inside) of each cluster: the leaf shall not be drawn above what the cluster is fed from.

    Without this, modules in a row form a staircase. Links go up in index, and so do these pairs unless they start at a card that
    uses nothing and is itself in no cluster: there is no cycle.
    """
    feeder = _feeders(view)
    fed = {link.target for link in view.links}
    sources = [i for i, card in enumerate(view.cards) if i not in fed and card.cluster >= 0]
    for i in sources:
        above = next((feeder[cluster][1] for cluster in enclosing(view, view.cards[i].cluster) if cluster in feeder), None)
        if above is not None and (above < i or (above not in fed and view.cards[above].cluster < 0)):
            yield above, i


def _feeders(view: View) -> dict[int, tuple[bool, int]]:
    """For each cluster the last card outside it that something inside uses, operations before leaves."""
    found: dict[int, tuple[bool, int]] = {}
    for link in view.links:
        outside = set(enclosing(view, view.cards[link.source].cluster))
        candidate = (not link.leaf, link.source)
        for cluster in enclosing(view, view.cards[link.target].cluster):
            if cluster not in outside:
                found[cluster] = max(found.get(cluster, candidate), candidate)
    return found


def enclosing(view: View, cluster: int) -> list[int]:
    """The cluster and those around it, innermost first."""
    found = []
    while cluster >= 0:
        found.append(cluster)
        cluster = view.clusters[cluster].parent
    return found
