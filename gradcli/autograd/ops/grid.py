"""Sampling images and volumes at the points of a grid: affine_grid, grid_sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np

from gradcli.autograd.composed import computed, rules_by
from gradcli.autograd.names import public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.choose import where
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.warned import warn
from gradcli.sample import fixed, normal

CORNERS = (
    "Default {} behavior has changed to align_corners=False since 1.3.0. Please specify align_corners=True if the old behavior is desired. "
    "See the documentation of grid_sample for details."
)
ONLY = "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size {}."


def corners_or_warn(align_corners: bool | None) -> bool:
    """The flag, False with a warning where it was not given."""
    if align_corners is None:
        warn(CORNERS.format("grid_sample and affine_grid"))
    return bool(align_corners)


@public("functional")
def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The points, from -1 to 1, at which a transformed image is sampled.   theta: (n, 2, 3) or (n, 3, 4) -> (n, *spatial, 2 or 3)."""
    corners = corners_or_warn(align_corners)
    if theta._data.dtype.kind != "f":
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    size = tuple(size)
    rank = len(size) - 2
    if rank not in (2, 3):
        raise NotImplementedError(ONLY.format(size))
    if theta.ndim != 3 or tuple(theta.shape[-2:]) != (rank, rank + 1):
        shape = f"Nx{rank}x{rank + 1}"
        raise ValueError(f"Expected a batch of {rank}D affine matrices of shape {shape} for size {size}. Got {theta.shape}.")
    if min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    return generated(theta, size=size, corners=corners)  # type: ignore[no-any-return]


def points(size: Sequence[int], corners: bool, kind: Any) -> Any:
    """The points of an untransformed grid, with a 1 behind their coordinates: (number of points, rank + 1)."""
    axes = [np.linspace(-1, 1, n) * (1 if corners else (n - 1) / n) if n > 1 else np.zeros(1) for n in size[2:]]
    whole = np.stack([*reversed(np.meshgrid(*axes, indexing="ij")), np.ones(size[2:])], -1)
    return whole.reshape(-1, len(size) - 1).astype(kind)


