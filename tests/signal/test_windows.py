"""Window functions."""

from __future__ import annotations

from typing import Any

import pytest

import gradcli as torch

W = torch.signal.windows
# fmt: off
FIVE = [  # name, options, the values at five points: PyTorch 2.13
    ("bartlett", {}, [0.0, 0.5, 1.0, 0.5, 0.0]),
    ("blackman", {}, [-1.387778781e-17, 0.34, 1.0, 0.34, -1.387778781e-17]),
    ("cosine", {"sym": False}, [0.2588190451, 0.7071067812, 0.9659258263, 0.9659258263, 0.7071067812]),
    ("exponential", {"tau": 2.0}, [0.3678794412, 0.6065306597, 1.0, 0.6065306597, 0.3678794412]),
    ("exponential", {"sym": False, "center": 1.0}, [0.3678794412, 1.0, 0.3678794412, 0.1353352832, 0.04978706837]),
    ("gaussian", {"std": 0.9, "sym": False}, [0.02110965645, 0.2493522088, 0.8569968914, 0.8569968914, 0.2493522088]),
    ("general_cosine", {"a": [0.46, 0.23, 0.31]}, [0.54, 0.15, 1.0, 0.15, 0.54]),
    ("general_hamming", {"alpha": 0.6}, [0.2, 0.6, 1.0, 0.6, 0.2]),
    ("hamming", {"sym": False}, [0.08, 0.3978521826, 0.9121478174, 0.9121478174, 0.3978521826]),
    ("hann", {}, [0.0, 0.5, 1.0, 0.5, 0.0]),
    ("kaiser", {"beta": 3.0}, [0.2048847564, 0.7269255303, 1.0, 0.7269255303, 0.2048847564]),
    ("nuttall", {"sym": False}, [0.0003628, 0.110515253, 0.798258097, 0.798258097, 0.110515253]),
]
# fmt: on


@pytest.mark.parametrize(("name", "options", "values"), FIVE)
def test_values_are_torchs(name: str, options: dict[str, Any], values: list[float]) -> None:
    assert getattr(W, name)(5, dtype=torch.float64, **options).tolist() == pytest.approx(values, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", [name for name in W.__all__ if name != "general_cosine"])
@pytest.mark.parametrize("sym", [True, False])
def test_one_point_is_the_peak_and_none_is_empty(name: str, sym: bool) -> None:
    window = getattr(W, name)
    assert window(1, sym=sym).tolist() == [1.0]
    assert window(0, sym=sym).shape == (0,)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: W.hann(-1), "requires non-negative window length, got M=-1"),
        (lambda: W.hann(3, dtype=torch.int64), "expects float32 or float64 dtypes, got: torch.int64"),
        (lambda: W.exponential(3, tau=0.0), "Tau must be positive, got: 0.0 instead"),
        (lambda: W.exponential(3, center=1.0), "Center must be None for symmetric windows"),
        (lambda: W.gaussian(3, std=-1.0), "Standard deviation must be positive"),
        (lambda: W.kaiser(3, beta=-1.0), "beta must be non-negative"),
        (lambda: W.general_cosine(3, a=[]), "Coefficients cannot be empty"),
    ],
)
def test_errors_are_torchs(call: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
