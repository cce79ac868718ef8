"""Noise measured: rounding shows, what is smooth does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcli.numeric import basis, ladder, scatter


def noise(f: Any, x: float) -> float:
    at = np.array([x])
    return float(scatter(f, at, basis(at, np.arange(1)))[0, 0])


@pytest.mark.parametrize(("f", "size"), [(np.sin, 1.0), (np.exp, 2.0), (lambda x: 1e8 + x, 1e8), (lambda x: (1e8 + x) - 1e8, 1e8)])
def test_is_a_few_roundings_of_the_largest_number_on_the_way(f: Any, size: float) -> None:
    assert noise(f, 0.7) <= 4 * np.finfo(float).eps * size


def test_sees_cancellation_that_the_size_of_the_result_hides() -> None:
    assert noise(lambda x: np.sqrt(1 + x * x) * 1e6 - 1e6 * x, 1000.3) > 1e-8  # one ulp of 1e9 is 1e-7


def test_does_not_take_a_steep_function_for_a_noisy_one() -> None:
    assert noise(lambda x: np.sin(x), 1e10) <= 1e-14


def test_steps_with_few_bits_would_hide_the_rounding_of_products() -> None:
    """LU of [[1, 2], [2, d]] rounds (1 + h) / 2 * d the same way for every small power of two."""
    d = 4.0 + 1e-5
    f = lambda points: np.stack([np.linalg.inv(np.array([[p[0], 2.0], [2.0, d]])).ravel()[:1] for p in points])
    x = np.array([1.0])

    answer = ladder.derivative(f, x, basis(x, np.arange(1)), f(x[None])[0])

    right = -160000800013.1145  # in rational arithmetic
    assert abs(answer.value[0, 0] - right) <= 3e-6 * abs(right)  # what condition 2.5e6 leaves
    assert abs(answer.value[0, 0] - right) <= 4 * answer.bound[0, 0]
