"""Shapes beside lines can be read: no card lies over them, and they are within the picture."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from draw.drawn import SUBJECTS
from draw.shapes import unet

from gradcli.draw import Options
from gradcli.draw.compose import compose
from gradcli.draw.formats import svg
from gradcli.draw.layout import laid_out
from gradcli.draw.paint import room
from gradcli.draw.paint.spots import BESIDE, SIZE, spots
from gradcli.draw.text import width
from gradcli.draw.view import Curve

LABEL = "32×16"
WIDE = width(LABEL, SIZE, "mono")


def spot(*cards, x=200.0):
    """Where the label of a line straight down at x goes, from 0 to 300."""
    view = laid_out(compose(unet()))
    link = replace(view.links[0], label=LABEL)
    curve = Curve(((x, 0.0), (x, 100.0), (x, 200.0), (x, 300.0)))
    layout = replace(view.layout, boxes=(*cards, (0.0, 900.0, 400.0, 40.0)), curves=(curve,))
    (found,) = spots(replace(view, links=(link,)), layout)
    return found


def test_a_label_stands_right_of_the_middle():
    assert spot() == pytest.approx((200.0 + BESIDE, 153.0), abs=0.05)  # a tenth of a px is what a picture holds


def test_a_card_beside_the_middle_sends_it_to_the_left_and_two_up_the_line():
    right, left = (205.0, 130.0, 100.0, 40.0), (80.0, 130.0, 110.0, 40.0)
    assert spot(right) == pytest.approx((200.0 - BESIDE - WIDE, 153.0), abs=0.05)
    assert spot(right, left)[1] < 130


def test_at_the_right_end_of_the_picture_it_goes_to_the_left():
    assert spot(x=400.0)[0] < 400


@pytest.mark.parametrize("name", SUBJECTS)
def test_no_label_leaves_the_page_and_few_are_under_a_card(name):
    graph, options = SUBJECTS[name](), Options(show=frozenset({"shapes"}))
    view = laid_out(compose(graph, options))
    wide, layout = svg.size(view)[0], svg.placed(view)
    cards = room.cards(layout)
    hidden = 0
    for at, link in zip(spots(view, layout), view.links):
        if at is not None:
            end = at[0] + width(link.label, SIZE, "mono")
            assert end <= wide + 0.1
            hidden += bool(room.within((at[0], at[1] - SIZE, end, at[1]), cards))
    assert hidden <= len(view.links) // 20  # between two rows close together there is no better place


def test_pictures_that_show_no_shapes_have_no_labels():
    assert not re.search(r">\d+×\d+<", svg.write(laid_out(compose(unet()))).decode())
