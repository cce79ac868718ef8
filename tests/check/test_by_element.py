"""Large elementwise maps: every entry compared, wrong ones with their index and reason, kinks as kinks."""

from __future__ import annotations

from typing import Any

import numpy as np
from check.fake_engine import ENGINE, Rule, apply, case

from gradcli.check import check_case
from gradcli.finding import Checked

X = np.random.default_rng(4).uniform(0.3, 1.4, 2000)


def checked(forward: Any, vjp: Any, x: Any = X) -> Checked:
    return check_case(case(lambda x: apply(Rule("Custom", forward, vjp), x), x=x), ENGINE)


def test_a_large_right_map_is_compared_in_every_entry() -> None:
    result = checked(np.sin, lambda g, x: g * np.cos(x))

    assert (result.verdict.value, result.mode) == ("pass", "full")
    assert result.pairs[0].checked == 2000 * 2000


def test_the_one_wrong_entry_of_thousands_is_named() -> None:
    def vjp(g: Any, x: Any) -> Any:
        out = g * np.cos(x)
        out[1777] *= 1.0001
        return out

    finding = checked(np.sin, vjp).findings[0]

    assert finding.entry is not None
    assert (finding.entry.output_index, finding.entry.input_index) == ((1777,), (1777,))
    assert finding.data["n_wrong"] == 1
    assert finding.why == "wrong only for input [1777], off by the constant factor 1.0001"


def test_slopes_that_cancel_are_still_seen_as_elementwise() -> None:
    x = np.random.default_rng(5).normal(size=4000)
    forward = lambda x: np.tanh(0.7 * x) - x * np.sin(x)

    result = checked(forward, lambda g, x: 0.7 * g * (1 - np.tanh(0.7 * x) ** 2) - (g * np.sin(x) + g * x * np.cos(x)), x)

    assert (result.verdict.value, result.mode) == ("pass", "full")
    assert result.pairs[0].checked == 4000 * 4000


def test_two_exchanged_entries_are_not_taken_for_rounding() -> None:
    def vjp(g: Any, x: Any) -> Any:
        out = g * np.cos(x)
        out[[3, 700]] = out[[700, 3]]
        return out

    assert checked(np.sin, vjp).verdict.value == "fail"


def test_a_missing_factor_is_named_at_any_size() -> None:
    assert checked(np.tanh, lambda g, x: g).findings[0].why.startswith("off by the factor 1 / (1 - y^2), y the result")


def test_kinks_among_thousands_stay_warnings_and_do_not_excuse_an_error() -> None:
    x = X.copy()
    x[5] = 0.0

    right = checked(lambda x: np.maximum(x, 0), lambda g, x: g * (x > 0), x)
    wrong = checked(lambda x: np.maximum(x, 0), lambda g, x: g * np.where(x > 1.3, 1.1, x > 0), x)

    assert right.verdict.value == "nondifferentiable"
    assert right.findings[0].entry is not None
    assert right.findings[0].entry.input_index == (5,)
    assert wrong.verdict.value == "fail"


def test_a_backward_that_mixes_entries_is_not_taken_for_elementwise() -> None:
    assert checked(lambda x: x * 1.0, lambda g, x: g[::-1]).verdict.value == "fail"
    assert checked(lambda x: x * 1.0, lambda g, x: g + 1e-3 * g.mean()).verdict.value == "fail"
