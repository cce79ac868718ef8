"""The order of slots within their ranks: barycentre sweeps, then exchanges, against crossings; slots of a cluster side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gradcli.draw.layout.slots import Slots
from gradcli.draw.layout.transpose import transpose
from gradcli.draw.view import Cluster

SWEEPS = 6
Key = tuple[float, ...]


def order(slots: Slots, clusters: Sequence[Cluster]) -> None:
    """Reorder slots.rows in place. Every sweep takes time linear in slots and lines, apart from sorting."""
    paths = _paths(clusters)
    place = [0.0] * len(slots.rank)
    for row in slots.rows:
        _note(row, place)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        ties = slots.up if down else slots.down
        wish = _wishes(slots, ties, place, down)
        middle = _middles(slots, clusters, wish)
        for row in slots.rows:
            row.sort(key=lambda slot: _key(paths[slots.cluster[slot]], middle, wish[slot]))
            _note(row, place)
    transpose(slots)


def _paths(clusters: Sequence[Cluster]) -> list[tuple[int, ...]]:
    """For every cluster those around it and itself, outermost first; the last entry is for slots outside all clusters."""
    found: list[tuple[int, ...]] = [()] * (len(clusters) + 1)
    for i, cluster in enumerate(clusters):
        found[i] = (*found[cluster.parent], i) if cluster.parent >= 0 else (i,)
    return found


def _note(row: list[int], place: list[float]) -> None:
    """Places counted from the middle of the row, so that rows of different length line up."""
    for i, slot in enumerate(row):
        place[slot] = i - (len(row) - 1) / 2


def _wishes(slots: Slots, ties: list[list[int]], place: list[float], down: bool) -> list[float]:
    """Where each slot wants to be: the mean place of those it is tied to, each row seeing the wishes of the row before."""
    wish = list(place)
    for row in slots.rows if down else reversed(slots.rows):
        for slot in row:
            tied = ties[slot]
            if tied:
                wish[slot] = sum([wish[other] for other in tied]) / len(tied)
        if len(row) > 1:
            for i, slot in enumerate(sorted(row, key=wish.__getitem__)):
                wish[slot] = i - (len(row) - 1) / 2
    return wish


def _middles(slots: Slots, clusters: Sequence[Cluster], wish: list[float]) -> list[float]:
    """The mean wish of each cluster's slots, inner clusters included: one order for a cluster in all of its ranks."""
    total: dict[int, float] = defaultdict(float)
    count: dict[int, int] = defaultdict(int)
    for slot, cluster in enumerate(slots.cluster):
        if cluster >= 0:
            total[cluster] += wish[slot]
            count[cluster] += 1
    for i in range(len(clusters) - 1, -1, -1):
        total[clusters[i].parent] += total[i]
        count[clusters[i].parent] += count[i]
    return [total[i] / max(count[i], 1) for i in range(len(clusters))]


def _key(path: tuple[int, ...], middle: list[float], wish: float) -> Key:
    return (*(number for cluster in path for number in (middle[cluster], float(cluster))), wish)
