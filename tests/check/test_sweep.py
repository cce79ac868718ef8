"""Sweeps: all columns from a few evaluations where the map is elementwise, and never a wrong answer where it is not."""

from __future__ import annotations

from typing import Any

import numpy as np
from check.fake_engine import ENGINE, RECORDER, Rule, apply, case

from gradcli.cases import Settings
from gradcli.check import check_case
from gradcli.check.replay import plan
from gradcli.check.sweep import sweep

X = np.random.default_rng(2).uniform(0.5, 1.5, 40)
SIN = Rule("Sin", np.sin, lambda g, x: g * np.cos(x), user=False)
SUM = Rule("sum", np.sum, lambda g, x: g * np.ones_like(x), user=False)
ROLL = Rule("Roll", lambda x: np.roll(x, 1), lambda g, x: np.roll(g, -1), user=False)


def swept(build: Any, shifts: Any) -> Any:
    RECORDER.events = []
    graph = ENGINE.graph(case(build, x=X).fn, {"x": X})
    known = plan(graph, [graph.leaves["x"]])
    assert known is not None
    return sweep(known, graph.leaves["x"], shifts)


def test_an_elementwise_chain_gives_its_diagonal() -> None:
    shifts = np.stack([X + 0.1, X - 0.1])

    values, diagonal = swept(lambda x: apply(SIN, x) * x, shifts)

    assert diagonal
    np.testing.assert_array_equal(values, np.sin(shifts) * shifts)


def test_a_sum_gives_one_value_per_column() -> None:
    values, diagonal = swept(lambda x: apply(SUM, apply(SIN, x)), (X + 0.1)[None])

    one_by_one = [np.sin(np.where(np.arange(40) == j, X + 0.1, X)).sum() for j in range(40)]
    assert not diagonal
    np.testing.assert_allclose(values[0, :, 0], one_by_one, rtol=1e-14)  # another order of additions


def test_anything_that_moves_other_elements_is_refused() -> None:
    assert swept(lambda x: apply(ROLL, x), (X + 0.1)[None]) is None
    assert swept(lambda x: apply(SUM, x) * x, (X + 0.1)[None]) is None


def test_one_hidden_coupling_is_seen_by_the_whole() -> None:
    def forward(x: Any) -> Any:
        y = np.sin(x)
        y[7] += 0.3 * x[31]
        return y

    def right(g: Any, x: Any) -> Any:
        out = g * np.cos(x)
        out[31] += 0.3 * g[7]
        return out

    verdict = lambda vjp: check_case(case(lambda x: apply(Rule("Coupled", forward, vjp), x), x=X), ENGINE)

    assert verdict(right).verdict.value == "pass"
    dropped = verdict(lambda g, x: g * np.cos(x))
    assert dropped.verdict.value == "fail"
    assert dropped.findings[0].entry is not None
    assert (dropped.findings[0].entry.output_index, dropped.findings[0].entry.input_index) == ((7,), (31,))


def test_a_full_check_of_an_elementwise_map_takes_few_evaluations() -> None:
    x = np.random.default_rng(3).uniform(0.5, 1.5, 500)

    checked = check_case(case(lambda x: apply(SIN, x) * x, Settings(mode="full"), x=x), ENGINE)

    assert (checked.verdict.value, checked.mode) == ("pass", "full")
    assert checked.evaluations < 60
    assert checked.pairs[0].checked == 500 * 500
    assert checked.digits is not None
    assert checked.digits > 6


def test_one_wrong_entry_of_a_swept_map_is_found_with_its_index() -> None:
    def vjp(g: Any, x: Any) -> Any:
        out = g * np.cos(x)
        out[123] *= 1.00001
        return out

    x = np.random.default_rng(3).uniform(0.5, 1.0, 500)
    checked = check_case(case(lambda x: apply(Rule("OneBad", np.sin, vjp), x), Settings(mode="full"), x=x), ENGINE)

    assert checked.verdict.value == "fail"
    assert checked.findings[0].entry is not None
    assert checked.findings[0].entry.input_index == (123,)