def many_generated(run: Op, _flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    """For a stack of matrices: as one long batch."""
    (theta,), (n, *rest) = args, params["size"]
    y = run(theta.reshape(-1, *theta.shape[2:]), **{**params, "size": (len(theta) * n, *rest)})
    return y.reshape(len(theta), n, *y.shape[1:])


@op(
    (normal(2, 2, 3), {"size": (2, 1, 2, 3), "corners": False}),
    (normal(1, 3, 4), {"size": (1, 2, 1, 2, 3), "corners": True}),
    name="affine_grid_generator",
    grad_fn="AffineGridGeneratorBackward0",
    family="linalg",
)
def generated(theta: Any, *, size: Sequence[int], corners: bool) -> Any:
    """The points of a grid, transformed.   theta: (n, rank, rank + 1), size: (n, c, *spatial) -> (n, *spatial, rank)."""
    return (points(size, corners, theta.dtype) @ theta.mT).reshape(size[0], *size[2:], len(size) - 2)


def from_grid(g: Any, _y: Any, _theta: Any, *, size: Sequence[int], corners: bool) -> Any:
    """The gradient of the matrices."""
    whole = points(size, corners, (g._data if isinstance(g, Tensor) else g).dtype)
    flat = g.reshape(size[0], -1, len(size) - 2)
    return flat.mT @ (make(whole) if isinstance(g, Tensor) else whole)


generated.vjp(from_grid).linear().batch(many_generated)


# ---------------------------------------------------------------- where a point lies
def still(x: Tensor) -> Tensor:
    """The same numbers outside of the graph: which pixels are looked at does not depend on the point as far as slopes go."""
    return x.detach().real


def located(x: Tensor, n: int, corners: bool) -> Tensor:
    """A coordinate from -1 to 1 as a number of pixels."""
    return (x + 1) * ((n - 1) / 2) if corners else ((x + 1) * n - 1) / 2


def reflected(x: Tensor, n: int, corners: bool) -> Tensor:
    """A number of pixels, turned back at the middle of the last pixel (`corners`) or at its edge."""
    low, span = (0.0, n - 1.0) if corners else (-0.5, float(n))
    if not span:
        return x * 0
    x = (x - low).abs()
    rest, odd = x.fmod(span), (still(x) / span).floor() % 2 == 1
    return where(odd, span - rest, rest) + low  # type: ignore[no-any-return]


def inward(padding: str, n: int, corners: bool) -> Callable[[Tensor], Tensor]:
    """What padding does with a number of pixels."""
    if padding == "border":
        return lambda x: x.clamp(0, n - 1)
    if padding == "reflection":
        return lambda x: reflected(x, n, corners).clamp(0, n - 1)
    return lambda x: x


def pixels(channels_last: Tensor, places: Sequence[Tensor]) -> Tensor:
    """The pixels at whole places, 0 outside.   (n, *spatial, c), (n, *points) each -> (n, *points, c)."""
    lengths = channels_last.shape[1:-1]
    inside: Any = True
    for place, n in zip(places, lengths):
        inside = (place >= 0) & (place <= n - 1) & inside
    index = [place.clamp(0, n - 1).long() for place, n in zip(places, lengths)]
    batch = make(np.arange(channels_last.shape[0]).reshape(-1, *(1,) * len(lengths)))
    return channels_last[(batch, *index)].masked_fill(~inside.unsqueeze(-1), 0.0)


# ---------------------------------------------------------------- modes: places and weights along one axis
Tap = tuple[Any, Any]


def nearest(x: Tensor) -> list[Tap]:
    """The nearest pixel; its weight does not depend on the point."""
    return [(still(x).round(), make(np.ones((), x._data.dtype)))]


def linear(x: Tensor) -> list[Tap]:
    """The two neighbours."""
    low = still(x).floor()
    return [(low, low + 1 - x), (low + 1, x - low)]


def near(t: Tensor) -> Tensor:
    """The weight at a distance of up to 1."""
    return (1.25 * t - 2.25) * t * t + 1


def far(t: Tensor) -> Tensor:
    """The weight at a distance of 1 to 2."""
    return ((t - 5) * t + 8) * t * -0.75 + 3.0


def cubic(x: Tensor) -> list[Tap]:
    """Four neighbours, by the cubic convolution with a = -0.75."""
    low = still(x).floor()
    part = x - low
    weights = (far(part + 1), near(part), near(1 - part), far(2 - part))
    return [(low + k, weight) for k, weight in zip((-1, 0, 1, 2), weights)]


PADDINGS = ("zeros", "border", "reflection")
MODES = {"bilinear": linear, "nearest": nearest, "bicubic": cubic}


def check(input: Tensor, grid: Tensor, mode: str, padding_mode: str) -> None:
    """ValueError or RuntimeError, in torch's words, for modes and shapes that do not fit."""
    name = "nn.functional.grid_sample(): expected"
    if mode not in MODES:
        raise ValueError(f"{name} mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'")
    if padding_mode not in PADDINGS:
        raise ValueError(f"{name} padding_mode to be 'zeros', 'border', or 'reflection', but got: '{padding_mode}'")
    shapes = f"input with sizes {list(input.shape)} and grid with sizes {list(grid.shape)}"
    if input.shape[0] != grid.shape[0]:
        raise RuntimeError(f"grid_sampler(): expected grid and input to have same batch size, but got {shapes}")
    if grid.shape[-1] != input.ndim - 2:
        got = f"but got grid with sizes {list(grid.shape)}"
        raise RuntimeError(f"grid_sampler(): expected grid to have size {input.ndim - 2} in last dimension, {got}")
    if input.ndim not in (4, 5) or grid.ndim != input.ndim:
        raise RuntimeError(f"grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got {shapes}")
    if mode == "bicubic" and input.ndim == 5:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    if input._data.dtype != grid._data.dtype:
        words = {"float64": "Double", "float32": "Float", "float16": "Half"}
        kinds = [words.get(t._data.dtype.name, t._data.dtype.name) for t in (input, grid)]
        raise RuntimeError(f"expected scalar type {kinds[0]} but found {kinds[1]}")


def sampled(x: Tensor, grid: Tensor, *, mode: str, padding: str, corners: bool) -> Tensor:
    """x at the points of a grid, written in other operations."""
    channels_last, lengths = x.movedim(1, -1), x.shape[2:]
    bounds = [inward(padding, n, corners) for n in lengths]
    at = [located(p, n, corners) for p, n in zip(reversed(grid.unbind(-1)), lengths)]
    if mode == "bicubic":  # each of its neighbours is turned back by itself, not the point
        taps = [[(bound(place), weight) for place, weight in cubic(p)] for p, bound in zip(at, bounds)]
    else:
        taps = [MODES[mode](bound(p)) for p, bound in zip(at, bounds)]
    total: Any = 0
    for chosen in product(*taps):
        weight: Any = 1
        for _, each in chosen:
            weight = each * weight
        total = pixels(channels_last, [place for place, _ in chosen]) * weight.unsqueeze(-1) + total
    return total.movedim(-1, 1)  # type: ignore[no-any-return]


def sampler(x: Any, grid: Any, *, mode: str, padding: str, corners: bool) -> Any:
    """x at the points of a grid, from -1 to 1, the last coordinate first.   x: (n, c, *spatial), grid: (n, *points, rank) -> (n, c, *points)."""
    return computed(sampled, x, grid, mode=mode, padding=padding, corners=corners)


def many(run: Op, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    """For stacks of images or grids: as one long batch."""
    count = next(len(a) for a, flag in zip(args, flags) if flag)
    whole = [a if flag else a[None].expand(count, *a.shape) if isinstance(a, Tensor) else np.broadcast_to(a, (count, *a.shape)) for a, flag in zip(args, flags)]
    y = run(*(a.reshape(-1, *a.shape[2:]) for a in whole), **params)
    return y.reshape(count, -1, *y.shape[1:])


# fmt: off
OFF = fixed([[[[0.9, -0.35], [-1.4, 0.2], [0.15, 0.7]], [[0.35, -1.2], [-0.45, 0.55], [0.6, 2.3]]]])  # points off the pixels, and between their edges
IN = fixed([[[[[0.9, -0.35, 0.2], [-1.4, 0.2, 0.7]]]]])
PLANE, SPACE = (normal(1, 2, 3, 4), OFF), (normal(1, 1, 2, 3, 4), IN)
PLANES = [(*PLANE, {"mode": mode, "padding": padding, "corners": corners}) for mode in MODES for padding in PADDINGS for corners in (True, False)]
SPACES = [(*SPACE, {"mode": mode, "padding": "zeros", "corners": False}) for mode in ("bilinear", "nearest")]
SAMPLERS = {
    4: rules_by(Op("grid_sampler_2d", sampler, PLANES, grad_fn="GridSampler2DBackward0", family="index"), sampled).batch(many),
    5: rules_by(Op("grid_sampler_3d", sampler, SPACES, grad_fn="GridSampler3DBackward0", family="index"), sampled).batch(many),
}
# fmt: on


@public("functional")
def grid_sample(
    input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros", align_corners: bool | None = None
) -> Tensor:
    """input at the points of a grid, from -1 to 1, the last coordinate first.   (n, c, *spatial), (n, *points, rank) -> (n, c, *points)."""
    corners = corners_or_warn(align_corners)
    check(input, grid, mode, padding_mode)
    return SAMPLERS[input.ndim](input, grid, mode=mode, padding=padding_mode, corners=corners)  # type: ignore[no-any-return]
