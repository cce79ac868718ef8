"""Numbers made a little larger on their way out of the graph."""

from __future__ import annotations

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd.nudge import ROOT, WRITE, Trail, nudged, total


@pytest.mark.parametrize(("value", "larger"), [(2.0, 3.0), (1 + 2j, 1.5 + 3j), ([1.0, [2.0, 3]], [1.5, [3.0, 3]]), (4, 4), (True, True), ("x", "x")])
def test_numbers_and_lists_of_them_grow_and_whole_numbers_stay(value, larger):
    assert nudged(value, 0.5) == larger  # halves are exact


def test_arrays_grow_without_being_changed_in_place():
    array = np.array([1.0, 2.0])
    assert nudged(array, 0.5).tolist() == [1.5, 3.0]
    assert array.tolist() == [1.0, 2.0]
    assert nudged(np.array([1, 2]), 0.5).tolist() == [1, 2]


def test_the_total_of_complex_values_counts_both_parts():
    assert total(np.array([1 + 2j, 3.0])) == 6.0  # small whole numbers are exact


def test_a_trail_has_what_is_differentiated_and_every_change_of_a_trained_leaf():
    with Trail() as trail:
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        other = torch.zeros(2)
        (w * w).sum().backward()
        other.add_(1)
        with torch.no_grad():
            w -= 1
        w.data = torch.tensor([5.0, 5.0])
    assert trail.trail == [(ROOT, 5.0), (WRITE, 1.0), (WRITE, 10.0)]
