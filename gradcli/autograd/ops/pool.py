"""Pooling over the last axes: the largest or the mean of each window, taken slice by slice; and the choice of single elements."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from gradcli.autograd.aside import Aside
from gradcli.autograd.batch import loop
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.gate import dealt, gate
from gradcli.autograd.rule import without
from gradcli.autograd.tensor import Tensor
from gradcli.sample import distinct, integers, normal

Shape = tuple[int, ...]


def on_stacks(op_: Op, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    """Batching of operations that work on the last axes: the batch axis is one more in front, if every argument has it."""
    return op_(*args, **params) if all(flags) else loop(op_, flags, args, params)


def slices(x: Any, size: Shape, stride: Shape, dilation: Shape, out: Shape) -> Iterator[tuple[Shape, Any]]:
    """For each place inside a window, that place of all windows: (offset, view of shape (..., *out))."""
    return ((offset, x[where]) for offset, where in places_inside(size, stride, dilation, out))


@lru_cache(maxsize=256)
def places_inside(size: Shape, stride: Shape, dilation: Shape, out: Shape) -> list[tuple[Shape, tuple[Any, ...]]]:
    """For each place inside a window: (offset, the index of that place of all windows)."""
    found: list[tuple[Shape, tuple[Any, ...]]] = []
    for offset in itertools.product(*map(range, size)):
        steps = (slice(o * d, o * d + (m - 1) * s + 1, s) for o, d, m, s in zip(offset, dilation, out, stride))
        found.append((offset, (..., *steps)))
    return found


def surrounded(x: Any, padding: Shape, missing: Shape, value: Any) -> Any:
    """x with `padding` in front of its last axes and `padding` plus `missing` behind."""
    if not any(padding) and not any(missing):
        return x
    lead = x.shape[: x.ndim - len(padding)]
    room = tuple(n + 2 * p + m for n, p, m in zip(x.shape[len(lead) :], padding, missing))
    out: Any = np.full((*lead, *room), value, x.dtype)
    out[(..., *(slice(p, p + n) for n, p in zip(x.shape[len(lead) :], padding)))] = x
    return out


def beyond(shape: Shape, size: Shape, how: dict[str, Any]) -> Shape:
    """How far the last window reaches over the padded end, which `ceil_mode` allows."""
    steps = zip(how["out"], how["stride"], how["dilation"], size, shape, how["padding"])
    return tuple(max(0, (m - 1) * s + d * (k - 1) + 1 - n - 2 * p) for m, s, d, k, n, p in steps)


def lowest(x: Any) -> Any:
    """What no element is below."""
    return -np.inf if x.dtype.kind in "fc" else np.iinfo(x.dtype).min


def rows_of(x: Any, rank: int) -> Any:
    """x with its last `rank` axes as one, also where there are none."""
    lead = x.shape[: x.ndim - rank]
    return x.reshape(*lead, math.prod(x.shape[len(lead) :]))


# ---------------------------------------------------------------- single elements, by their flat position in the last axes
@op((normal(2, 3, 3), integers(0, 9, 2, 2, 2), {"rank": 2}), family="reduction", grad_fn="GatherBackward0")
def pool_take(x: Any, places: Any, *, rank: int) -> Any:
    """The elements of x at flat positions of its last `rank` axes.   x: (..., *s), places: (..., *out) -> (..., *out)."""
    return np.take_along_axis(rows_of(x, rank), rows_of(places, rank), -1).reshape(places.shape)


@op((normal(2, 2, 2), integers(0, 9, 2, 2, 2), {"shape": (3, 3)}), family="reduction", grad_fn="ScatterAddBackward0")
def pool_put(g: Any, places: Any, *, shape: Shape) -> Any:
    """The transpose of `pool_take`: g added into zeros at flat positions.   -> (..., *shape)."""
    lead = g.shape[: g.ndim - len(shape)]
    out = np.zeros((int(np.prod(lead)), int(np.prod(shape))), g.dtype)
    rows = np.arange(out.shape[0])[:, None] * out.shape[1]
    np.add.at(out.reshape(-1), (places.reshape(out.shape[0], math.prod(g.shape[len(lead) :])) + rows).ravel(), g.ravel())
    return out.reshape(*lead, *shape)


pool_take.vjp(lambda g, _y, x_shape, places, *, rank: pool_put(g, places, shape=x_shape[len(x_shape) - rank :]), None)
pool_take.jvp(lambda ts, _y, _x, places, *, rank: pool_take(ts[0], places, rank=rank))
pool_put.vjp(lambda g, _y, _g, places, *, shape: pool_take(g, places, rank=len(shape)), None)
pool_put.jvp(lambda ts, _y, _g, places, *, shape: pool_put(ts[0], places, shape=shape))


# ---------------------------------------------------------------- the largest
def largest_places(x: Any, *, size: Shape, stride: Shape, padding: Shape, dilation: Shape, out: Shape) -> Any:
    """Flat positions of the largest element of each window, the first of equals; NaN is larger than anything."""
    how = {"stride": stride, "padding": padding, "dilation": dilation, "out": out}
    shape = x.shape[x.ndim - len(size) :]
    room = surrounded(x.real, padding, beyond(shape, size, how), lowest(x))
    best, places = None, np.zeros((*x.shape[: x.ndim - len(size)], *out), np.int64)
    for offset, part in slices(room, size, stride, dilation, out):
        here = flat_places(offset, shape, tuple(how.items()))
        if best is None:
            best, places[...] = part.copy(), here
            continue
        better = (part > best) | (part != part)
        np.copyto(best, part, where=better)
        np.copyto(places, here, where=better)
    return places


@lru_cache(maxsize=256)
def flat_places(offset: Shape, shape: Shape, how: tuple[tuple[str, Shape], ...]) -> Any:
    """Flat positions, in an input of `shape`, of one place of all windows.   Shape: (*out). Padding counts as the nearest element."""
    steps = dict(how)
    axes = zip(offset, steps["out"], steps["stride"], steps["padding"], steps["dilation"], shape)
    grids = [np.clip(np.arange(m) * s - p + o * d, 0, n - 1) for o, m, s, p, d, n in axes]
    return np.ravel_multi_index(np.meshgrid(*grids, indexing="ij"), shape)


def largest(x: Any, beats: Aside | None = None, *, size: Shape, stride: Shape, padding: Shape, dilation: Shape, out: Shape) -> Any:
    """The largest element of each window of the last axes.

    beats: gets, for each place of a window but the first, where it is larger than all before it; nothing if there is a NaN.
    """
    how = {"stride": stride, "padding": padding, "dilation": dilation, "out": out}
    room = surrounded(x, padding, beyond(x.shape[x.ndim - len(size) :], size, how), lowest(x))
    first, *others = (part for _, part in slices(room, size, stride, dilation, out))
    best, larger = first.copy(), []
    for part in others:
        if beats is not None:
            part = np.ascontiguousarray(part)  # it is read twice
            larger.append(part > best)
        np.maximum(best, part, out=best)
    if beats is not None and not np.isnan(best).any():
        beats.put(larger, x)
    return best


def to_kept(g: Any, larger: Sequence[Any], shape: Shape, *, size: Shape, stride: Shape, padding: Shape, dilation: Shape, out: Shape) -> Any:
    """`to_largest` for an input of `shape`, by what `largest` set aside: the last place that is larger than all before it gets g."""
    how = {"stride": stride, "padding": padding, "dilation": dilation, "out": out}
    inner = shape[len(shape) - len(size) :]
    room = tuple(n + 2 * p + m for n, p, m in zip(inner, padding, beyond(inner, size, how)))
    back: Any = np.zeros((*shape[: len(shape) - len(size)], *room), g.dtype)
    apart = overlap_free(size, stride, dilation)
    for part, (_, here) in zip(dealt(g, larger), slices(back, size, stride, dilation, out)):
        put(part, here, apart)  # in the order of `to_largest`: sums of overlapping windows round alike
    return back[(..., *(slice(p, p + n) for p, n in zip(padding, inner)))]


def put(g: Any, here: Any, apart: bool) -> None:
    """Write or, where windows overlap, add g into a view."""
    if apart:
        here[...] = g
    else:
        here += g


def overlap_free(size: Shape, stride: Shape, dilation: Shape) -> bool:
    """Whether no element is in two windows."""
    return all(s >= (k - 1) * d + 1 for s, k, d in zip(stride, size, dilation))


PLAIN = {"stride": (2,), "padding": (0,), "dilation": (1,), "out": (3,)}
EDGED = {"stride": (1, 2), "padding": (1, 0), "dilation": (1, 2), "out": (4, 2)}
DEEP = {"stride": (1, 1, 1), "padding": (0, 0, 0), "dilation": (1, 1, 1), "out": (1, 1, 2)}
S1 = (distinct(1, 2, 6), {"size": (2,), **PLAIN})
S2 = (distinct(2, 1, 3, 5), {"size": (2, 2), **EDGED})
S3 = (distinct(1, 1, 2, 2, 3), {"size": (2, 2, 2), **DEEP})
pool_places = Op("max_pool_places", largest_places, [S1, S2, S3], family="reduction").batch(on_stacks)


def to_largest(g: Any, x: Any, *, size: Shape, stride: Shape, padding: Shape, dilation: Shape, out: Shape) -> Any:
    """The gradient of `largest`: every g added where the largest element of its window is, the first of equals.   -> as x."""
    how = {"stride": stride, "padding": padding, "dilation": dilation, "out": out}
    shape = x.shape[x.ndim - len(size) :]
    room = surrounded(x, padding, beyond(shape, size, how), lowest(x))
    parts = [np.ascontiguousarray(part) for _, part in slices(room, size, stride, dilation, out)]
    best: Any = functools.reduce(np.maximum, parts)
    if np.isnan(best).any():
        return pool_put.kernel(g, largest_places(x, size=size, **how), shape=shape)
    back: Any = np.zeros(room.shape, g.dtype)
    apart = overlap_free(size, stride, dilation)
    free = np.ones(best.shape, bool)  # windows whose largest element has not been met yet
    for part, (_, here) in zip(parts, slices(back, size, stride, dilation, out)):
        hit = part == best
        hit &= free
        free ^= hit
        put(gate.kernel(g, hit), here, apart)
    return back[(..., *(slice(p, p + n) for p, n in zip(padding, shape)))]


pool_back = Op(
    "max_pool_backward", to_largest, [(normal(1, 2, 3), distinct(1, 2, 6), {"size": (2,), **PLAIN})],
    grad_fn="MaxPoolBackwardBackward0", family="reduction",
)  # fmt: skip
pool_back.vjp(lambda g, _y, _g, x, **how: pool_take(g, pool_places(x, **how), rank=len(how["size"])), None)
pool_back.batch(on_stacks)
pool_back.jvp(lambda ts, _y, _g, x, **how: pool_back(ts[0], x, **how))


def max_pooling(name: str, grad_fn: str, sample: Any) -> Op:
    """Declare a max pooling; its gradient goes to the largest element of each window, set aside or found again in the backward."""

    def tangent(ts: Any, _y: Any, x: Any, _beats: Any = None, **how: Any) -> Any:
        return pool_take(ts[0], pool_places(x, **how), rank=len(how["size"]))

    def gradient(g: Any, _y: Any, x: Any, beats: Aside | None = None, **how: Any) -> Any:
        larger = None if beats is None or isinstance(g, Tensor) else beats.look(x)
        return pool_back(g, x, **how) if larger is None else to_kept(g, larger, x.shape, **how)

    def chosen(x: Any, **how: Any) -> Any:
        return pool_take.kernel(x, largest_places(x, **how), rank=len(how["size"]))

    out = Op(name, largest, [sample], grad_fn=grad_fn, family="reduction").jvp(tangent).batch(on_stacks)
    return out.vjp(gradient, None).complex_safe(chosen)


max_pools = {
    1: max_pooling("max_pool1d", "SqueezeBackward1", S1),  # torch pools one axis as two, and squeezes
    2: max_pooling("max_pool2d", "MaxPool2DWithIndicesBackward0", S2),
    3: max_pooling("max_pool3d", "MaxPool3DWithIndicesBackward0", S3),
}


# ---------------------------------------------------------------- the mean
@lru_cache(maxsize=64)
def counts(shape: Shape, size: Shape, how: tuple[tuple[str, Any], ...]) -> Any:
    """By how much the sum of each window is divided: the elements in it, with or without padding.   Shape: (*out)."""
    steps, total = dict(how), np.ones(())
    for n, k, s, p, m in zip(shape, size, steps["stride"], steps["padding"], steps["out"]):
        first = np.arange(m) * s - p
        last = np.minimum(first + k, n + p)
        length = last - first if steps["count_padding"] else np.minimum(last, n) - np.maximum(first, 0)
        total = total[..., None] * length
    return total


def averaged(x: Any, *, size: Shape, stride: Shape, padding: Shape, out: Shape, count_padding: bool, divisor: int | None) -> Any:
    """The mean of each window of the last axes."""
    how = {"stride": stride, "padding": padding, "dilation": (1,) * len(size), "out": out}
    shape = x.shape[x.ndim - len(size) :]
    room = surrounded(x, padding, beyond(shape, size, how), 0)
    total: Any = None
    for _, part in slices(room, size, stride, how["dilation"], out):
        total = part.copy() if total is None else np.add(total, part, out=total)
    counted = dividers(x, shape, size, stride=stride, padding=padding, out=out, count_padding=count_padding, divisor=divisor)
    return (total / counted).astype(total.dtype, copy=False)  # whole numbers are cut off, as in torch


def dividers(x: Any, shape: Shape, size: Shape, *, divisor: int | None, **how: Any) -> Any:
    """`counts`, or the divisor that overrides them, in x's precision."""
    if divisor is not None:
        return x.real.dtype.type(divisor)
    return counts(shape, size, tuple(how.items())).astype(x.real.dtype)


