"""The functions of torch.fft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import finish, into
from gradcli.autograd.names import expose, public
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.fft import fft_c2c, fft_c2r, fft_r2c
from gradcli.autograd.ops.pad import constant_pad
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.tensor import Tensor

FORWARD = {None: "none", "backward": "none", "forward": "whole", "ortho": "root"}
INVERSE = {None: "whole", "backward": "whole", "forward": "none", "ortho": "root"}


# ---------------------------------------------------------------- arguments
def scale_of(norm: Any, inverse: bool) -> str:
    """How sums are scaled. Raises RuntimeError for an unknown norm."""
    if norm not in FORWARD:
        raise RuntimeError(f'Invalid normalization mode: "{norm}"')
    return (INVERSE if inverse else FORWARD)[norm]


def floats(x: Tensor, name: str, real: bool = False) -> Tensor:
    """x in a floating type. Raises RuntimeError for complex numbers where only real ones are taken."""
    refuse.tensor(x, f"fft_{name}")
    if x._data.dtype.kind == "c" and real:
        kind = "real-valued" if name.endswith("n") else "real"
        raise RuntimeError(f"{name} expects a {kind} input tensor, but got {refuse.kind_name(x._data)}")
    if x._data.dtype.name == "float16":
        raise RuntimeError("Unsupported dtype Half")
    return x if x._data.dtype.kind in "fc" else x.to(dtypes.DEFAULT.floating)


def complexes(x: Tensor) -> Tensor:
    """x in a complex type."""
    return x if x._data.dtype.kind == "c" else x.to(x.dtype.to_complex())


def last(x: Tensor, dim: int) -> int:
    """An axis, counted from the end. Raises IndexError."""
    if not x.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return axis(dim, x.ndim) - x.ndim


def resized(x: Tensor, dim: int, n: int | None) -> Any:
    """x cut, or filled up with zeros, to n elements along an axis counted from the end."""
    if n is None or n == x.shape[dim]:
        return x
    if n < x.shape[dim]:
        return x[(..., slice(n), *(slice(None),) * (-1 - dim))]
    pads = ((0, n - x.shape[dim]), *((0, 0),) * (-1 - dim))
    return constant_pad(x, pads=pads, value=0)


def points(n: int) -> int:
    """A number of points. Raises RuntimeError unless positive."""
    if n < 1:
        raise RuntimeError(f"Invalid number of data points ({n}) specified")
    return n


def planned(x: Tensor, s: Sequence[int] | None, dim: Any) -> tuple[list[int], list[int | None]]:
    """The axes of an n-dimensional transform, counted from the end, and their lengths (None: as they are). Raises RuntimeError."""
    if dim is None:
        dims = list(range(-x.ndim, 0)) if s is None else list(range(-len(s), 0))
    else:
        dims = [last(x, d) for d in ([dim] if isinstance(dim, int) else dim)]
    if s is not None and len(s) != len(dims):
        raise RuntimeError("When given, dim and shape arguments must have the same length")
    if len(set(dims)) != len(dims):
        raise RuntimeError("FFT dims must be unique")
    if s is not None and len(s) > x.ndim:
        raise RuntimeError(f"Got shape with {len(s)} values but input tensor only has {x.ndim} dimensions.")
    lengths: list[int | None] = [None] * len(dims) if s is None else [None if n == -1 else points(n) for n in s]
    return dims, lengths


def all_resized(x: Tensor, dims: Sequence[int], lengths: Sequence[int | None]) -> Tensor:
    for d, n in zip(dims, lengths):
        x = resized(x, d, n)
    return x


# ---------------------------------------------------------------- one axis
@public("fft")
def fft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """The discrete Fourier transform along an axis, cut or filled up to n points."""
    return into(out, transformed(floats(input, "fft"), n, dim, scale_of(norm, False), False))


@public("fft")
def ifft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """The inverse of fft."""
    return into(out, transformed(floats(input, "ifft"), n, dim, scale_of(norm, True), True))


def transformed(x: Tensor, n: int | None, dim: int, scale: str, inverse: bool) -> Any:
    d = last(x, dim)
    points(x.shape[d] if n is None else n)
    x = resized(x, d, n)
    if x._data.dtype.kind == "c":
        return fft_c2c(x, dims=(d,), inverse=inverse, scale=scale)
    y = fft_r2c(x, dims=(d,), scale=scale, onesided=False)
    return y.conj() if inverse else y


@public("fft")
def rfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """The non-negative frequencies of the transform of real numbers."""
    x = floats(input, "rfft", real=True)
    d = last(x, dim)
    points(x.shape[d] if n is None else n)
    return into(out, fft_r2c(resized(x, d, n), dims=(d,), scale=scale_of(norm, False), onesided=True))


@public("fft")
def irfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """The inverse of rfft, n points (default: an even number)."""
    return into(out, to_real(complexes(floats(input, "irfft")), n, dim, scale_of(norm, True)))


def to_real(x: Tensor, n: int | None, dim: int, scale: str) -> Any:
    d = last(x, dim)
    length = points(2 * (x.shape[d] - 1) if n is None else n)
    return fft_c2r(resized(x, d, length // 2 + 1), dims=(d,), length=length, scale=scale)


@public("fft")
def hfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """The transform, real, of a signal given by its non-negative times, the others being their conjugates."""
    x = complexes(floats(input, "hfft"))
    d = last(x, dim)
    length = points(2 * (x.shape[d] - 1) if n is None else n)
    return into(out, to_real(resized(x, d, length // 2 + 1).conj(), length, d, scale_of(norm, False)))


@public("fft")
def ihfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """The inverse of hfft."""
    x = floats(input, "ihfft", real=True)
    d = last(x, dim)
    y = fft_r2c(resized(x, d, n), dims=(d,), scale=scale_of(norm, True), onesided=True)
    return into(out, y.conj())


# ---------------------------------------------------------------- several axes
def many(inverse: bool, name: str) -> Any:
    """fftn or ifftn."""

    def face(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Tensor | None = None) -> Any:
        x = floats(input, name)
        dims, lengths = planned(x, s, dim)
        y = all_resized(complexes(x), dims, lengths)
        return into(out, fft_c2c(y, dims=tuple(dims), inverse=inverse, scale=scale_of(norm, inverse)))

    return face


def rfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """The transform of real numbers over several axes, the last of them one-sided."""
    x = floats(input, "rfftn", real=True)
    dims, lengths = planned(x, s, dim)
    check_some(dims, "rfftn")
    return into(out, fft_r2c(all_resized(x, dims, lengths), dims=tuple(dims), scale=scale_of(norm, False), onesided=True))


def check_some(dims: Sequence[int], name: str) -> None:
    if not dims:
        raise RuntimeError(f"{name} must transform at least one axis")


def one_sided(x: Tensor, s: Any, dim: Any, name: str) -> tuple[Tensor, tuple[int, ...], int]:
    """A spectrum cut or filled up for its real inverse, the axes, and the length of the last."""
    dims, lengths = planned(x, s, dim)
    check_some(dims, name)
    length = lengths[-1] if lengths[-1] is not None else 2 * (x.shape[dims[-1]] - 1)
    lengths[-1] = points(length) // 2 + 1
    return all_resized(x, dims, lengths), tuple(dims), length


def irfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """The inverse of rfftn."""
    x, dims, length = one_sided(complexes(floats(input, "irfftn")), s, dim, "irfftn")
    return into(out, fft_c2r(x, dims=dims, length=length, scale=scale_of(norm, True)))


def hfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """hfft over the last axis, fft over the others."""
    x, dims, length = one_sided(complexes(floats(input, "hfftn")), s, dim, "hfftn")
    scale = scale_of(norm, False)
    y = fft_c2c(x, dims=dims[:-1], inverse=False, scale=scale) if len(dims) > 1 else x
    return into(out, fft_c2r(y.conj(), dims=dims[-1:], length=length, scale=scale))


def ihfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None, *, out: Tensor | None = None) -> Any:
    """The inverse of hfftn."""
    x = floats(input, "ihfftn", real=True)
    dims, lengths = planned(x, s, dim)
    check_some(dims, "ihfftn")
    scale = scale_of(norm, True)
    y = fft_r2c(all_resized(x, dims, lengths), dims=tuple(dims[-1:]), scale=scale, onesided=True).conj()
    return into(out, fft_c2c(y, dims=tuple(dims[:-1]), inverse=True, scale=scale) if len(dims) > 1 else y)


def on_two(face: Any) -> Any:
    """The form for two axes, by default the last ones."""

    def face2(input: Tensor, s: Any = None, dim: Any = (-2, -1), norm: str | None = None, *, out: Tensor | None = None) -> Any:
        return face(input, s, dim, norm, out=out)

    return face2


MANY = {"fftn": many(False, "fftn"), "ifftn": many(True, "ifftn"), "rfftn": rfftn, "irfftn": irfftn, "hfftn": hfftn, "ihfftn": ihfftn}
for _name, _face in MANY.items():
    for _public, _fn in ((_name, _face), (_name[:-1] + "2", on_two(_face))):
        _fn.__name__ = _fn.__qualname__ = _public
        expose("fft", _public, _fn)


# ---------------------------------------------------------------- frequencies
@public("fft")
def fftfreq(n: int, d: float = 1.0, *, dtype: Any = None, requires_grad: bool = False, device: Any = None, out: Any = None) -> Tensor:
    """The frequencies of fft, in cycles per unit of the sample spacing d."""
    return into(out, finish(np.fft.fftfreq(n, d) if n else np.zeros(0), dtype or dtypes.DEFAULT.floating, requires_grad, device))


@public("fft")
def rfftfreq(n: int, d: float = 1.0, *, dtype: Any = None, requires_grad: bool = False, device: Any = None, out: Any = None) -> Tensor:
    """The frequencies of rfft, in cycles per unit of the sample spacing d."""
    return into(out, finish(np.fft.rfftfreq(n, d), dtype or dtypes.DEFAULT.floating, requires_grad, device))


def shift(input: Tensor, dim: Any, sign: int) -> Any:
    dims = tuple(range(input.ndim)) if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    amounts = tuple(n // 2 if sign > 0 else (n + 1) // 2 for n in (input.shape[d] for d in dims))
    return input.roll(amounts, dims)


@public("fft")
def fftshift(input: Tensor, dim: Any = None) -> Any:
    """The zero frequency moved to the middle."""
    return shift(input, dim, 1)


@public("fft")
def ifftshift(input: Tensor, dim: Any = None) -> Any:
    """The inverse of fftshift."""
    return shift(input, dim, -1)
