"""Normalisation by mean and variance, one node each as in torch: layer, batch and group norm share one rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd.batch import loop
from gradcli.autograd.blocks import ones
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.reduce import mean
from gradcli.sample import normal, positive

Shape = tuple[int, ...]


LONG_ROW = 8192  # elements; longer rows are added up pairwise


class Layout(NamedTuple):
    """How an input is normalised: the shape it is seen in, the axes averaged over, and the shape of weight and bias (None: as they are)."""

    shape: Shape
    dims: Shape
    affine: Shape | None


def by_layer(shape: Shape, *, rank: int) -> Layout:
    """Over the last `rank` axes."""
    return Layout((math.prod(shape[: len(shape) - rank]), math.prod(shape[len(shape) - rank :])), (1,), None)


def by_channel(shape: Shape) -> Layout:
    """Over everything but axis 1."""
    return Layout(shape, (0, *range(2, len(shape))), (-1, *(1,) * (len(shape) - 2)))


def by_group(shape: Shape, *, groups: int) -> Layout:
    """Over groups of channels (axis 1) and all axes behind them, per sample."""
    return Layout((shape[0] * groups, math.prod(shape[1:]) // groups), (1,), (-1, *(1,) * (len(shape) - 2)))


def normaliser(name: str, grad_fn: str, layout: Callable[..., Layout], *samples: Any, kernel_name: str = "") -> Op:
    """Declare a normalisation: (x, weight or None, bias or None) -> (y, mean, 1 / deviation); kept for backward: x, weight, mean, 1 / deviation."""
    def kernel(x: Any, w: Any, b: Any, *, eps: float, **how: Any) -> Any:
        refuse.floating(x, kernel_name)
        shape, dims, affine = layout(x.shape, **how)
        z = x.reshape(shape)
        m = average(z, dims)
        d = z - m
        r = 1 / np.sqrt(average_product(d, d, dims) + z.real.dtype.type(eps))
        d *= r
        return scaled(d.reshape(x.shape), w, b, affine), m, r

    def gradient(gs: Any, ys: Any, xs: Any, wanted: Any, *, eps: float, **how: Any) -> Any:
        return backward(gs, ys, xs, wanted, layout(tuple(xs[0].shape), **how))

    def tangent(ts: Any, ys: Any, x: Any, w: Any, _b: Any, *, eps: float, **how: Any) -> Any:
        return forward(ts, ys, x, w, layout(tuple(x.shape), **how))

    kernel.__doc__ = f"torch's {name}: (x - mean) / sqrt(variance + eps) * weight + bias, normalised {layout.__doc__}"
    out = Op(name, kernel, samples, grad_fn=grad_fn, outputs=3, kept=(1, 2), family="normalisation").jvp(tangent)
    return out.vjp_all(gradient)


def size(shape: Shape, dims: Shape) -> int:
    """How many elements are averaged."""
    return math.prod(shape[i] for i in dims)


def scaled(n: Any, w: Any, b: Any, affine: Shape | None) -> Any:
    """n * weight + bias, where there are any."""
    if w is not None:
        n = n * (w if affine is None else w.reshape(affine))
    if b is not None:
        n = n + (b if affine is None else b.reshape(affine))
    return n


def average(x: Any, dims: Shape) -> Any:
    """The mean over `dims`, kept as axes of length 1. On arrays and tensors.

    Rows of moderate length are added up as a product with ones, which BLAS does faster, though less exactly.
    """
    if isinstance(x, np.ndarray) and dims == (1,) and x.ndim == 2 and x.shape[1] <= LONG_ROW:
        return (x @ ones(x.shape[1], x.dtype)[:, None]) / x.real.dtype.type(x.shape[1])
    return mean(x, dim=dims, keepdim=True)


def average_product(a: Any, b: Any, dims: Shape) -> Any:
    """The mean of a * b over `dims`, kept as axes of length 1. On arrays and tensors."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and dims == (1,) and a.ndim == 2 and a.dtype.kind == "f":
        return np.vecdot(a, b)[:, None] / a.dtype.type(a.shape[1])
    return average(a * b, dims)


def backward(gs: Any, ys: Any, xs: Any, wanted: Sequence[bool], layout: Layout) -> list[Any]:
    """Gradients of x, weight and bias from the cotangents of y, the mean and 1 / deviation."""
    (g, g_mean, g_r), (_, m, r), (x, w, _) = gs, ys, xs
    shape, dims, affine = layout
    whole_rows = g.__class__ is np.ndarray and g.size and dims == (1,) and affine is None
    if wanted[0] and whole_rows and g.dtype.kind == "f" and not used(g_mean, g_r):
        return [*of_rows(g.reshape(shape), x.reshape(shape), w, m, r, g.shape), g]
    n = (x.reshape(shape) - m) * r
    out = [None, None, g if affine is None else per_channel(g, wanted[2])]
    if wanted[1]:
        out[1] = g * n.reshape(g.shape) if affine is None else per_channel(g * n.reshape(g.shape), True)
    if wanted[0]:
        gn = (g if w is None else g * (w if affine is None else w.reshape(affine))).reshape(shape)
        gx = (gn - average(gn, dims) - n * average_product(gn, n, dims)) * r
        if used(g_mean, g_r):
            gx = gx + (g_mean - n * (r * r * g_r)) / size(shape, dims)
        out[0] = gx.reshape(g.shape)
    return out


