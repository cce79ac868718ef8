"""A ripple whose period divides the usual steps: wide differences step over it and agree to all digits with the slope of the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from check.fake_engine import ENGINE, Rule, apply, case

from gradcli.check import check_case
from gradcli.check.settled import FEW_ROWS
from gradcli.finding import Checked

PERIOD = 2e-3  # the larger of the two usual steps, for inputs between 1 and 2; eight times that is a whole number of periods too
HEIGHT = 1e-7  # a slope of 3e-4: not sharply known by two differences, and far more than their bound


def rippled(n: int, seen: float) -> Checked:
    """x, and a ripple in the first of n; `seen`: the share of the ripple's slope that the backward knows of."""
    at, height = 2 * math.pi / PERIOD, np.where(np.arange(n) == 0, HEIGHT, 0.0)
    slope = lambda x: 1 + seen * height * at * np.cos(at * x)
    rule = Rule("Rippled", lambda x: x + height * np.sin(at * x), lambda g, x: g * slope(x))
    return check_case(case(lambda x: apply(rule, x), x=1 + np.arange(n) / 64), ENGINE)


@pytest.mark.parametrize("n", [FEW_ROWS, FEW_ROWS + 4], ids=["rows one by one", "rows in combinations"])
def test_other_steps_are_not_asked_where_they_are_far_from_the_first(n: int) -> None:
    assert [rippled(n, seen).verdict.value for seen in (1.0, 0.0)] == ["pass", "fail"]
