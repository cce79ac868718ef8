"""Patterns of wrong Jacobians: each named when it is there, silence when nothing fits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from gradcli.check.explain import explain
from gradcli.check.seen import Seen

rng = np.random.default_rng(11)
N = rng.normal(size=(6, 6))
X = rng.normal(size=6)


def seen(analytic: Any, numeric: Any, out: Any = None, inp: Any = None, **more: Any) -> Seen:
    analytic, numeric = np.asarray(analytic, float), np.asarray(numeric, float)
    m, n = numeric.shape
    bound = np.full(numeric.shape, 1e-11)
    defaults = {"x": np.zeros(n), "y": np.zeros(m)}
    return Seen(analytic, numeric, bound, out or (m,), inp or (n,), **{**defaults, **more})


@pytest.mark.parametrize(
    ("factor", "says"),
    [
        (-1, "sign flipped"),
        (2, "twice too large"),
        (0.5, "factor 2 is missing"),
        (math.pi / 180, "degrees"),
        (math.log(2), "ln 2"),
        (1 / math.log(10), "1 / ln 10"),
        (180 / math.pi, "radians taken for degrees"),
        (2 * math.pi, "2 pi"),
        (-0.5, "sign flipped and a factor 2 is missing"),
        (1 / 6, "length of axis 0 of the input: a mean where the derivative is a sum"),
        (6, "a sum where the derivative is a mean"),
        (1.0005, "1.0005"),
        (1 + 7e-7, "1.0000007"),
    ],
)
def test_constant_factors(factor: float, says: str) -> None:
    assert says in explain(seen(factor * N, N))


@pytest.mark.parametrize(("scale", "says"), [(1.0, "off by the factor 1 / (1 - y^2),"), (0.5, "off by the factor 0.5 / (1 - y^2),")])
def test_a_factor_is_written_as_one_formula(scale: float, says: str) -> None:
    y = np.tanh(X)
    assert says in explain(seen(scale * np.eye(6), np.diag(1 - y * y), x=X, y=y))


def test_one_huge_entry_does_not_hide_that_the_rest_differs() -> None:
    numeric = N.copy()
    numeric[0, 0] = 1e9
    analytic = -numeric
    analytic[0, 0] = 1e9

    assert "constant factor" not in explain(seen(analytic, numeric))


def test_a_lost_entry_beside_right_ones_is_no_factor_of_one() -> None:
    numeric = N.copy()
    numeric[0, 0] = 1e-200
    analytic = numeric.copy()
    analytic[0, 0] = 0.0

    assert "factor" not in explain(seen(analytic, numeric))


def test_no_gradient() -> None:
    assert explain(seen(0 * N, N)) == "no gradient: it is zero everywhere"


def test_a_gradient_where_there_should_be_none() -> None:
    assert "does not depend" in explain(seen(N, 0 * N))
    assert "@surrogate" in explain(seen(N, 0 * N))


def test_axes_of_the_input_exchanged() -> None:
    t = rng.normal(size=(2, 3, 3))

    assert "axis 0 of the input and axis 1 of the input exchanged" in explain(
        seen(t.swapaxes(1, 2).reshape(2, 9), t.reshape(2, 9), (2,), (3, 3))
    )


def test_a_product_with_the_transpose_missing() -> None:
    b = rng.normal(size=(3, 3))
    right = np.einsum("ik,jl->ijkl", np.eye(2), b.T).reshape(6, 6)
    given = np.einsum("ik,jl->ijkl", np.eye(2), b).reshape(6, 6)

    assert "transpose missing" in explain(seen(given, right, (2, 3), (2, 3)))


def test_the_jacobian_instead_of_its_transpose() -> None:
    assert "transpose" in explain(seen(N.T, N))


def test_reversed_and_shifted() -> None:
    assert "reversed along axis 0" in explain(seen(N[:, ::-1], N))
    assert "shifted by 1 along axis 0" in explain(seen(np.roll(N, 1, 1), N))


def test_permuted() -> None:
    assert "permuted" in explain(seen(N[:, [2, 0, 1, 3, 5, 4]], N))


def test_coupling_dropped() -> None:
    assert "coupling" in explain(seen(np.diag(np.diag(N)), N))


def test_float32() -> None:
    assert "float32" in explain(seen(N.astype(np.float32), N))


def test_conjugate() -> None:
    flipped = N * np.where(np.arange(6) % 2, -1.0, 1.0)

    assert "conj" in explain(seen(flipped, N, (6,), (3,), conjugate=True))


def test_contributions_lost_in_a_broadcast() -> None:
    right = rng.normal(size=(6, 1))
    given = right * (np.arange(6) == 5)[:, None]

    assert "added" in explain(seen(given, right, (6,), ()))


def test_some_columns_with_their_common_factor() -> None:
    given = N.copy()
    given[:, [1, 4]] *= -1

    why = explain(seen(given, N))

    assert why == "wrong only for input [1] [4], sign flipped"


def test_some_rows() -> None:
    given = N.copy()
    given[2] *= 1.5

    assert explain(seen(given, N)) == "wrong only in output [2], off by the constant factor 1.5"


def test_no_gradient_for_one_input() -> None:
    given = N.copy()
    given[:, 3] = 0

    assert explain(seen(given, N)) == "no gradient for input [3]"


def test_a_factor_that_is_a_function_of_the_point() -> None:
    y = np.tanh(X)

    assert "factor 1 / (1 + y)" in explain(seen(np.diag(1 - y), np.diag(1 - y * y), x=X, y=y))
    assert "factor sign(x), x the input" in explain(seen(np.diag(2 * np.abs(X)), np.diag(2 * X), x=X, y=X * X))


def test_a_term_that_is_missing() -> None:
    y = np.tanh(X)

    assert explain(seen(np.diag(1 - y * y), np.diag(2 - y * y), x=X, y=X + y)).startswith("a term of 1 is missing")


@pytest.mark.parametrize(
    ("f", "slope", "given", "says"),
    [
        (np.tanh, lambda x: 1 - np.tanh(x) ** 2, lambda x: 1 - np.tanh(x), "the gradient looks like 1 - y where it should be 1 - y^2"),
        (np.log1p, lambda x: 1 / (1 + x), lambda x: 1 / x, "the gradient looks like 1/x where it should be 1 / (1 + x), x the input"),
        (lambda x: 3 * x, lambda x: 3 + 0 * x, lambda x: x, "the gradient looks like x where it should be 3"),
        (lambda x: np.sqrt(1 + x**4), lambda x: 2 * x**3 / np.sqrt(1 + x**4), np.log, "the gradient looks like ln(x), x the input"),
    ],
)
def test_an_elementwise_gradient_is_told_as_a_formula(f: Any, slope: Any, given: Any, says: str) -> None:
    x = np.abs(X) + 0.1

    assert says in explain(seen(np.diag(given(x)), np.diag(slope(x)), x=x, y=f(x)))


def test_half_of_the_product_rule_whatever_the_other_factor() -> None:
    f, slope = np.arctan(X) ** 3, 3 * np.arctan(X) ** 2 / (1 + X * X)
    right = np.diag(f + X * slope)

    assert "the term x f'(x) is missing" in explain(seen(np.diag(f), right, x=X, y=X * f))
    assert "the term f(x) = y / x is missing" in explain(seen(np.diag(X * slope), right, x=X, y=X * f))


def test_no_formula_where_the_gradient_is_right_but_for_a_little() -> None:
    assert "looks like" not in explain(seen(np.diag(2 * X * (1 + 1e-8 * np.arange(6))), np.diag(2 * X), x=X, y=X * X))


def test_an_index_that_is_off_by_one_at_the_edge() -> None:
    right, given = np.eye(3, 5, 1), np.eye(3, 5, 2)

    assert "shifted by 1 along" in explain(seen(given, right, (3,), (5,)))


def test_a_conjugate_between_complex_sides() -> None:
    blocks = rng.normal(size=(3, 3, 2))
    rotation = lambda a, b: np.array([[a, -b], [b, a]])
    right = np.block([[rotation(*blocks[i, k]) for k in range(3)] for i in range(3)])
    turned = np.block([[rotation(*blocks[i, k]).T for k in range(3)] for i in range(3)])

    assert "conj()" in explain(seen(turned, right, (3,), (3,), conjugate=True))


def test_a_mean_of_the_incoming_gradient_too_many() -> None:
    assert "the mean or sum of the incoming gradient" in explain(seen(np.diag(X) - 0.2, np.diag(X)))


def test_a_coupling_that_an_elementwise_gradient_cannot_have() -> None:
    assert "the function couples its elements" in explain(seen(np.diag(rng.normal(size=6)), N))


def test_a_missing_sum_over_the_incoming_gradient() -> None:
    y = np.tanh(X)

    assert "sum(g y)" in explain(seen(N, N - np.outer(y, np.ones(6)), x=X, y=y))


def test_silence_where_nothing_fits() -> None:
    assert explain(seen(rng.normal(size=(6, 6)), N)) == ""


def test_silence_where_values_are_not_finite() -> None:
    assert explain(seen(N * np.nan, N)) == ""