def of_rows(g: Any, x: Any, w: Any, m: Any, r: Any, shape: Shape) -> tuple[Any, Any]:
    """Gradients of x and weight in fewer passes: what is added up along rows and columns are products with vectors.   g, x: (rows, n)."""
    d = x - m
    gd = g * d
    share = np.full(g.shape[1], 1 / g.shape[1], g.dtype) if w is None else w.reshape(-1) / g.dtype.type(g.shape[1])
    gx = g * r if w is None else g * w.reshape(-1)
    if w is not None:
        gx *= r
    d *= (gd @ share)[:, None] * r * r * r
    gx -= d
    gx -= (g @ share)[:, None] * r
    return gx.reshape(shape), None if w is None else (r.T @ gd).reshape(w.shape)


def used(*statistics: Any) -> bool:
    """Whether anything depends on one of these; arrays of zeros stand for no."""
    return any(not isinstance(g, np.ndarray) or np.count_nonzero(g) for g in statistics)


def per_channel(g: Any, wanted: bool) -> Any:
    """g summed over everything but the channels."""
    from gradcli.autograd.ops.reduce import sum_

    return sum_(g, dim=(0, *range(2, g.ndim)), keepdim=False) if wanted else None


def forward(ts: Sequence[Any], ys: Any, x: Any, w: Any, layout: Layout) -> Any:
    """Tangents of y, the mean and 1 / deviation."""
    (y, m, r), (shape, dims, affine) = ys, layout
    n = (x.reshape(shape) - m) * r
    tm, tr, tn = m * 0, r * 0, n * 0
    if ts[0] is not None:
        t = ts[0].reshape(shape)
        tm = average(t, dims)
        slope = average_product(t - tm, n, dims)
        tr, tn = -slope * r * r, (t - tm - n * slope) * r
    ty = scaled(tn.reshape(y.shape), w, None, affine)
    if ts[1] is not None:
        ty = ty + scaled(n.reshape(y.shape), ts[1], None, affine)
    return (scaled(ty, None, ts[2], affine) if ts[2] is not None else ty), tm, tr


# fmt: off
EPS = {"eps": 1e-5}
#                      name          torch's node                  axes           samples (x, weight, bias)
layer_norm = normaliser("layer_norm", "NativeLayerNormBackward0", by_layer,      (normal(2, 3), None, None, {"rank": 1, **EPS}), (normal(2, 2, 3), positive(2, 3), normal(2, 3), {"rank": 2, "eps": 1e-3}), kernel_name="LayerNormKernelImpl")
batch_norm = normaliser("batch_norm", "NativeBatchNormBackward0", by_channel,    (normal(4, 2), None, None, EPS), (normal(2, 3, 2), positive(3), normal(3), EPS), kernel_name="batch_norm")
group_norm = normaliser("group_norm", "NativeGroupNormBackward0", by_group,      (normal(2, 4, 2), None, None, {"groups": 2, **EPS}), (normal(2, 4), positive(4), normal(4), {"groups": 2, **EPS}), kernel_name="GroupNormKernelImpl")
# fmt: on


def layers_stacked(op_: Op, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    """Layer norm works on the last axes: a stack of inputs is one more axis in front."""
    if any(flags[1:]):
        return loop(op_, flags, args, params)
    y, m, r = op_(*args, **params)
    return y, m.reshape(len(y), -1, 1), r.reshape(len(y), -1, 1)


layer_norm.batch(layers_stacked)


# ---------------------------------------------------------------- with given statistics
def fixed_kernel(x: Any, w: Any, b: Any, m: Any, v: Any, *, eps: float) -> Any:
    """Batch norm with a given mean and variance per channel (axis 1)."""
    affine = (-1, *(1,) * (x.ndim - 2))
    return scaled((x - m.reshape(affine)) / np.sqrt(v + v.dtype.type(eps)).reshape(affine), w, b, affine)


def ratio(w: Any, v: Any, eps: float, rank: int) -> Any:
    """What batch norm with given statistics multiplies its input by, shaped for axis 1."""
    r = (v + eps) ** -0.5
    return (r if w is None else r * w).reshape(-1, *(1,) * (rank - 2))


fixed_norm = op(
    (normal(2, 3, 2), positive(3), normal(3), normal(3), positive(3), EPS),
    (normal(2, 3), None, None, normal(3), positive(3), EPS),
    name="batch_norm_eval",
    grad_fn="NativeBatchNormBackward0",
    family="normalisation",
)(fixed_kernel)
fixed_norm.vjp(
    lambda g, _y, _x, w, _b, _m, v, *, eps: g * ratio(w, v, eps, g.ndim),
    lambda g, _y, x, _w, _b, m, v, *, eps: per_channel(g * (x - m.reshape(-1, *(1,) * (g.ndim - 2))) * ratio(None, v, eps, g.ndim), True),
    lambda g, _y, _x, _w, _b, _m, _v: per_channel(g, True),
    None,
    None,
)


@fixed_norm.jvp
def _tangent(ts: Sequence[Any], y: Any, x: Any, w: Any, _b: Any, m: Any, v: Any, *, eps: float) -> Any:
    affine = (-1, *(1,) * (x.ndim - 2))
    out = y * 0 if ts[0] is None else ts[0] * ratio(w, v, eps, x.ndim)
    if ts[1] is not None:
        out = out + (x - m.reshape(affine)) * ratio(ts[1], v, eps, x.ndim)
    return out if ts[2] is None else out + ts[2].reshape(affine)


