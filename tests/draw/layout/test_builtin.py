import time

import pytest
from draw.graphs import Builder, chain, residual, rnn, script

from gradcli.draw import Options
from gradcli.draw.compose import compose
from gradcli.draw.layout import layered
from gradcli.draw.layout.slots import slots
from gradcli.draw.layout.spread import place


def test_neighbours_in_each_others_way_share_the_difference():
    x = [0.0] * 3
    place([0, 1, 2], [0.0, 10.0, 10.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0], x)
    assert x == pytest.approx([-10.0, 0.0, 10.0])  # the least squares, exactly


def test_the_heavier_one_stays():
    x = [0.0] * 2
    place([0, 1], [0.0, 10.0], [0.0, 0.0], [1e6, 1.0], x)
    assert x == pytest.approx([0.0, 10.0], abs=1e-4)  # 10 / (1e6 + 1) off


def test_wishes_that_keep_the_gaps_are_granted():
    x = [0.0] * 3
    place([2, 0, 1], [0.0, 10.0, 10.0], [-50.0, 3.0, 40.0], [1.0, 1.0, 1.0], x)
    assert x == [3.0, 40.0, -50.0]


def test_a_long_line_has_a_slot_in_every_rank_it_passes():
    view = compose(residual(1))
    found = slots(view, [card.width for card in view.cards])
    for wire in found.wires:
        assert [found.rank[slot] for slot in wire] == list(range(found.rank[wire[0]], found.rank[wire[-1]] + 1))


def test_lines_without_number_do_not_need_slots_without_number():
    b = Builder()
    made = [b.leaf("x", kind="leaf")]
    for i in range(3000):
        made.append(b.op("Op", made[-1], made[i // 2], arguments=("a", "b")))
    view = compose(b.graph(made[-1]), Options(max_nodes=10_000))
    found = slots(view, [card.width for card in view.cards])
    assert len(found.rank) < 8 * len(view.cards) + 1000


@pytest.mark.parametrize("make", [chain, script, rnn], ids=["chain", "script", "rnn"])
def test_tens_of_thousands_of_cards_take_seconds(make):
    view = compose(make(10_000 if make is not rnn else 2_000), Options(max_nodes=10**6))
    start = time.perf_counter()
    layered.place(view)
    assert time.perf_counter() - start < 8  # takes about 0.7 s


def test_the_same_view_gives_the_same_layout():
    view = compose(script(200))
    assert layered.place(view) == layered.place(view)
