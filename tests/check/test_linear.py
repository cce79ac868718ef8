"""Linearity in the incoming gradient: every way to break it gets its own words, and rounding is never taken for one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gradcli.check import steps
from gradcli.check.linear import coarse, cotangents, fault

S = np.array([0.3, -1.2, 0.8])


def found(backward: Any, m: int = 3) -> Any:
    return fault(lambda g: {"x": backward(g)}, cotangents(np.random.default_rng(0), m))


@pytest.mark.parametrize(
    ("backward", "kind"),
    [
        (lambda g: np.maximum(g, 0) * S, "sign"),
        (lambda g: np.clip(g, -2, 2) * S, "clipped"),
        (lambda g: np.sign(g) * S, "normalised"),
        (lambda g: g / np.linalg.norm(g) if g.any() else g, "normalised"),
        (lambda g: g * np.abs(g) * S, "square"),
        (lambda g: g * S + 1.0, "constant"),
        (lambda g: g * S * (1 + 0.1 * np.sin(g)), "other"),
    ],
)
def test_names_the_way_it_is_not_linear(backward: Any, kind: str) -> None:
    assert found(backward).kind == kind


@pytest.mark.parametrize("seed", range(20))
def test_what_depends_on_the_sign_is_found_whatever_the_signs_tried(seed: int) -> None:
    backward = lambda g: {"x": np.maximum(g, 0) * 2.0}

    assert fault(backward, cotangents(np.random.default_rng(seed), 1)) is not None


def test_says_where_it_clips() -> None:
    assert "2" in found(lambda g: np.clip(g, -2, 2) * S).says


def test_shows_what_a_sum_gives_and_what_its_parts_give() -> None:
    fault = found(lambda g: np.where(np.arange(3) == 1, np.clip(g, -1, 1), g))

    assert (fault.entry, abs(fault.together)) == (1, 1.0)
    assert abs(fault.apart - fault.together) > fault.bound


def test_a_linear_backward_has_no_fault() -> None:
    matrix = np.random.default_rng(1).normal(size=(3, 3))

    assert found(lambda g: matrix @ g) is None


def test_rounding_is_no_fault() -> None:
    hilbert = 1.0 / (np.arange(1, 11)[:, None] + np.arange(10))

    assert found(lambda g: np.linalg.solve(hilbert, g), m=10) is None
    assert found(lambda g: (g * S).astype(np.float32).astype(np.float64)) is None
    assert found(lambda g: g * 1e12 * 1.3 - g * (1e12 * 1.3 - 0.4), m=4) is None  # paths that cancel
    half = lambda g: {"x": (g / 64).astype(np.float16).astype(np.float64)}
    assert fault(half, cotangents(np.random.default_rng(0), 3), unit=float(np.finfo(np.float16).eps) / 2) is None


def test_no_gradient_and_gradients_that_are_not_finite_are_left_to_others() -> None:
    assert found(lambda g: None) is None
    assert found(lambda g: g * np.array([np.nan, np.inf, 1.0])) is None


def test_a_scalar_output_is_tried_small_and_large() -> None:
    assert found(lambda g: np.clip(g, -1, 1) * S, m=1).kind == "clipped"


@pytest.mark.parametrize("limit", [1e-6, 1e4, 1e7])
def test_limits_far_from_one_are_met(limit: float) -> None:
    fault = found(lambda g: np.clip(g, -limit, limit) * S)

    assert fault.kind == "clipped"
    assert fault.says == f"the incoming gradient is clipped at {limit:.3g}"


def test_a_gradient_clipped_after_it_was_multiplied_is_told_by_its_own_limit() -> None:
    assert found(lambda g: np.clip(g * S, -2, 2)).says == "the gradient is clipped at 2"


def test_what_underflows_is_no_fault() -> None:
    assert found(lambda g: g * 1e-300 * S) is None


@pytest.mark.parametrize(("kind", "digits"), [(np.float32, 7), (np.float16, 3)])
@pytest.mark.parametrize("m", [1, 3, 64])
def test_a_backward_that_rounds_to_a_narrower_type_is_told_which(kind: Any, digits: int, m: int) -> None:
    rng = np.random.default_rng(2)
    matrix, given = rng.normal(size=(5, m)) / 1024, cotangents(np.random.default_rng(0), m)
    for backward in (lambda g: matrix @ g.astype(kind).astype(float), lambda g: (g[0] * matrix[:, 0]).astype(kind).astype(float)):
        pull = lambda g, backward=backward: {"x": backward(g)}
        fault_ = fault(pull, given) or coarse(pull, given)

        assert fault_ is not None
        assert fault_.says == f"rounded to {np.dtype(kind)} on the way: some {digits} digits are left"


def test_a_part_that_is_rounded_shows_beside_one_that_is_not() -> None:
    backward = lambda g: {"x": g * S + (g * 0.2).astype(np.float32)}

    assert coarse(backward, cotangents(np.random.default_rng(0), 3)) is not None


@pytest.mark.parametrize("seed", range(10))
def test_rounding_in_float64_is_none_to_a_narrower_type(seed: int) -> None:
    rng = np.random.default_rng(seed)
    hilbert, matrix = 1.0 / (np.arange(1, 11)[:, None] + np.arange(10)), rng.normal(size=(10, 10))
    given = cotangents(rng, 10)

    for backward in (
        lambda g: np.linalg.solve(hilbert, g),
        lambda g: matrix @ g,
        lambda g: g * 1e12 * 1.3 - g * (1e12 * 1.3 - 0.4),
        lambda g: np.zeros_like(g),
    ):
        assert coarse(lambda g, backward=backward: {"x": backward(g)}, given) is None


def test_steps_wider_than_those_of_any_type_are_told_as_steps() -> None:
    assert steps.says("") == "it goes in steps: small changes of the incoming gradient are lost"
    assert steps.type_of(lambda g: np.round(g * 3), 5) == ""


@pytest.mark.parametrize("seed", range(12))
def test_a_right_backward_in_float32_whose_paths_cancel_is_linear(seed: int) -> None:
    y = np.exp(np.float32([5.0, 0.0, -3.0]))
    y = (y / y.sum()).astype(np.float32)

    def pull(g: Any) -> Any:
        g = g.astype(np.float32)
        return {"x": (y * g - y * (y * g).sum(dtype=np.float32)).astype(np.float64)}

    assert fault(pull, cotangents(np.random.default_rng(seed), 3), unit=float(np.finfo(np.float32).eps) / 2) is None