def shared_out(
    g: Any, *, shape: Shape, size: Shape, stride: Shape, padding: Shape, out: Shape, count_padding: bool, divisor: int | None
) -> Any:
    """The transpose of `averaged`: every element gets its share of the windows it is in.   -> (..., *shape)."""
    how = {"stride": stride, "padding": padding, "dilation": (1,) * len(size), "out": out}
    g = g / dividers(g, shape, size, stride=stride, padding=padding, out=out, count_padding=count_padding, divisor=divisor)
    room = tuple(n + 2 * p + m for n, p, m in zip(shape, padding, beyond(shape, size, how)))
    x: Any = np.zeros((*g.shape[: g.ndim - len(size)], *room), g.dtype)
    for _, part in slices(x, size, stride, how["dilation"], out):
        part += g
    return x[(..., *(slice(p, p + n) for n, p in zip(shape, padding)))]


def mean_pooling(name: str, grad_fn: str, *samples: Any) -> Op:
    """Declare an average pooling and its transpose, each the gradient of the other."""
    turned = [(normal(1, *how["out"]), {**how, "shape": x.shape[-len(how["out"]) :]}) for x, how in samples]
    back = Op(name + "_backward", shared_out, turned, grad_fn=grad_fn.replace("Backward0", "BackwardBackward0"), family="reduction")
    pool = Op(name, averaged, samples, grad_fn=grad_fn, family="reduction")

    back.vjp(lambda g, _y, _g, **how: pool(g, **without(how, "shape"))).linear().batch(on_stacks)
    pool.vjp(lambda g, _y, x_shape, **how: back(g, shape=x_shape[len(x_shape) - len(how["size"]) :], **how))
    return pool.linear().batch(on_stacks)


A1 = {"size": (3,), "stride": (2,), "padding": (1,), "out": (3,), "count_padding": True, "divisor": None}
A2 = {"size": (2, 2), "stride": (1, 2), "padding": (1, 0), "out": (4, 2), "count_padding": False, "divisor": None}
A3 = {"size": (2, 1, 2), "stride": (1, 1, 2), "padding": (0, 0, 0), "out": (1, 2, 2), "count_padding": True, "divisor": 3}
mean_pools = {
    1: mean_pooling("avg_pool1d", "SqueezeBackward1", (normal(1, 2, 5), A1), (normal(2, 6), {**A1, "out": (4,)})),
    2: mean_pooling("avg_pool2d", "AvgPool2DBackward0", (normal(2, 1, 3, 4), A2)),
    3: mean_pooling("avg_pool3d", "AvgPool3DBackward0", (normal(1, 2, 2, 3), A3)),
}
