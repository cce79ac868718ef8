"""The ladder: the best supported slope with an honest bound, and the right name for points that have none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcli.numeric import Kind, basis, ladder


def estimate(f: Any, x: Any, blur: float = 0.0) -> Any:
    x = np.atleast_1d(np.asarray(x, dtype=float))
    with np.errstate(all="ignore"):
        y = np.atleast_1d(f(x))
        rowwise = lambda points: np.stack([np.atleast_1d(f(point)) for point in points])
        return ladder.judge(ladder.climb(rowwise, x, basis(x, np.arange(x.size)), y), blur=blur)


def single(f: Any, x: float) -> tuple[float, float, Kind]:
    answer = estimate(f, x)
    return float(answer.value[0, 0]), float(answer.bound[0, 0]), answer.kind[0, 0]


@given(st.floats(-1e8, 1e8, allow_subnormal=False), st.floats(-1e3, 1e3))
@settings(max_examples=60, deadline=None)
def test_linear_functions_are_exact_within_the_bound(x: float, slope: float) -> None:
    value, bound, _ = single(lambda z: slope * z, x)

    assert abs(value - slope) <= bound + 1e-300  # products with slopes below that underflow


@given(st.floats(-1e8, 1e8, allow_subnormal=False))
@settings(max_examples=60, deadline=None)
def test_quadratic_functions_are_exact_within_the_bound(x: float) -> None:
    value, bound, _ = single(lambda z: z * z, x)

    assert abs(value - 2 * x) <= bound + 1e-12 * abs(x)


SMOOTH = [(np.sin, np.cos), (np.exp, np.exp), (np.tanh, lambda z: 1 - np.tanh(z) ** 2), (np.log1p, lambda z: 1 / (1 + z))]


@pytest.mark.parametrize("seed", range(20))
def test_bounds_are_honest_and_sharp_at_every_scale(seed: int) -> None:
    rng = np.random.default_rng(seed)
    f, slope = SMOOTH[seed % 4]
    scale = 10.0 ** rng.uniform(-4, 4)
    x = float(rng.uniform(0.1, 2.0) * scale)

    value, bound, kind = single(lambda z: f(z / scale), x)

    right = slope(x / scale) / scale
    assert kind == Kind.SMOOTH
    assert abs(value - right) <= bound
    assert bound <= 1e-7 * abs(right)


@pytest.mark.parametrize(
    ("f", "x", "kind"),
    [
        (np.abs, 0.0, Kind.KINK),
        (lambda z: np.maximum(z, 0) + z * z, 0.0, Kind.KINK),
        (np.floor, 2.0, Kind.JUMP),
        (np.sign, 0.0, Kind.JUMP),
        (np.cbrt, 0.0, Kind.SINGULAR),
        (np.sqrt, 0.0, Kind.SINGULAR),
        (lambda z: np.abs(z) ** 0.5, 0.0, Kind.SINGULAR),
        (lambda z: np.abs(z) ** 0.8, 0.0, Kind.SINGULAR),
        (lambda z: 1 / (z - 1), 1 + 4e-16, Kind.SINGULAR),  # a pole so near that every step is across it
        (lambda z: np.log(np.abs(z - 1)), 1 + 4e-16, Kind.SINGULAR),
        (np.arccosh, 1.0, Kind.SINGULAR),
        (lambda z: z**1.5, 0.0, Kind.EDGE),
        (np.floor, 12.34, Kind.CONSTANT),
        (np.arccosh, 0.5, Kind.LOST),
        (lambda z: np.maximum(z, 0) ** 2, 0.0, Kind.SMOOTH),
    ],
)
def test_names_what_the_point_is_like(f: Any, x: float, kind: Kind) -> None:
    assert single(f, x)[2] == kind


def test_gives_both_slopes_at_a_kink() -> None:
    answer = estimate(lambda z: np.where(z > 0, 3 * z, -0.5 * z), 0.0)

    assert answer.left[0, 0] == pytest.approx(-0.5, abs=1e-12)
    assert answer.right[0, 0] == pytest.approx(3.0, abs=1e-12)


def test_gives_both_slopes_beside_a_jump() -> None:
    answer = estimate(lambda z: np.where(z >= 1, 5 + 2 * z, -z), 1.0)

    assert (answer.left[0, 0], answer.right[0, 0]) == pytest.approx((-1.0, 2.0), abs=1e-6)


def test_a_single_point_apart_from_both_sides_is_a_jump_that_allows_any_slope() -> None:
    answer = estimate(lambda z: np.where(z == 1, 3 * z, z), 1.0)

    assert answer.kind[0, 0] == Kind.JUMP
    assert (answer.left[0, 0], answer.right[0, 0]) == (-np.inf, np.inf)


def test_a_kink_close_by_is_noted_and_does_not_disturb() -> None:
    answer = estimate(lambda z: np.maximum(z, 0), 5e-7)

    assert answer.kind[0, 0] == Kind.SMOOTH
    assert abs(answer.value[0, 0] - 1) <= answer.bound[0, 0] < 1e-6
    assert 1e-7 < answer.near[0, 0] < 1e-4


def test_perfect_but_false_convergence_of_aliased_steps_is_refused() -> None:
    value, bound, _ = single(np.sin, 1e10)

    assert abs(value - np.cos(1e10)) <= bound < 0.01


def test_noise_below_the_steps_is_not_taken_for_a_flat_function() -> None:
    value, bound, _ = single(lambda z: np.round(np.sqrt(z) * 1e7) / 1e7, 2.0)

    assert abs(value - 0.5 / np.sqrt(2)) <= bound < 1e-2


def test_cancellation_widens_the_bound() -> None:
    value, bound, _ = single(lambda z: (1e8 + z) - 1e8, 0.3)

    assert abs(value - 1) <= bound
    assert 1e-7 < bound < 1e-3


def test_blur_widens_the_bound_of_a_function_that_never_moves() -> None:
    still = lambda z: (z + 1e20) - 1e20

    assert estimate(still, 0.7).bound[0, 0] < 1e-300
    assert estimate(still, 0.7, blur=16384.0).bound[0, 0] > 1.0


@pytest.mark.filterwarnings("ignore")
def test_an_input_that_is_no_number_is_lost_and_raises_nothing():
    x = np.array([np.nan, np.inf])
    estimate = ladder.derivative(lambda points: np.ones((len(points), 1)), x, basis(x, np.arange(2)), np.ones(1))
    assert not np.isfinite(estimate.bound).any() or (estimate.value == 0).all()


def test_two_large_steps_tell_a_slope_that_smaller_ones_lose_in_rounding() -> None:
    value, bound, _ = single(lambda z: 1.69e9 + 1e-3 * z * z, 0.7)

    assert abs(value - 1.4e-3) <= bound < 2e-4
