"""Spectra of overlapping pieces of a signal, and the signal back from them."""

from __future__ import annotations

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

# fmt: off
RECORDED = [  # function, inputs, value, gradient for the cotangent 1, 2, 3, ...: PyTorch 2.13
    (
        lambda x: torch.stft(x, 4, 2, window=torch.hann_window(4, dtype=torch.float64), return_complex=True).abs(),
        [[0.4, 0.9, -0.6, -0.7, 0.8, 0.5, -0.2]],
        [[1.3, 0.5, 0.7, 0.3], [0.4, 1.0, 1.0, 0.2], [0.5, 0.7, 0.9, 0.7]],
        [-3.0, 16.4, -15.6, -4.5, 19.6, 14.1, -16.0],
    ),
    (
        lambda x: torch.view_as_real(torch.stft(x, 4, 3, 3, center=False, normalized=True, onesided=False, return_complex=True)),
        [[0.4, 0.9, -0.6, -0.7, 0.8, 0.5, -0.2]],
        [[[0.35, 0.0], [0.3, 0.0]], [[0.5, -0.45], [-0.6, -0.4]], [[-0.55, 0.0], [-0.5, 0.0]], [[0.5, 0.45], [-0.6, 0.4]]],
        [14.0, 0.0, -4.0, 18.0, 0.0, -4.0, 0.0],
    ),
    (
        lambda x: torch.istft(torch.stft(x, 4, 1, return_complex=True).conj(), 4, 1, length=7),
        [[0.4, 0.9, -0.6, -0.7, 0.8, 0.5, -0.2]],
        [0.06666666667, 0.5, 5.551115123e-17, 5.551115123e-17, 0.2, 0.2, 0.4666666667],
        [1.416666667, 2.5, 3.083333333, 4.0, 7.916666667, 5.5, 3.583333333],
    ),
]
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), RECORDED)
def test_values_and_gradients_are_torchs(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


@pytest.mark.parametrize("options", [{}, {"normalized": True}, {"onesided": False}, {"hop_length": 1}, {"win_length": 3, "hop_length": 1}])
def test_the_signal_comes_back(options: dict[str, Any]) -> None:
    x = torch.arange(24.0, dtype=torch.float64).reshape(2, 12).sin()
    options = {"hop_length": 2, "window": torch.hamming_window(options.get("win_length", 4), dtype=torch.float64), **options}
    y = torch.istft(torch.stft(x, 4, return_complex=True, **options), 4, length=12, **options)
    assert torch.allclose(y, x, rtol=0, atol=1e-13)  # a few roundings of numbers below 1


def test_pairs_of_numbers_stand_for_complex_ones() -> None:
    x = torch.arange(12.0)
    pairs = torch.stft(x, 4, return_complex=False)
    assert torch.equal(torch.view_as_complex(pairs), torch.stft(x, 4, return_complex=True))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda x: torch.stft(x, 4), "requires the return_complex parameter be given for real inputs"),
        (lambda x: torch.stft(x, 20, center=False, return_complex=True), "expected 0 < n_fft < 12, but got n_fft=20"),
        (lambda x: torch.stft(x[None, None], 4, return_complex=True), "expected a 1D or 2D tensor"),
        (lambda x: torch.stft(x, 4, hop_length=0, return_complex=True), "expected hop_length > 0, but got hop_length=0"),
        (lambda x: torch.stft(x, 4, win_length=5, return_complex=True), "expected 0 < win_length <= n_fft, but got win_length=5"),
        (lambda x: torch.stft(x, 4, window=torch.ones(3), return_complex=True), "expected a 1D window tensor of size equal to win_length=4"),
        (lambda x: torch.istft(x[None], 4), "requires a complex-valued input tensor"),
        (lambda x: torch.istft(torch.stft(x, 4, 4, return_complex=True), 4, 4, window=torch.zeros(4)), "window overlap add min: 1"),
    ],
)
def test_errors_are_torchs(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call(torch.ones(12))


def test_the_last_node_tells_one_signal_from_a_batch() -> None:
    x = torch.ones(2, 40, requires_grad=True)
    found = [type(torch.stft(t, 8, return_complex=True).grad_fn).__name__ for t in (x[0], x)]
    assert found == ["SqueezeBackward4", "TransposeBackward1"]


def test_only_half_of_a_full_spectrum_is_looked_at_for_a_real_signal() -> None:
    spectra = torch.arange(12.0, dtype=torch.float64).reshape(4, 3) * (1 + 0.5j)
    signal = torch.istft(spectra, 4, onesided=False)
    assert signal.tolist() == pytest.approx([0.8333333333333334, -1.1666666666666667])


def test_a_complex_signal_gives_pairs_of_reals_when_asked() -> None:
    assert torch.stft(torch.arange(6.0) + 0j, 4, center=False, return_complex=False).shape == (4, 3, 2)


def test_the_batch_axis_of_one_signal_is_squeezed_away() -> None:
    x = torch.arange(8.0, requires_grad=True)
    y = torch.stft(x, 4, return_complex=True)
    assert [type(t.grad_fn).__name__ for t in (y, torch.istft(y, 4))] == ["SqueezeBackward4", "SqueezeBackward1"]


def test_a_real_signal_is_made_of_the_first_half_of_the_frequencies() -> None:
    spectra = torch.tensor([[1 + 0j, 2 + 1j], [0.5 + 0j, 1j], [2 + 0j, 3 + 0j], [9 + 9j, 9 - 9j]], dtype=torch.complex128)
    torch.testing.assert_close(torch.istft(spectra, 4, center=False, hop_length=2), torch.istft(spectra[:3], 4, center=False, hop_length=2))


def test_complex_spectra_can_be_seen_as_pairs() -> None:
    assert torch.stft(torch.ones(8, dtype=torch.complex64), 4, return_complex=False).shape[-1] == 2
