"""Explanations that must not say more than is so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcli.check.explain import explain
from gradcli.check.explain_places import roundest
from gradcli.check.linear import cotangents, fault
from gradcli.check.seen import Seen

rng = np.random.default_rng(3)
DENSE = rng.normal(size=(5, 4))


def seen(analytic: Any, numeric: Any, bound: float = 1e-11, **more: Any) -> Seen:
    analytic, numeric = np.asarray(analytic, float), np.asarray(numeric, float)
    m, n = numeric.shape
    return Seen(analytic, numeric, np.full(numeric.shape, bound), (m,), (n,), **{"x": np.zeros(n), "y": np.zeros(m), **more})


def test_entries_that_are_not_known_are_not_called_permuted() -> None:
    assert "permuted" not in explain(seen(-DENSE, DENSE, bound=3.0))


def test_a_small_entry_dropped_beside_large_ones_is_not_permuted() -> None:
    row = np.array([[1e-8, 1e-3, 2.0, 1e5, 1e8]])
    given = row.copy()
    given[0, 0] = 0
    parts = Seen(given, row, 1e-13 * row, (1,), (5,), np.zeros(5), np.zeros(1))
    assert explain(parts) == "no gradient for input [0]"


def test_a_factor_where_nothing_is_added_up_is_no_sum_and_no_mean() -> None:
    assert explain(seen(4 * np.diag(DENSE[0]), np.diag(DENSE[0]))) == "off by the constant factor 4"


def test_an_input_that_gets_part_of_its_gradient_is_not_said_to_get_none() -> None:
    band = np.eye(4, 5) * 2 + np.eye(4, 5, 1)
    assert explain(seen(np.eye(4, 5) * 2, band)).startswith("contributions are lost")


def test_a_running_sum_is_no_product_of_matrices() -> None:
    tri = np.tril(np.ones((4, 4)))
    assert explain(seen(tri.T, tri)) == "transposed: the backward multiplies by the Jacobian instead of its transpose"


def test_factors_that_are_nearly_one_show_what_they_are() -> None:
    numeric = rng.normal(size=(12, 12))
    given = numeric * np.repeat(1 + np.array([1e-6, 2e-6, 5e-7]), 4)
    says = explain(Seen(given, numeric, np.full((12, 12), 1e-13), (12,), (3, 4), np.zeros(12), np.zeros(12)))
    assert "1.000001 1.000002 1.0000005" in says


@pytest.mark.parametrize(
    ("flat", "part"), [((0, 2, 4), "the real part of input [0] [1] [2]"), ((1, 3, 5), "the imaginary part of input [0] [1] [2]"), ((0, 1), "input [0]")]
)
def test_parts_of_complex_inputs_are_told_apart(flat: Any, part: str) -> None:
    numeric = rng.normal(size=(3, 8))
    given = numeric.copy()
    given[:, list(flat)] = 0
    assert part in explain(Seen(given, numeric, np.full((3, 8), 1e-12), (3,), (4,), np.zeros(8), np.zeros(3), conjugate=True))


@pytest.mark.parametrize(("low", "high", "number"), [(-0.1, 0.3, "0"), (0.351, 0.7, "0.5"), (2.9, 3.4, "3"), (0.1231, 0.1234, "0.1232")])
def test_a_threshold_is_the_roundest_number_between(low: float, high: float, number: str) -> None:
    assert roundest(low, high) == number


def test_a_gradient_scaled_by_its_norm_is_not_clipped_at_a_number() -> None:
    found = fault(lambda g: {"x": 2 * g / max(1.0, float(np.linalg.norm(g)))}, cotangents(rng, 5))
    assert found is not None
    assert found.says == "the incoming gradient is scaled by its own size, as where its norm is clipped"


def test_a_permutation_undone_the_wrong_way_is_no_product_of_matrices():
    turn = np.roll(np.eye(5), 1, axis=0)
    assert explain(seen(turn.T, turn)) == "entries are moved once more where they should be moved back: the inverse permutation is missing"


def test_beside_an_entry_that_hides_the_others_nothing_is_told():
    right = np.diag([1e10, 1e-10])
    assert "transpose" not in explain(seen(np.diag([1e10, -1e-10]), right, 1e-2))


def test_a_mask_that_passes_where_it_should_stop_is_inverted():
    x = np.array([-2.0, -1.0, 0.5, 3.0])
    assert explain(seen(np.diag((x < 0) * 1.0), np.diag((x > 0) * 1.0), x=x)).startswith("the mask is inverted")


@pytest.mark.parametrize(("factor", "says"), [(4 / 5, "(n - 1) / n, n = 5"), (5 / 4, "n / (n - 1), n = 5")])
def test_bessels_correction_is_called_by_its_fraction(factor, says):
    right = np.random.default_rng(0).normal(size=(3, 5))
    assert f"off by the factor {says} the length of axis 0 of the input" in explain(seen(factor * right, right))


def test_a_factor_that_is_nearly_one_is_told_by_what_it_is_off():
    right = np.random.default_rng(0).normal(size=(3, 3))
    assert explain(seen(right * (1 + 2e-9), right, 1e-13)) == "off by a relative 2e-09 everywhere"


def test_what_is_left_of_float16_is_three_digits():
    right = np.random.default_rng(0).normal(size=(3, 3))
    assert explain(seen(right.astype(np.float16).astype(float), right)) == "rounded to float16 on the way: some 3 digits are left"
