"""Horizontal positions for the built-in layout: each row as near to what it is tied to as the widths allow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gradcli.draw.layout.slots import WIRE, Slots

SWEEPS = 8
APART = 20.0  # px between neighbours
ASIDE = 34.0  # px more between neighbours of different clusters: two margins and air
STIFF = 8.0  # how much more a line's own slot insists on its place: long lines run straight
MAIN = 512.0  # the same for the main line


def spread(slots: Slots) -> list[float]:
    """The centre of every slot, in px. Rows keep their order and nothing overlaps. Linear time per sweep."""
    x = [0.0] * len(slots.rank)
    gaps = [_gaps(slots, row) for row in slots.rows]
    upper = {below: above for above, below in slots.main.items()}
    weights = [_weight(slots, slot, upper) for slot in range(len(x))]
    for row, gap in zip(slots.rows, gaps):
        place(row, gap, [0.0] * len(row), [1.0] * len(row), x)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        ties, main = (slots.up, upper) if down else (slots.down, slots.main)
        for i in range(len(slots.rows)) if down else range(len(slots.rows) - 1, -1, -1):
            row = slots.rows[i]
            wishes = [x[main[slot]] if slot in main else _wish(ties[slot], x, x[slot]) for slot in row]
            place(row, gaps[i], wishes, [weights[slot] for slot in row], x)
    return x


def _gaps(slots: Slots, row: Sequence[int]) -> list[float]:
    """Least distance of each slot's centre from the one before; 0 for the first."""
    pairs = pairwise(row)
    return [0.0] + [(slots.width[a] + slots.width[b]) / 2 + APART + ASIDE * (slots.cluster[a] != slots.cluster[b]) for a, b in pairs]


def _wish(tied: Sequence[int], x: list[float], own: float) -> float:
    return sum([x[slot] for slot in tied]) / len(tied) if tied else own


def _weight(slots: Slots, slot: int, upper: dict[int, int]) -> float:
    if slot in upper or slot in slots.main:
        return MAIN
    return STIFF if slots.width[slot] == WIRE or slots.up[slot] else 1.0


def place(row: Sequence[int], gaps: Sequence[float], wishes: Sequence[float], weights: Sequence[float], x: list[float]) -> None:
    """Set x of a row to the weighted least squares nearest to its wishes that keeps the gaps.

    With the gaps summed up and taken off, this is isotonic regression, done by pooling neighbours that got in each other's way.
    """
    offset = 0.0
    pools: list[tuple[float, float, int]] = []  # (mean, weight, how many)
    for gap, wish, weight in zip(gaps, wishes, weights):
        offset += gap
        pool = wish - offset, weight, 1
        while pools and pools[-1][0] >= pool[0]:
            mean, heavy, many = pools.pop()
            pool = (mean * heavy + pool[0] * pool[1]) / (heavy + pool[1]), heavy + pool[1], many + pool[2]
        pools.append(pool)
    places = iter(row)
    steps = iter(gaps)
    offset = 0.0
    for mean, _, many in pools:
        for _ in range(many):
            offset += next(steps)
            x[next(places)] = mean + offset
