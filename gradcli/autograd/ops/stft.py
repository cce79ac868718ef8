"""Fourier transforms of overlapping pieces of a signal, and back: stft, istft."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd.names import public
from gradcli.autograd.op import OPS
from gradcli.autograd.ops.complexes import view_as_complex, view_as_real
from gradcli.autograd.ops.fft_layers import fft, ifft, irfft, rfft
from gradcli.autograd.ops.pad import padded as pad
from gradcli.autograd.ops.unfold import fold
from gradcli.autograd.tensor import Tensor, make, type_name


class Frames(NamedTuple):
    """How a signal is cut into pieces: their length, the steps between them, the window (padded to their length)."""

    length: int
    hop: int
    window: Tensor


def frames(x: Tensor, n_fft: int, hop_length: int | None, win_length: int | None, window: Tensor | None, call: str) -> Frames:
    """The pieces asked for. Raises RuntimeError when they make no sense."""
    hop = n_fft // 4 if hop_length is None else hop_length
    win = n_fft if win_length is None else win_length
    if hop <= 0:
        raise RuntimeError(f"{call} : expected hop_length > 0, but got hop_length={hop}")
    if not 0 < win <= n_fft:
        raise RuntimeError(f"{call} : expected 0 < win_length <= n_fft, but got win_length={win}")
    if window is not None and (window.ndim != 1 or window.shape[0] != win):
        shape = list(window.shape)
        raise RuntimeError(f"{call} : expected a 1D window tensor of size equal to win_length={win}, but got window with size {shape}")
    taper = make(np.ones(win, x._data.real.dtype)) if window is None else window
    left = (n_fft - win) // 2
    return Frames(n_fft, hop, pad(taper, (left, n_fft - win - left)) if win < n_fft else taper)


def told(name: str, x: Tensor, n_fft: int, hop_length: Any, win_length: Any, window: Any, rest: str) -> str:
    """The call, as torch quotes it in errors."""
    kind, shape = type_name(x._data), [int(n) for n in x.shape]
    hop = n_fft // 4 if hop_length is None else hop_length
    win = n_fft if win_length is None else win_length
    taper = "None" if window is None else f"{type_name(window._data)}{{{list(window.shape)}}}"
    return f"{name}({kind}{shape}, n_fft={n_fft}, hop_length={hop}, win_length={win}, window={taper}, {rest})"


@public("torch Tensor", "stft")
def stft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
    align_to_window: bool | None = None,
) -> Tensor:
    """The spectra of overlapping pieces.   (*batch, time) -> (*batch, frequencies, pieces), with a last axis of 2 unless return_complex."""
    x = input
    if center:
        half = n_fft // 2
        x = pad(x.reshape(*(1,) * (3 - x.ndim), *x.shape), (half, half), mode=pad_mode).reshape(*x.shape[:-1], x.shape[-1] + 2 * half)
    flags = f"normalized={int(normalized)}, onesided={onesided}, return_complex={int(bool(return_complex))}, align_to_window={align_to_window}"
    call = told("stft", x, n_fft, hop_length, win_length, window, flags)
    complex_in = x._data.dtype.kind == "c" or (window is not None and window._data.dtype.kind == "c")
    if return_complex is None and not complex_in:
        raise RuntimeError(
            "stft requires the return_complex parameter be given for real inputs, and will further require that return_complex=True in a "
            "future PyTorch release."
        )
    if x.ndim not in (1, 2):
        raise RuntimeError(f"{call} : expected a 1D or 2D tensor")
    if not 0 < n_fft <= x.shape[-1]:
        raise RuntimeError(f"{call} : expected 0 < n_fft < {x.shape[-1]}, but got n_fft={n_fft}")
    cut = frames(x, n_fft, hop_length, win_length, window, call)
    pieces = (x if x.ndim == 2 else x.unsqueeze(0)).unfold(-1, n_fft, cut.hop) * cut.window
    half_only = not complex_in if onesided is None else onesided
    spectra = (rfft if half_only else fft)(pieces, norm="ortho" if normalized else None).transpose_(1, 2)
    spectra = spectra if x.ndim == 2 else spectra.squeeze_(0)
    return spectra if return_complex or (return_complex is None and complex_in) else view_as_real(spectra)  # type: ignore[no-any-return]


@public("torch Tensor", "istft")
def istft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    normalized: bool = False,
    onesided: bool | None = None,
    length: int | None = None,
    return_complex: bool = False,
) -> Tensor:
    """The signal with these spectra, as stft gives them; where pieces overlap, the mean weighted by the squared window."""
    call = told("istft", input, n_fft, hop_length, win_length, window, f"center={int(center)}")
    if input._data.dtype.kind != "c":
        raise RuntimeError(f"{call}: istft requires a complex-valued input tensor matching the output from stft with return_complex=True.")
    cut = frames(input, n_fft, hop_length, win_length, window, call)
    norm = "ortho" if normalized else None
    spectra = (input if input.ndim == 3 else input.unsqueeze(0)).mT
    pieces = ifft(spectra, norm=norm) if return_complex else irfft(spectra[..., : n_fft // 2 + 1], n=n_fft, norm=norm)
    y, envelope = overlapped(pieces * cut.window, cut), overlapped((cut.window * cut.window).expand(pieces.shape[-2], n_fft), cut)
    start = n_fft // 2 if center else 0
    end = start + length if length is not None else y.shape[-1] - (n_fft // 2 if center else 0)
    y, envelope = y[..., start:end], envelope[..., start:end]
    if envelope._data.size and np.abs(envelope._data).min() < 1e-11:
        raise RuntimeError(f"{call}window overlap add min: 1")
    y = y / envelope
    y = y if length is None or y.shape[-1] == length else pad(y, (0, length - y.shape[-1]))
    return y if input.ndim == 3 else y.squeeze(0)  # type: ignore[no-any-return]


def overlapped(pieces: Tensor, cut: Frames) -> Any:
    """The pieces laid over each other and added.   (*batch, pieces, length) -> (*batch, time)."""
    count = pieces.shape[-2]
    total = cut.length + cut.hop * (count - 1)
    flat = pieces.reshape(math.prod(pieces.shape[:-2]), count, cut.length).mT
    if pieces._data.dtype.kind == "c":
        parts = [overlapped(part, cut) for part in (pieces.real, pieces.imag)]
        return view_as_complex(OPS["stack"](*parts, dim=parts[0].ndim))
    return fold(flat, (1, total), (1, cut.length), stride=(1, cut.hop)).reshape(*pieces.shape[:-2], total)
