"""Two central differences: exact where they must be, honest elsewhere, silent where the function is not smooth."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gradcli.numeric import UNIT, Kind, basis, central, directed, probes

finite = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-100)  # smaller ones vanish when squared
vectors = st.lists(finite, min_size=1, max_size=5).map(np.array)


def rowwise(f: Any) -> Any:
    return lambda points: np.stack([np.atleast_1d(f(point)) for point in points])


def estimate(f: Any, x: Any) -> Any:
    return central.derivative(rowwise(f), x, basis(x, np.arange(x.size)), np.atleast_1d(f(x)))


@given(vectors, st.integers(0, 2**32))
@example(np.array([0.0, 0.0, 835607.6328125, 0.0, 497751.0]), 1189659)
@settings(max_examples=60, deadline=None)
def test_linear_functions_are_exact_to_rounding(x: Any, seed: int) -> None:
    slopes = np.random.default_rng(seed).normal(size=x.size)

    answer = estimate(lambda z: slopes @ z, x)

    # the bound knows the rounding of f itself, not that of a sum of products, where each partial sum rounds beside the largest product
    sums = 2 * x.size * UNIT * (np.abs(slopes) @ np.abs(x)) / answer.step[:, 0]
    assert np.all(np.abs(answer.value[:, 0] - slopes) <= 2 * answer.bound[:, 0] + sums + 1e-9 * np.abs(slopes))


@given(vectors)
@settings(max_examples=60, deadline=None)
def test_quadratic_functions_are_exact_to_rounding(x: Any) -> None:
    answer = estimate(lambda z: z * z, x)

    on = np.diag(answer.value), np.diag(answer.bound)
    assert np.all(np.abs(on[0] - 2 * x) <= on[1] + 1e-10 * np.abs(x))


def test_the_bound_covers_the_error_on_smooth_functions() -> None:
    rng = np.random.default_rng(3)
    for f, slope in ((np.sin, np.cos), (np.exp, np.exp), (np.tanh, lambda z: 1 - np.tanh(z) ** 2)):
        x = rng.normal(size=40)

        answer = estimate(f, x)

        trusted = np.diag(answer.kind == Kind.SMOOTH)
        error = np.abs(np.diag(answer.value) - slope(x))
        assert trusted.all()
        assert np.all(error <= 3 * np.diag(answer.bound))  # an estimate of an error, not a proof; three is what callers allow


def test_a_kink_at_the_point_is_not_trusted() -> None:
    answer = estimate(np.abs, np.array([0.0]))

    assert answer.kind[0, 0] == Kind.LOST


def test_a_function_that_stands_still_is_called_constant() -> None:
    answer = estimate(np.floor, np.array([0.3]))

    assert answer.kind[0, 0] == Kind.CONSTANT
    assert answer.value[0, 0] == 0.0


def test_steps_stay_inside_the_domain_near_zero() -> None:
    x = np.array([1e-8])

    answer = estimate(np.log, x)

    assert abs(answer.value[0, 0] - 1e8) <= answer.bound[0, 0] * 3


@given(st.floats(1e-300, 1e300))
@settings(max_examples=60, deadline=None)
def test_steps_are_measured_as_they_round(at: float) -> None:
    x = np.array([at])
    along = basis(x, np.array([0]))
    step = along.quick * along.length[0]

    _, size = along.displaced(x, np.array([[along.quick]]))

    assert size[0, 0] == ((at + step) - (at - step)) / 2


def test_probes_move_every_coordinate_by_an_exact_amount() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=50) * 10.0 ** rng.integers(-2, 3, 50)
    along = probes(x, rng.choice([-1.0, 1.0], (4, 50)) * rng.uniform(0.5, 1.5, (4, 50)))

    assert along.move is not None
    for step in (along.quick, along.quick / 8, 8.0**-12):
        exact = (x + step * along.move) - x == step * along.move
        assert exact.mean() > 0.98  # all but those that cross a power of two


def test_a_directed_derivative_is_the_combination_of_columns() -> None:
    move = np.array([[1.0, -2.0]])
    x = np.array([0.3, 0.4])

    answer = central.derivative(rowwise(lambda z: np.sin(z).sum()), x, directed(move), np.array([np.sin(x).sum()]))

    assert abs(answer.value[0, 0] - (np.cos(0.3) - 2 * np.cos(0.4))) < 1e-9
