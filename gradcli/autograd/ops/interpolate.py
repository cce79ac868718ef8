"""interpolate and its older names, as nn.functional has them."""

from __future__ import annotations

import math
from typing import Any

from gradcli.autograd.names import public
from gradcli.autograd.ops.adaptive import adaptive_means
from gradcli.autograd.ops.resample import INTERPOLATIONS, Axis
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn

Shape = tuple[int, ...]
RANKS = {"linear": 1, "bilinear": 2, "bicubic": 2, "lanczos": 2, "trilinear": 3}
ALL_MODES = "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact"


def check_mode(input: Tensor, mode: str, align_corners: bool | None, antialias: bool) -> None:
    """NotImplementedError or ValueError, in torch's words, for modes that do not fit."""
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    if antialias and not (mode in ("bilinear", "bicubic", "lanczos") and input.ndim == 4):
        raise ValueError("Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input")
    if input.ndim in (3, 4, 5) and mode in RANKS and mode not in ("bicubic", "lanczos") and input.ndim != RANKS[mode] + 2:
        raise NotImplementedError(f"Got {input.ndim}D input, but {mode} mode needs {RANKS[mode] + 2}D input")
    known = mode in ("nearest", "area", "nearest-exact") or RANKS.get(mode) == input.ndim - 2
    if input.ndim not in (3, 4, 5) or not known:
        raise NotImplementedError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {input.ndim}D) for the modes: {ALL_MODES} (got {mode})"
        )
    if mode == "lanczos" and (align_corners or not antialias):
        raise ValueError(f"Lanczos mode {'does not support align_corners=True' if align_corners else 'requires antialias=True'}")


def per_axis(value: Any, spatial: Shape, name: str) -> tuple[Any, ...]:
    """One value for all axes, or one per axis. Raises ValueError for any other count."""
    if not isinstance(value, (tuple, list)):
        return (value,) * len(spatial)
    if len(value) != len(spatial):
        what = "output size of" if name == "size" else "scale_factor of shape"
        layout = "output size in (o1, o2, ...,oK)" if name == "size" else "scale_factor in (s1, s2, ...,sK)"
        raise ValueError(
            f"Input and {'output' if name == 'size' else 'scale_factor'} must have the same number of spatial dimensions, but got input with "
            f"spatial dimensions of {list(spatial)} and {what} {list(value)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format "
            f"and {layout} format."
        )
    return tuple(value)


def target(spatial: Shape, size: Any, scale_factor: Any, recomputed: Any) -> tuple[Shape, tuple[float, ...] | None]:
    """The lengths after, and the factors if these were given."""
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is not None and recomputed:
        raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
    if size is not None:
        return tuple(int(n) for n in per_axis(size, spatial, "size")), None
    factors = tuple(float(f) for f in per_axis(scale_factor, spatial, "scale_factor"))
    return tuple(math.floor(n * f) for n, f in zip(spatial, factors)), factors


@public("functional")
def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Any:
    """input (n, c, *spatial) resampled to a size, or by factors; modes nearest, nearest-exact, linear, bilinear, trilinear, bicubic, lanczos, area."""
    check_mode(input, mode, align_corners, antialias)
    spatial = tuple(input.shape[2:])
    after, factors = target(spatial, size, scale_factor, recompute_scale_factor)
    if mode == "area":
        return adaptive_means[len(spatial)](input, after)
    if min(after) < 1:
        names, both = "DHW"[-len(spatial) :], "and " if len(spatial) == 1 else ""
        sizes = [", ".join(f"{name}: {n}" for name, n in zip(names, lengths)) for lengths in (spatial, after)]
        raise RuntimeError(f"Input and output sizes should be greater than 0, but got input ({sizes[0]}) {both}output ({sizes[1]})")
    steps = (0.0,) * len(spatial) if factors is None or recompute_scale_factor else tuple(1 / f for f in factors)
    axes = tuple(Axis(n, m, step, bool(align_corners)) for n, m, step in zip(spatial, after, steps))
    kind = {"bilinear": "linear", "trilinear": "linear", "bicubic": "cubic"}.get(mode, mode) + ("-smoothed" if antialias else "")
    return INTERPOLATIONS[kind, len(spatial)](input, kind=kind, axes=axes)


@public("functional")
def upsample(input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: bool | None = None) -> Any:
    """interpolate, under its old name."""
    warn_of("upsample")
    return interpolate(input, size, scale_factor, mode, align_corners)


def warn_of(name: str) -> None:
    """torch's warning for an old name of interpolate."""
    message = f"`nn.functional.{name}` is deprecated. Use `nn.functional.interpolate` instead."
    warn(message)


@public("functional")
def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Any:
    """interpolate by nearest neighbours, under an old name."""
    warn_of("upsample_nearest")
    return interpolate(input, size, scale_factor)


@public("functional")
def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Any:
    """interpolate linearly with corners on corners, under an old name."""
    warn_of("upsample_bilinear")
    return interpolate(input, size, scale_factor, "bilinear", True)
