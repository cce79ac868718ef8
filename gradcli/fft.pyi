# made by `python -m gradcli.autograd.stubs`: change the functions, not this file
"""The functions of torch.fft."""

import builtins
from typing import Any

from gradcli.autograd.tensor import Tensor

def fft(
    input: Tensor,
    n: builtins.int | None = None,
    dim: builtins.int = -1,
    norm: builtins.str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The discrete Fourier transform along an axis, cut or filled up to n points."""
def fft2(input: Tensor, s: Any = None, dim: Any = ..., norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    ...
def fftfreq(
    n: builtins.int,
    d: builtins.float = 1.0,
    *,
    dtype: Any = None,
    requires_grad: builtins.bool = False,
    device: Any = None,
    out: Any = None,
) -> Tensor:
    """The frequencies of fft, in cycles per unit of the sample spacing d."""
def fftn(input: Tensor, s: Any = None, dim: Any = None, norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    ...
def fftshift(input: Tensor, dim: Any = None) -> Tensor:
    """The zero frequency moved to the middle."""
def hfft(
    input: Tensor,
    n: builtins.int | None = None,
    dim: builtins.int = -1,
    norm: builtins.str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The transform, real, of a signal given by its non-negative times, the others being their conjugates."""
def hfft2(input: Tensor, s: Any = None, dim: Any = ..., norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    ...
def hfftn(input: Tensor, s: Any = None, dim: Any = None, norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    """hfft over the last axis, fft over the others."""
def ifft(
    input: Tensor,
    n: builtins.int | None = None,
    dim: builtins.int = -1,
    norm: builtins.str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of fft."""
def ifft2(input: Tensor, s: Any = None, dim: Any = ..., norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    ...
def ifftn(input: Tensor, s: Any = None, dim: Any = None, norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    ...
def ifftshift(input: Tensor, dim: Any = None) -> Tensor:
    """The inverse of fftshift."""
def ihfft(
    input: Tensor,
    n: builtins.int | None = None,
    dim: builtins.int = -1,
    norm: builtins.str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of hfft."""
def ihfft2(input: Tensor, s: Any = None, dim: Any = ..., norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    ...
def ihfftn(input: Tensor, s: Any = None, dim: Any = None, norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    """The inverse of hfftn."""
def irfft(
    input: Tensor,
    n: builtins.int | None = None,
    dim: builtins.int = -1,
    norm: builtins.str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of rfft, n points (default: an even number)."""
def irfft2(input: Tensor, s: Any = None, dim: Any = ..., norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    ...
def irfftn(input: Tensor, s: Any = None, dim: Any = None, norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    """The inverse of rfftn."""
def rfft(
    input: Tensor,
    n: builtins.int | None = None,
    dim: builtins.int = -1,
    norm: builtins.str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The non-negative frequencies of the transform of real numbers."""
def rfft2(input: Tensor, s: Any = None, dim: Any = ..., norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    ...
def rfftfreq(
    n: builtins.int,
    d: builtins.float = 1.0,
    *,
    dtype: Any = None,
    requires_grad: builtins.bool = False,
    device: Any = None,
    out: Any = None,
) -> Tensor:
    """The frequencies of rfft, in cycles per unit of the sample spacing d."""
def rfftn(input: Tensor, s: Any = None, dim: Any = None, norm: builtins.str | None = None, *, out: Tensor | None = None) -> Tensor:
    """The transform of real numbers over several axes, the last of them one-sided."""
