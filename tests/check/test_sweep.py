"""Sweeps: all columns from coordinates moved at once as far as the operations allow, and never a wrong answer where they do not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from check.fake_engine import ENGINE, RECORDER, Rule, apply, case

from gradcli.cases import Settings
from gradcli.check import check_case
from gradcli.check.lanes import halves
from gradcli.check.replay import plan
from gradcli.check.sweep import Sweep

X = np.random.default_rng(2).uniform(0.5, 1.5, 40)
SIN = Rule("Sin", np.sin, lambda g, x: g * np.cos(x), user=False)
SUM = Rule("sum", np.sum, lambda g, x: g * np.ones_like(x), user=False)
MATRIX = np.random.default_rng(3).normal(size=(40, 40))
DENSE = Rule("mv", lambda x: MATRIX @ x, lambda g, x: MATRIX.T @ g, user=False, family="linalg")
SQUARED = Rule("mv", lambda x: (MATRIX @ x) ** 2, lambda g, x: MATRIX.T @ (2 * g * (MATRIX @ x)), user=False, family="linalg")
ROLL = Rule("Roll", lambda x: np.roll(x, 1), lambda g, x: np.roll(g, -1), user=False)


def swept(build: Any, shifts: Any) -> Sweep:
    RECORDER.events = []
    graph = ENGINE.graph(case(build, x=X).fn, {"x": X})
    known = plan(graph, [graph.leaves["x"]])
    assert known is not None
    return Sweep(known, graph.leaves["x"], X, shifts)


def one_by_one(f: Any, shifted: Any) -> Any:
    """f for one coordinate at a time of the shifts (l, n): (l, n, m)."""
    alone = np.eye(len(X), dtype=bool)
    return np.stack([[np.atleast_1d(f(np.where(row, shift, X))) for row in alone] for shift in shifted])


def test_an_elementwise_chain_gives_its_diagonal() -> None:
    shifts = np.stack([X + 0.1, X - 0.1])

    found = swept(lambda x: apply(SIN, x) * x, shifts)

    assert found.diagonal
    assert found.alone is not None
    np.testing.assert_array_equal(found.alone[0], np.sin(shifts) * shifts)


def test_a_last_sum_leaves_every_column_its_own_element() -> None:
    found = swept(lambda x: apply(SUM, apply(SIN, x)), (X + 0.1)[None])

    assert not found.diagonal
    assert found.alone is not None
    np.testing.assert_array_equal(found.alone[0][0], np.sin(X + 0.1))
    np.testing.assert_array_equal(found.alone[1], np.sin(X))


@pytest.mark.parametrize(
    ("build", "same"),
    [
        (lambda x: apply(SIN, apply(SUM, x)), lambda x: np.sin(x.sum())),
        (lambda x: apply(ROLL, apply(SIN, x)) * x, lambda x: np.roll(np.sin(x), 1) * x),
        (lambda x: apply(SUM, x) * x, lambda x: x.sum() * x),
        (lambda x: apply(SIN, apply(DENSE, x)) * x, lambda x: np.sin(MATRIX @ x) * x),
        (lambda x: apply(SQUARED, apply(SIN, x)), lambda x: (MATRIX @ np.sin(x)) ** 2),
    ],
    ids=["after a sum", "roll", "sum times x", "linear", "called linear"],
)
def test_columns_are_what_moving_one_coordinate_gives(build: Any, same: Any) -> None:
    shifts = np.stack([X + 0.1, X - 0.2])

    found = swept(build, shifts)

    assert found.alone is None
    (values,) = found.columns(np.arange(40))
    np.testing.assert_allclose(values.reshape(2, 40, -1), one_by_one(same, shifts), rtol=1e-12, atol=1e-13)  # order of additions


@pytest.mark.parametrize("n", [1, 2, 3, 40, 4096])
def test_halves_tell_every_two_coordinates_apart(n: int) -> None:
    assert len({tuple(column) for column in halves(n).T}) == n


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
