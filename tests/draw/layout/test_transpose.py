import random

import pytest

from gradcli.draw.layout.slots import Slots
from gradcli.draw.layout.transpose import TIES, transpose


def layers(rows, ties, cluster=None):
    """Slots in the rows given, tied from one row to the next."""
    count = sum(map(len, rows))
    rank = [next(i for i, row in enumerate(rows) if slot in row) for slot in range(count)]
    slots = Slots(rank, [10.0] * count, cluster or [-1] * count, [list(row) for row in rows], [[] for _ in rank], [[] for _ in rank], [], {})
    for above, below in ties:
        slots.down[above].append(below)
        slots.up[below].append(above)
    return slots


def crossings(slots):
    at = {slot: i for row in slots.rows for i, slot in enumerate(row)}
    lines = [(slots.rank[a], at[a], at[b]) for a in at for b in slots.down[a]]
    return sum(p[0] == q[0] and p[1] < q[1] and p[2] > q[2] for p in lines for q in lines)


def test_two_lines_that_cross_are_untangled():
    slots = layers([[0, 1], [2, 3]], [(0, 3), (1, 2)])
    assert crossings(slots) == 1
    transpose(slots)
    assert crossings(slots) == 0


@pytest.mark.parametrize("seed", range(10))
def test_there_are_never_more_crossings_than_before_and_the_slots_stay_in_their_rows(seed):
    rng = random.Random(seed)
    rows = [list(range(6 * i, 6 * i + 6)) for i in range(5)]
    ties = [(rng.choice(rows[i]), rng.choice(rows[i + 1])) for i in range(4) for _ in range(10)]
    slots = layers(rows, ties)
    before = crossings(slots)
    transpose(slots)
    assert crossings(slots) <= before
    assert [sorted(row) for row in slots.rows] == rows
    again = layers(rows, ties)
    transpose(again)
    assert again.rows == slots.rows


def test_slots_of_different_clusters_are_not_exchanged():
    slots = layers([[0, 1], [2, 3]], [(0, 3), (1, 2)], cluster=[0, 1, 0, 1])
    transpose(slots)
    assert slots.rows == [[0, 1], [2, 3]]


def test_slots_with_thousands_of_lines_stay_where_they_are():
    many = list(range(2, 2 * TIES))
    slots = layers([[0, 1], many], [(i % 2, slot) for i, slot in enumerate(reversed(many))])
    transpose(slots)
    assert slots.rows[0] == [0, 1]
