"""Resampling along the last axes, one axis at a time: interpolation by taps (source positions and weights), and adaptive means."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd.op import Op
from gradcli.autograd.ops.pool import on_stacks
from gradcli.sample import normal

Shape = tuple[int, ...]


class Axis(NamedTuple):
    """How one axis is resampled: lengths before and after, source steps per step (0: by the lengths), corners on corners or not."""

    before: int
    after: int
    step: float = 0.0
    corners: bool = False


class Taps(NamedTuple):
    """Per element after, the elements before that it is made of, and their weights.   Shapes: (after, taps)."""

    places: Any
    weights: Any


# ---------------------------------------------------------------- where each element comes from
def scale(axis: Axis) -> float:
    """Source steps per step."""
    if axis.corners:
        return (axis.before - 1) / (axis.after - 1) if axis.after > 1 else 0.0
    return axis.step or axis.before / axis.after


def source(axis: Axis) -> Any:
    """The real position before of each element after."""
    at = np.arange(axis.after)
    return at * scale(axis) if axis.corners else (at + 0.5) * scale(axis) - 0.5


def nearest(axis: Axis) -> Taps:
    """The element at or before; in single precision, as torch computes it."""
    places = np.floor(np.arange(axis.after, dtype=np.float32) * np.float32(scale(axis))).astype(np.int64)
    return Taps(np.minimum(places, axis.before - 1)[:, None], np.ones((axis.after, 1)))


def nearest_exact(axis: Axis) -> Taps:
    """The element whose middle is nearest."""
    places = np.floor((np.arange(axis.after, dtype=np.float32) + np.float32(0.5)) * np.float32(scale(axis))).astype(np.int64)
    return Taps(np.minimum(places, axis.before - 1)[:, None], np.ones((axis.after, 1)))


def linear(axis: Axis) -> Taps:
    """The two neighbours; where nothing changes in length each element itself, whatever the step says."""
    at = np.arange(axis.after) * 1.0 if axis.after == axis.before else np.maximum(source(axis), 0.0)
    low = np.minimum(np.floor(at).astype(np.int64), axis.before - 1)
    part = at - low
    return Taps(np.stack([low, np.minimum(low + 1, axis.before - 1)], 1), np.stack([1 - part, part], 1))


def cubic(axis: Axis) -> Taps:
    """Four neighbours, by the cubic convolution with a = -0.75."""
    at = source(axis)
    low = np.floor(at).astype(np.int64)
    part = (at - low)[:, None]
    places = np.clip(low[:, None] + np.arange(-1, 3), 0, axis.before - 1)
    return Taps(places, cubic_weight(np.abs(part - np.arange(-1, 3)), -0.75))


def lanczos_weight(x: Any) -> Any:
    """The sinc, windowed by its own main lobe three times as wide, at distance x."""
    return np.where(x < 3, np.sinc(x) * np.sinc(x / 3), 0.0)


def cubic_weight(x: Any, a: float) -> Any:
    """Keys' cubic convolution kernel at distance x."""
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = ((x - 5) * x + 8) * x * a - 4 * a
    return np.where(x <= 1, near, np.where(x < 2, far, 0.0))


