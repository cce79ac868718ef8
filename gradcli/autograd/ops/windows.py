"""Window functions: hann, hamming, blackman, bartlett, kaiser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import finish
from gradcli.autograd.names import public


def window(name: str, length: int, periodic: bool, shape: Callable[[Any], Any], options: dict[str, Any]) -> Any:
    """shape(x) at `length` places x from 0 to 1; periodic: 1 itself is left out. Raises RuntimeError for a negative length or other types.

    Computed in the type of the result, as in torch.
    """
    if length < 0:
        raise RuntimeError(f"{name} requires non-negative window_length, got window_length={length}")
    dtype = options.pop("dtype", None) or dtypes.DEFAULT.floating
    kind = dtypes.resolve(dtype)
    if kind.numpy.kind not in "fc":
        raise RuntimeError(f"{name} expects floating point dtypes, got: {kind}")
    for ignored in ("layout", "pin_memory"):
        options.pop(ignored, None)
    if length <= 1:
        return finish(np.ones(length, kind.numpy), None, **options)
    last = length if periodic else length - 1
    return finish(shape(np.arange(length, dtype=kind.numpy) / kind.numpy.type(last)).astype(kind.numpy), None, **options)


def cosines(*weights: float) -> Callable[[Any], Any]:
    """w0 - w1 cos(2 pi x) + w2 cos(4 pi x)."""
    return lambda x: sum((-1) ** k * w * np.cos(x.dtype.type(2 * np.pi * k) * x) for k, w in enumerate(weights))


@public("torch")
def hann_window(window_length: int, periodic: bool = True, **options: Any) -> Any:
    """1/2 - cos(2 pi x) / 2."""
    return window("hann_window", window_length, periodic, cosines(0.5, 0.5), options)


@public("torch")
def hamming_window(window_length: int, periodic: bool = True, alpha: float = 0.54, beta: float = 0.46, **options: Any) -> Any:
    """alpha - beta cos(2 pi x)."""
    return window("hamming_window", window_length, periodic, cosines(alpha, beta), options)


@public("torch")
def blackman_window(window_length: int, periodic: bool = True, **options: Any) -> Any:
    """0.42 - cos(2 pi x) / 2 + 0.08 cos(4 pi x)."""
    return window("blackman_window", window_length, periodic, cosines(0.42, 0.5, 0.08), options)


@public("torch")
def bartlett_window(window_length: int, periodic: bool = True, **options: Any) -> Any:
    """A triangle: 1 - |2 x - 1|."""
    return window("bartlett_window", window_length, periodic, lambda x: 1 - abs(2 * x - 1), options)


@public("torch")
def kaiser_window(window_length: int, periodic: bool = True, beta: float = 12.0, **options: Any) -> Any:
    """I0(beta sqrt(1 - (2 x - 1)^2)) / I0(beta)."""
    return window("kaiser_window", window_length, periodic, lambda x: np.i0(beta * np.sqrt(1 - (2 * x - 1) ** 2)) / np.i0(beta), options)
