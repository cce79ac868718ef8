"""Window functions have torch's values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradcli as torch


@pytest.mark.parametrize(
    ("made", "values"),
    [  # PyTorch 2.13
        (lambda: torch.hann_window(5, dtype=torch.float64), [0.0, 0.3454915028, 0.9045084972, 0.9045084972, 0.3454915028]),
        (lambda: torch.hann_window(5, periodic=False, dtype=torch.float64), [0.0, 0.5, 1.0, 0.5, 0.0]),
        (lambda: torch.hamming_window(4, dtype=torch.float64), [0.08, 0.54, 1.0, 0.54]),
        (lambda: torch.blackman_window(5, dtype=torch.float64), [0.0, 0.2007701433, 0.8492298567, 0.8492298567, 0.2007701433]),
        (lambda: torch.bartlett_window(6, dtype=torch.float64), [0.0, 0.3333333333, 0.6666666667, 1.0, 0.6666666667, 0.3333333333]),
        (lambda: torch.bartlett_window(5, periodic=False, dtype=torch.float64), [0.0, 0.5, 1.0, 0.5, 0.0]),
        (lambda: torch.kaiser_window(4, True, 3.0, dtype=torch.float64), [0.2048847564, 0.7269255303, 1.0, 0.7269255303]),
    ],
)
def test_values_are_torchs(made: Any, values: list[float]) -> None:
    np.testing.assert_allclose(made().numpy(), values, rtol=1e-9, atol=1e-10)  # recorded to ten digits


def test_windows_of_one_or_no_element() -> None:
    assert (torch.hann_window(1).tolist(), torch.hann_window(0).tolist()) == ([1.0], [])


def test_a_window_is_a_leaf_of_the_type_asked_for() -> None:
    w = torch.hann_window(4, dtype=torch.float64, requires_grad=True)
    assert (w.dtype, w.requires_grad, torch.hann_window(4).dtype) == (torch.float64, True, torch.float32)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.hann_window(-1), "requires non-negative window_length, got window_length=-1"),
        (lambda: torch.bartlett_window(3, dtype=torch.int64), "bartlett_window expects floating point dtypes"),
    ],
)
def test_errors_are_torchs(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call()
