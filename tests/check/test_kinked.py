"""Kinks of many outputs or inputs at once, in projected mode: combinations of allowed slopes are allowed, wrong entries are still found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from check.fake_engine import ENGINE, Rule, apply, case

from gradcli.cases import Settings
from gradcli.check import check_case
from gradcli.finding import Checked, Verdict

N = 400  # too many for full mode
KINKED = np.concatenate([np.zeros(150), np.random.default_rng(3).uniform(0.5, 1.5, N - 150)])
WEIGHTS = np.random.default_rng(4).standard_normal(N)
PAIRS = Rule("Pairs", lambda x: x.reshape(-1, 2).max(axis=1), lambda g, x: _to_first(g, x), user=False)
RELU = Rule("relu", lambda x: np.maximum(x, 0), lambda g, x: g * (x > 0), user=False)
WEIGHED = Rule("weighed", lambda x: x @ WEIGHTS[: x.size], lambda g, x: g * WEIGHTS[: x.size], user=False)


def _to_first(g: Any, x: Any, slope: float = 1.0) -> Any:
    out = np.zeros((x.size // 2, 2))
    out[np.arange(len(out)), x.reshape(-1, 2).argmax(axis=1)] = g * slope
    return out.ravel()


def checked(build: Any, x: Any = KINKED) -> Checked:
    return check_case(case(build, Settings(mode="projected"), x=x), ENGINE)


def test_ties_in_many_windows_are_a_kink() -> None:
    assert checked(lambda x: apply(PAIRS, x)).verdict is Verdict.NONDIFFERENTIABLE


def test_an_entry_that_is_wrong_beside_ties_fails() -> None:
    def one_wrong(g: Any, x: Any) -> Any:
        out = _to_first(g, x)
        out[N - 1] *= 1.001
        out[N - 2] *= 1.001
        return out

    wrong = Rule("Pairs", PAIRS.forward, one_wrong, user=False)

    assert checked(lambda x: apply(wrong, x)).verdict is Verdict.FAIL


@pytest.mark.parametrize("slope", [2.0, -0.5])
def test_a_slope_outside_of_the_kinks_fails(slope: float) -> None:
    wrong = Rule("Pairs", PAIRS.forward, lambda g, x: _to_first(g, x, slope), user=False)

    assert checked(lambda x: apply(wrong, x), np.zeros(N)).verdict is Verdict.FAIL


def test_slopes_chosen_at_the_kinks_of_many_inputs_are_a_kink() -> None:
    assert checked(lambda x: apply(WEIGHED, apply(RELU, x))).verdict is Verdict.NONDIFFERENTIABLE


def test_a_wrong_entry_beside_kinks_of_other_inputs_fails() -> None:
    wrong = Rule("relu", RELU.forward, lambda g, x: g * (x > 0) * (1 + 1e-3 * (np.arange(N) == N - 1)), user=False)

    assert checked(lambda x: apply(WEIGHED, apply(wrong, x))).verdict is Verdict.FAIL
