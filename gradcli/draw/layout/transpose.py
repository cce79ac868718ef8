"""Fewer crossings by exchanging neighbours: what the mean of the neighbours' places leaves undone."""

from __future__ import annotations

from collections.abc import Sequence

from gradcli.draw.layout.slots import Slots

PASSES = 8  # over all rows, fewer when one changes nothing
TIES = 400  # pairs of lines that are compared for two neighbours; of those with more the order stays


def transpose(slots: Slots) -> None:
    """Exchange neighbours in slots.rows, of one cluster, wherever fewer lines cross then. Time linear in slots and lines."""
    place = [0] * len(slots.rank)
    for row in slots.rows:
        for i, slot in enumerate(row):
            place[slot] = i
    for _ in range(PASSES):
        better = [_improved(slots, row, place) for row in slots.rows]
        if not any(better):
            break


def _improved(slots: Slots, row: list[int], place: list[int]) -> bool:
    better = False
    for i in range(len(row) - 1):
        a, b = row[i], row[i + 1]
        if slots.cluster[a] == slots.cluster[b] and _gain(slots, a, b, place) > 0:
            row[i], row[i + 1] = b, a
            place[a], place[b] = i + 1, i
            better = True
    return better


def _gain(slots: Slots, a: int, b: int, place: Sequence[int]) -> int:
    """How many crossings fewer there are with b before a."""
    return _excess(slots.up[a], slots.up[b], place) + _excess(slots.down[a], slots.down[b], place)


def _excess(ones: Sequence[int], others: Sequence[int], place: Sequence[int]) -> int:
    if len(ones) * len(others) > TIES:
        return 0
    return sum((place[p] > place[q]) - (place[p] < place[q]) for p in ones for q in others)
