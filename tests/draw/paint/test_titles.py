"""Titles of clusters step aside for lines that would run through them."""

from __future__ import annotations

import pytest

from gradcli.draw.paint.titles import INSET, ends, measure
from gradcli.draw.view import Cluster, Curve, Layout

BOX = (100.0, 50.0, 400.0, 300.0)
CLUSTER = Cluster("c:fc", "fc", "Linear(3→4)")
LEFT = BOX[0] + INSET
RIGHT = BOX[0] + BOX[2] - INSET - measure(CLUSTER)


def end(*lines, cards=(), box=BOX):
    """Where the title begins; lines: pairs of points, drawn straight."""
    curves = tuple(Curve((a, _between(a, b, 1 / 3), _between(a, b, 2 / 3), b)) for a, b in lines)
    (found,) = ends([(CLUSTER, box)], Layout(tuple(cards), curves, (box,), 600.0, 400.0))
    return found


def _between(a, b, share):
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def down(x):
    return (x, 0.0), (x, 1000.0)


def test_a_title_stands_at_the_left():
    assert end() == LEFT
    assert end(down(300.0), down(90.0)) == LEFT


@pytest.mark.parametrize("line", [down(LEFT + 20), ((100.0, 40.0), (300.0, 80.0)), ((LEFT, 60.0), (LEFT + 30, 60.0))])
def test_where_a_line_runs_through_it_it_goes_to_the_right(line):
    assert end(line) == pytest.approx(RIGHT, abs=0.05)  # a tenth of a px is what a picture holds


@pytest.mark.parametrize("cards", [(), ((420.0, 60.0, 60.0, 40.0),)])
def test_where_it_would_be_crossed_on_both_sides_it_stays(cards):
    lines = [down(LEFT + 20)] + ([] if cards else [down(RIGHT + 20)])
    assert end(*lines, cards=cards) == LEFT


def test_a_box_with_no_room_for_two_places_has_one():
    assert end(down(LEFT + 20), box=(100.0, 50.0, measure(CLUSTER) + 2 * INSET, 300.0)) == LEFT
