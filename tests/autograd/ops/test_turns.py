"""Sine and cosine as gradients of large arrays see them."""

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd.ops import _turns

RNG = np.random.default_rng(0)
ANGLES = np.concatenate([RNG.normal(0, 3, 5000), RNG.uniform(-1e6, 1e6, 5000), np.pi / 2 * np.arange(-20, 21), [0.0, 1e-300, 1e300]])


@pytest.mark.parametrize(("ours", "numpy"), [(_turns.cosine, np.cos), (_turns.sine, np.sin)])
def test_errors_stay_below_a_rounding_of_one(ours, numpy):
    np.testing.assert_allclose(ours(ANGLES), numpy(ANGLES), rtol=0, atol=4.5e-16)  # twice the spacing of numbers near 1


@pytest.mark.parametrize("ours", [_turns.cosine, _turns.sine])
def test_what_has_no_angle_has_no_sine(ours):
    assert np.isnan(ours(np.array([np.inf, -np.inf, np.nan]))).all()


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_gradients_of_large_and_small_arrays_agree(name):
    x = torch.tensor(ANGLES, requires_grad=True)
    getattr(torch, name)(x).sum().backward()
    slope = np.cos(ANGLES) if name == "sin" else -np.sin(ANGLES)
    np.testing.assert_allclose(x.grad.numpy(), slope, rtol=0, atol=4.5e-16)  # as above


def test_small_arrays_and_other_types_keep_their_last_digit():
    assert not _turns.suits(np.zeros(_turns.LARGE - 1))
    assert not _turns.suits(np.zeros(_turns.LARGE, np.float32))
    assert not _turns.suits(torch.zeros(_turns.LARGE, dtype=torch.float64))
