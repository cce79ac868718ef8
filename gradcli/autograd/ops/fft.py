"""Fourier transforms: complex to complex, real to complex and complex to real, each with its adjoint."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.rule import without
from gradcli.sample import gaussian, normal

Dims = tuple[int, ...]  # counted from the end, the last of them is halved in one-sided spectra
SCALES: dict[str, tuple[Any, Any]] = {"none": ("backward", "forward"), "whole": ("forward", "backward"), "root": ("ortho", "ortho")}
# scale: "none", "whole" (1 / n) or "root" (1 / sqrt(n)); numpy's names for that, forward and inverse


def count(shape: tuple[int, ...], dims: Dims) -> int:
    """How many points are transformed together."""
    return math.prod(shape[d] for d in dims)


def factor(n: int, scale: str) -> float:
    """What a sum over n points is multiplied by."""
    return 1 / n if scale == "whole" else n**-0.5 if scale == "root" else 1.0


# ---------------------------------------------------------------- complex to complex
@op(
    (gaussian(4), {"dims": (-1,), "inverse": False, "scale": "none"}),
    (gaussian(2, 3, 2), {"dims": (-3, -2), "inverse": True, "scale": "whole"}),
    (gaussian(3, 2), {"dims": (-2,), "inverse": False, "scale": "root"}),
    grad_fn="FftC2CBackward0",
    family="linalg",
)
def fft_c2c(x: Any, *, dims: Dims, inverse: bool, scale: str) -> Any:
    """The sums of x exp(-2 pi i j k / n) over `dims` (+ if `inverse`), scaled."""
    return (np.fft.ifftn if inverse else np.fft.fftn)(x, axes=dims, norm=SCALES[scale][inverse])


fft_c2c.vjp(lambda g, _y, _x, *, dims, inverse, scale: fft_c2c(g, dims=dims, inverse=not inverse, scale=scale)).linear().batch(on_stacks)


# ---------------------------------------------------------------- real to complex
@op(
    (normal(5), {"dims": (-1,), "scale": "none", "onesided": True}),
    (normal(2, 4, 3), {"dims": (-3, -2), "scale": "whole", "onesided": True}),
    (normal(4), {"dims": (-1,), "scale": "root", "onesided": False}),
    grad_fn="FftR2CBackward0",
    family="linalg",
)
def fft_r2c(x: Any, *, dims: Dims, scale: str, onesided: bool) -> Any:
    """The transform of real numbers; `onesided`: only the non-negative frequencies of the last of `dims`."""
    return (np.fft.rfftn if onesided else np.fft.fftn)(x, axes=dims, norm=SCALES[scale][0])


def real_adjoint(g: Any, *, length: int, dims: Dims, scale: str, onesided: bool) -> Any:
    """The adjoint of `fft_r2c`, to real numbers; `length`: of the last of `dims`."""
    if onesided:
        room = list(g.shape)
        room[dims[-1]] = length
        full: Any = np.zeros(room, g.dtype)
        full[(..., slice(g.shape[dims[-1]]), *(slice(None),) * (-1 - dims[-1]))] = g
        g = full
    return np.fft.ifftn(g, axes=dims, norm=SCALES[scale][1]).real


back = {"dims": (-1,), "scale": "none"}
fft_r2c_adjoint = Op(
    "fft_r2c_adjoint", real_adjoint, [(gaussian(3), {"length": 4, "onesided": True, **back}), (gaussian(4), {"length": 4, "onesided": False, **back})],
    grad_fn="FftR2CBackwardBackward0", family="linalg",
)  # fmt: skip
fft_r2c.vjp(lambda g, _y, x_shape, **how: fft_r2c_adjoint(g, length=x_shape[how["dims"][-1]], **how)).linear().batch(on_stacks)
fft_r2c_adjoint.vjp(lambda g, _y, _g, **how: fft_r2c(g, **without(how, "length"))).linear().batch(on_stacks)


# ---------------------------------------------------------------- complex to real
@op(
    (gaussian(3), {"dims": (-1,), "length": 4, "scale": "whole"}),
    (gaussian(3), {"dims": (-1,), "length": 5, "scale": "none"}),
    (gaussian(2, 3, 2), {"dims": (-3, -2), "length": 4, "scale": "root"}),
    grad_fn="FftC2RBackward0",
    family="linalg",
)
def fft_c2r(x: Any, *, dims: Dims, length: int, scale: str) -> Any:
    """The inverse transform of one-sided spectra, real; `length`: of the result along the last of `dims`."""
    lengths = [*(x.shape[d] for d in dims[:-1]), length]
    return np.fft.irfftn(x, s=lengths, axes=dims, norm=SCALES[scale][1])


def spectrum_adjoint(g: Any, *, dims: Dims, length: int, scale: str) -> Any:
    """The adjoint of `fft_c2r`: frequencies other than 0 and the middle one stand for two."""
    y = np.fft.rfftn(g, axes=dims, norm=SCALES[scale][0])
    twice = np.full(y.shape[dims[-1]], 2.0, g.dtype)
    twice[0] = 1
    if length % 2 == 0:
        twice[-1] = 1
    return y * twice.reshape(-1, *(1,) * (-1 - dims[-1]))


fft_c2r_adjoint = Op(
    "fft_c2r_adjoint", spectrum_adjoint, [(normal(4), {"dims": (-1,), "length": 4, "scale": "whole"})],
    grad_fn="FftC2RBackwardBackward0", family="linalg",
)  # fmt: skip
fft_c2r.vjp(lambda g, _y, _x, **how: fft_c2r_adjoint(g, **how)).linear().batch(on_stacks)
fft_c2r_adjoint.vjp(lambda g, _y, _g, **how: fft_c2r(g, **how)).linear().batch(on_stacks)
