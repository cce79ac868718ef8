"""Convolutions of any number of axes by im2col: the products of all windows with the kernel are one matrix product."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from gradcli.autograd.aside import Aside
from gradcli.autograd.batch import loop
from gradcli.autograd.op import op
from gradcli.autograd.ops.pad import constant_pad
from gradcli.autograd.ops.reduce import sum_
from gradcli.autograd.rule import conj, without
from gradcli.autograd.tensor import Tensor
from gradcli.sample import normal

Shape = tuple[int, ...]

WORTH_KEEPING = 2**19  # elements of columns kept for the backward, 4 MiB: they repeat the input once per place of the kernel


# ---------------------------------------------------------------- windows
def windows(x: Any, size: Shape, stride: Shape, dilation: Shape) -> Any:
    """All windows of x, without copying.   x: (n, c, *s) -> (n, c, *size, *out), out the positions along each axis."""
    out = positions(x.shape[2:], size, stride, dilation)
    inside, along = (tuple(n * k for n, k in zip(x.strides[2:], by)) for by in (dilation, stride))
    shape, strides = (*x.shape[:2], *size, *out), (*x.strides[:2], *inside, *along)
    if x.flags.c_contiguous and x.size:
        return np.ndarray(shape, x.dtype, x, 0, strides)  # which is made in a fifth of the time
    return as_strided(x, shape, strides, writeable=False)


def positions(shape: Shape, size: Shape, stride: Shape, dilation: Shape) -> Shape:
    """How many windows fit along each axis."""
    return tuple((n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(shape, size, stride, dilation))


def overlap_added(columns: Any, shape: Shape, stride: Shape, dilation: Shape) -> Any:
    """The transpose of `windows`: every window added where it was taken.   columns: (n, c, *size, *out) -> (n, c, *shape)."""
    rank = len(shape)
    size, out = columns.shape[2 : 2 + rank], columns.shape[2 + rank :]
    x = np.zeros((*columns.shape[:2], *shape), columns.dtype)
    for offset in np.ndindex(*size):
        places = (slice(o * d, o * d + (m - 1) * s + 1, s) for o, d, m, s in zip(offset, dilation, out, stride))
        x[(slice(None), slice(None), *places)] += columns[(slice(None), slice(None), *offset)]
    return x


def padded(x: Any, padding: Shape) -> Any:
    """x with zeros around its last axes, the same number on both sides."""
    if not any(padding):
        return x
    out = np.zeros((*x.shape[:2], *(n + 2 * p for n, p in zip(x.shape[2:], padding))), x.dtype)
    out[inner(padding)] = x
    return out


def inner(padding: Shape) -> tuple[slice, ...]:
    """The part of a padded array that is not padding."""
    return (slice(None), slice(None), *(slice(p, -p) if p else slice(None) for p in padding))


def columns_of(x: Any, size: Shape, how: dict[str, Any]) -> Any:
    """The windows of x as columns of matrices, one per group.   x: (n, c, *s) -> (n, groups, c / groups * prod(size), positions)."""
    view = windows(padded(x, how["padding"]), size, how["stride"], how["dilation"])
    rows = x.shape[1] // how["groups"] * math.prod(size)
    return view.reshape(x.shape[0], how["groups"], rows, math.prod(view.shape[2 + len(size) :]))


def by_group(w: Any, groups: int) -> Any:
    """A kernel as one matrix per group.   w: (o, c, *size) -> (groups, o / groups, c * prod(size))."""
    return w.reshape(groups, w.shape[0] // groups, math.prod(w.shape[1:]))


# ---------------------------------------------------------------- the three products of one trilinear form
HOW = {"stride": (1,), "padding": (0,), "dilation": (1,), "groups": 1}
FAR = {"stride": (2,), "padding": (1,), "dilation": (2,), "groups": 1}
SPLIT = {"stride": (1,), "padding": (1,), "dilation": (1,), "groups": 2}
FLAT = {"stride": (2, 1), "padding": (1, 0), "dilation": (1, 2), "groups": 1}


def extent(x: Any) -> Shape:
    """The shape of something kept by value or by shape."""
    return x if isinstance(x, tuple) else tuple(x.shape)


@op(
    (normal(2, 2, 5), normal(3, 2, 2), normal(3), HOW),
    (normal(1, 2, 7), normal(1, 2, 2), None, FAR),
    (normal(1, 4, 3), normal(2, 2, 3), None, SPLIT),
    (normal(1, 2, 4, 4), normal(2, 2, 3, 2), normal(2), FLAT),
    family="linalg",
)
def convolution(
    x: Any, w: Any, b: Any, columns: Aside | None = None, *, stride: Shape, padding: Shape, dilation: Shape, groups: int
) -> Any:
    """The cross-correlation of x with the kernel w, plus b.   x: (n, c, *s), w: (o, c / groups, *size), b: (o) or None -> (n, o, *out).

    columns: gets the columns of x, unless they are many.
    """
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    size = w.shape[2:]
    spread = tuple(n + 2 * p for n, p in zip(x.shape[2:], padding))
    made = columns_of(x, size, how)
    if columns is not None and made.size <= WORTH_KEEPING:
        columns.put(made, x)
    y = by_group(w, groups) @ made
    y = y.reshape(x.shape[0], w.shape[0], *positions(spread, size, stride, dilation))
    return y if b is None else y + b.reshape(-1, *(1,) * len(size))


@op(
    (normal(2, 3, 4), normal(3, 2, 2), {"shape": (5,), **HOW}),
    (normal(1, 1, 4), normal(1, 2, 2), {"shape": (7,), **FAR}),
    (normal(1, 2, 3), normal(2, 2, 3), {"shape": (3,), **SPLIT}),
    (normal(1, 2, 2, 2), normal(2, 1, 3, 2), {"shape": (4, 4), **FLAT}),
    family="linalg",
    grad_fn="ConvolutionBackwardBackward0",
)
def convolution_to_input(g: Any, w: Any, *, shape: Shape, stride: Shape, padding: Shape, dilation: Shape, groups: int) -> Any:
    """The transpose of a convolution in x.   g: (n, o, *out), w: (o, c / groups, *size) -> (n, c, *shape)."""
    n, size = g.shape[0], w.shape[2:]
    columns = by_group(w, groups).mT @ g.reshape(n, groups, g.shape[1] // groups, math.prod(g.shape[2:]))
    columns = columns.reshape(n, w.shape[1] * groups, *size, *g.shape[2:])
    x = overlap_added(columns, tuple(m + 2 * p for m, p in zip(shape, padding)), stride, dilation)
    return x[inner(padding)]


@op(
    (normal(2, 3, 4), normal(2, 2, 5), {"size": (2,), **HOW}),
    (normal(1, 2, 3), normal(1, 4, 3), {"size": (3,), **SPLIT}),
    (normal(1, 2, 2, 2), normal(1, 1, 4, 4), {"size": (3, 2), **FLAT}),
    family="linalg",
    grad_fn="ConvolutionBackwardBackward0",
)
def convolution_to_weight(g: Any, x: Any, *, size: Shape, stride: Shape, padding: Shape, dilation: Shape, groups: int) -> Any:
    """The transpose of a convolution in w.   g: (n, o, *out), x: (n, c, *s) -> (o, c / groups, *size)."""
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return from_columns(g, columns_of(x, size, how)).reshape(g.shape[1], x.shape[1] // groups, *size)


def from_columns(g: Any, columns: Any) -> Any:
    """The products of g with the columns of an input, summed over the samples.   g: (n, o, *out) -> (groups, o / groups, c * prod(size))."""
    groups = columns.shape[1]
    rows = g.reshape(g.shape[0], groups, g.shape[1] // groups, math.prod(g.shape[2:]))
    return np.add.reduce(rows @ columns.mT, axis=0)


def how_of(stride: Shape, padding: Shape, dilation: Shape, groups: int) -> dict[str, Any]:
    """Metadata of a convolution."""
    return {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}


def reached(y: Any, out: Shape) -> Any:
    """y less the positions beyond `out`, which an output padding of a whole stride has made room for.   y: (n, c, *s) -> (n, c, *out)."""
    return y if tuple(y.shape[2:]) == out else y[(slice(None), slice(None), *map(slice, out))]


def beyond(h: Any, shape: Shape, size: Shape, how: dict[str, Any]) -> Any:
    """h with zeros at all positions that a convolution of `shape` has: the transpose of `reached`."""
    spread = tuple(n + 2 * p for n, p in zip(shape, how["padding"]))
    missing = tuple((0, m - n) for m, n in zip(positions(spread, size, how["stride"], how["dilation"]), h.shape[2:]))
    return constant_pad(h, pads=missing, value=0) if any(after for _, after in missing) else h


def over_positions(g: Any) -> Any:
    """The gradient of the bias: g summed over samples and positions."""
    return sum_(g, dim=(0, *range(2, g.ndim)), keepdim=False)


def to_weight(g: Any, _y: Any, x: Any, w_shape: Any, _b: Any, columns: Aside | None = None, **how: Any) -> Any:
    """The gradient of the kernel, from the columns that the forward pass set aside or anew."""
    shape, kept = extent(w_shape), None if columns is None else columns.look(x)
    if kept is None or isinstance(g, Tensor):
        return convolution_to_weight(g, conj(x), size=shape[2:], **how)
    return from_columns(g, conj(kept)).reshape(shape)


convolution.vjp(
    lambda g, _y, x_shape, w, _b, _columns=None, **how: convolution_to_input(g, conj(w), shape=extent(x_shape)[2:], **how),
    to_weight,
    lambda g, _y, _x, _w, _b, _columns=None: over_positions(g),
    None,
)


def back_to_input(g: Any, _y: Any, h_shape: Any, w: Any, **how: Any) -> Any:
    """The gradient of a transposed convolution in its input."""
    return reached(convolution(g, conj(w), None, **without(how, "shape")), extent(h_shape)[2:])


def back_to_weight(g: Any, _y: Any, h: Any, w_shape: Any, **how: Any) -> Any:
    """The gradient of a transposed convolution in its kernel."""
    size = extent(w_shape)[2:]
    return convolution_to_weight(beyond(conj(h), g.shape[2:], size, how), g, size=size, **without(how, "shape"))


convolution_to_input.vjp(back_to_input, back_to_weight).linear()
convolution_to_weight.vjp(
    lambda g, _y, _g, x, **how: convolution(conj(x), g, None, **without(how, "size")),
    lambda g, _y, h, x_shape, **how: convolution_to_input(conj(h), g, shape=extent(x_shape)[2:], **without(how, "size")),
).linear()


@convolution.jvp
def _tangent(ts: Sequence[Any], y: Any, x: Any, w: Any, _b: Any, _columns: Any = None, **how: Any) -> Any:
    parts = [] if ts[0] is None else [convolution(ts[0], w, None, **how)]
    parts += [] if ts[1] is None else [convolution(x, ts[1], None, **how)]
    parts += [] if ts[2] is None else [y * 0 + ts[2].reshape(-1, *(1,) * (y.ndim - 2))]
    return sum(parts[1:], parts[0])


def many_inputs(op_: Any, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    """Batching over the input alone: the batch axis joins the samples."""
    if not flags[0] or any(flags[1:]):
        return loop(op_, flags, args, params)
    x = args[0]
    y = op_(x.reshape(-1, *x.shape[2:]), *args[1:], **params)
    return y.reshape(*x.shape[:2], *y.shape[1:])


convolution.batch(many_inputs)
convolution_to_input.batch(many_inputs)
