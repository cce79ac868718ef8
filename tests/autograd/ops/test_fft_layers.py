"""Fourier transforms, by their real and imaginary parts."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "fft": (
        lambda x: (lambda y: (y.real, y.imag))(torch.fft.fft(x)),
        [[1.0, 2.0, 0.5]],
        [[3.5, -0.25, -0.25], [0, -1.299038106, 1.299038106]],
        [6, -0.6339745962, -2.366025404]),
    "filled up": (
        lambda x: torch.fft.fft(x, n=4).abs(),
        [[1.0, 2.0, 0.5]],
        [3.5, 2.061552813, 0.5, 2.061552813],
        [-0.5447862498, 9.820855001, -3.45521375]),
    "rfft orthonormal": (
        lambda x: torch.fft.rfft(x, norm="ortho").abs(),
        [[1.0, 2.0, 0.5, -1.0]],
        [1.25, 1.520690633, 0.25],
        [2.164398987, -0.01360607617, 1.835601013, -1.986393924]),
    "back again, odd": (lambda x: torch.fft.irfft(torch.fft.rfft(x) ** 2, n=3), [[1.0, 2.0, 0.5]], [3, 4.25, 5], [13, 17, 12]),
    "back again, even": (lambda x: torch.fft.irfft(torch.fft.rfft(x) ** 2), [[1.0, 2.0, 0.5, -1.0]], [-2.75, 3, 6, 0], [5, 18, 19, 8]),
    "hfft": (lambda x: torch.fft.hfft(x * (1 + 2j)), [[1.0, 2.0, 0.5]], [5.5, 8.5, -2.5, -7.5], [10, -12, -2]),
    "ihfft": (
        lambda x: torch.fft.ihfft(x).abs(),
        [[1.0, 2.0, 0.5]],
        [1.166666667, 0.4409585518],
        [0.2073451757, 0.9632741217, -0.1706192973]),
    "two axes": (lambda x: torch.fft.rfft2(x).abs(), [[[1.0, 2.0], [0.5, -1.0]]], [[2.5, 0.5], [3.5, 2.5]], [[2, 6], [4, -8]]),
    "one of two axes": (lambda x: torch.fft.irfftn(x * 1j, dim=(0,)), [[[1.0, 2.0], [0.5, -1.0]]], [[0, 0], [0, 0]], [[0, 0], [0, 0]]),
    "shifted": (torch.fft.fftshift, [[1.0, 2.0, 0.5]], [0.5, 1, 2], [2, 3, 1]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)