def adaptive(axis: Axis) -> Taps:
    """The mean over windows that cover the axis evenly."""
    at = np.arange(axis.after)
    first = at * axis.before // axis.after
    last = -(-(at + 1) * axis.before // axis.after)
    offsets = np.arange((last - first).max(initial=1))
    inside = first[:, None] + offsets < last[:, None]
    return Taps(np.where(inside, first[:, None] + offsets, first[:, None]), inside / (last - first)[:, None])


def smoothed(axis: Axis, filter_: Callable[[Any], Any], support: float) -> Taps:
    """Taps of a filter widened to the source steps when these are larger than 1 (antialias)."""
    step = scale(axis)
    width = support * max(step, 1.0)
    centre = step * (np.arange(axis.after) + 0.5)
    first = np.maximum((centre - width + 0.5).astype(np.int64), 0)
    last = np.minimum((centre + width + 0.5).astype(np.int64), axis.before)
    offsets = np.arange((last - first).max())
    inside = first[:, None] + offsets < last[:, None]
    places = np.where(inside, first[:, None] + offsets, first[:, None])
    weights = np.where(inside, filter_(np.abs((places - centre[:, None] + 0.5) / max(step, 1.0))), 0.0)
    return Taps(places, weights / weights.sum(1, keepdims=True))


KINDS: dict[str, Callable[[Axis], Taps]] = {
    "nearest": nearest,
    "nearest-exact": nearest_exact,
    "linear": linear,
    "cubic": cubic,
    "adaptive": adaptive,
    "linear-smoothed": lambda axis: smoothed(axis, lambda x: np.maximum(1 - x, 0.0), 1.0),
    "cubic-smoothed": lambda axis: smoothed(axis, lambda x: cubic_weight(x, -0.5), 2.0),
    "lanczos-smoothed": lambda axis: smoothed(axis, lanczos_weight, 3.0),
}


@lru_cache(maxsize=256)
def taps(kind: str, axis: Axis) -> Taps:
    """The taps of one axis."""
    return KINDS[kind](axis)


@lru_cache(maxsize=64)
def matrix(kind: str, axis: Axis) -> Any:
    """The taps as a matrix.   Shape: (after, before)."""
    places, weights = taps(kind, axis)
    out = np.zeros((axis.after, axis.before))
    np.add.at(out, (np.arange(axis.after)[:, None], places), weights)
    return out


# ---------------------------------------------------------------- the operations
def resampled(x: Any, *, kind: str, axes: tuple[Axis, ...]) -> Any:
    """x with each of its last axes resampled."""
    for k, axis in enumerate(axes):
        x = tapped(x, k - len(axes), *taps(kind, axis))
    return x


def tapped(x: Any, dim: int, places: Any, weights: Any) -> Any:
    """Weighted sums of elements along one axis."""
    if places.shape[1] == 1:
        return np.take(x, places[:, 0], axis=dim)
    total: Any = 0
    for k in range(places.shape[1]):
        w = weights[:, k].reshape(-1, *(1,) * (-1 - dim)).astype(x.real.dtype)
        total = total + np.take(x, places[:, k], axis=dim) * w
    return total


def transposed(g: Any, *, kind: str, axes: tuple[Axis, ...]) -> Any:
    """The transpose of `resampled`."""
    for k, axis in enumerate(axes):
        dim = k - len(axes)
        g = np.moveaxis(np.moveaxis(g, dim, -1) @ matrix(kind, axis).astype(g.real.dtype), -1, dim)
    return g


back = Op("resample_backward", transposed, [(normal(1, 2, 5), {"kind": "linear", "axes": (Axis(3, 5),)})], grad_fn="UpsampleBackwardBackward0", family="other").linear().batch(on_stacks)
back.vjp(lambda g, _y, _g, **how: INTERPOLATIONS["nearest", 1](g, **how))  # any of them: they differ in name only


def resampling(name: str, grad_fn: str, *samples: Any) -> Op:
    """Declare a resampling under the name of torch's node."""
    out = Op(name, resampled, samples, grad_fn=grad_fn, family="other").linear().batch(on_stacks)
    return out.vjp(lambda g, _y, _x, **how: back(g, **how))


def sample(kind: str, *lengths: tuple[int, int], **more: Any) -> Any:
    """Resampling lengths before to lengths after, on (1, 2, *before)."""
    return normal(1, 2, *(n for n, _ in lengths)), {"kind": kind, "axes": tuple(Axis(n, m, **more) for n, m in lengths)}


# fmt: off
SPACE = {1: ((3, 5),), 2: ((3, 5), (4, 3)), 3: ((2, 3), (3, 2), (2, 2))}
INTERPOLATIONS: dict[tuple[str, int], Op] = {
    **{("nearest", r): resampling(f"upsample_nearest{r}d", f"UpsampleNearest{r}DBackward0", sample("nearest", *SPACE[r])) for r in (1, 2, 3)},
    **{("nearest-exact", r): resampling(f"upsample_nearest_exact{r}d", f"UpsampleNearestExact{r}DBackward0", sample("nearest-exact", *SPACE[r])) for r in (1, 2, 3)},
    ("linear", 1): resampling("upsample_linear1d", "UpsampleLinear1DBackward0", sample("linear", *SPACE[1]), sample("linear", *SPACE[1], corners=True)),
    ("linear", 2): resampling("upsample_bilinear2d", "UpsampleBilinear2DBackward0", sample("linear", *SPACE[2])),
    ("linear", 3): resampling("upsample_trilinear3d", "UpsampleTrilinear3DBackward0", sample("linear", *SPACE[3])),
    ("cubic", 2): resampling("upsample_bicubic2d", "UpsampleBicubic2DBackward0", sample("cubic", *SPACE[2])),
    ("linear-smoothed", 2): resampling("upsample_bilinear2d_aa", "UpsampleBilinear2DAaBackward0", sample("linear-smoothed", (5, 2), (4, 6))),
    ("cubic-smoothed", 2): resampling("upsample_bicubic2d_aa", "UpsampleBicubic2DAaBackward0", sample("cubic-smoothed", (5, 2), (4, 6))),
    ("lanczos-smoothed", 2): resampling("upsample_lanczos2d_aa", "UpsampleLanczos2DAaBackward0", sample("lanczos-smoothed", (5, 2), (4, 6))),
}
ADAPTIVE_MEANS = {
    1: resampling("adaptive_avg_pool1d", "SqueezeBackward1", sample("adaptive", (5, 3))),
    2: resampling("adaptive_avg_pool2d", "AdaptiveAvgPool2DBackward0", sample("adaptive", (5, 3), (4, 2))),
    3: resampling("adaptive_avg_pool3d", "AdaptiveAvgPool3DBackward0", sample("adaptive", (2, 1), (3, 2), (2, 3))),
}
# fmt: on
