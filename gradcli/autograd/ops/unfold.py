"""unfold and fold: all windows of an image as columns, and columns added back where they were taken."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.conv import Shape, columns_of, how_of, inner, overlap_added, positions
from gradcli.autograd.ops.conv_layers import batched, each_axis
from gradcli.autograd.rule import without
from gradcli.autograd.tensor import Tensor
from gradcli.sample import normal


def blocks(x: Any, *, size: Shape, stride: Shape, padding: Shape, dilation: Shape) -> Any:
    """The windows of x as columns.   x: (n, c, h, w) or (c, h, w) -> (n, c * prod(size), positions), or without n."""
    if x.ndim == 3:
        return blocks(x[None], size=size, stride=stride, padding=padding, dilation=dilation)[0]
    return columns_of(x, size, how_of(stride, padding, dilation, 1))[:, 0]


def assembled(columns: Any, *, shape: Shape, size: Shape, stride: Shape, padding: Shape, dilation: Shape) -> Any:
    """The transpose of `blocks`: columns added where they were taken.   -> (n, c, *shape), or without n."""
    if columns.ndim == 2:
        return assembled(columns[None], shape=shape, size=size, stride=stride, padding=padding, dilation=dilation)[0]
    spread = tuple(n + 2 * p for n, p in zip(shape, padding))
    out = positions(spread, size, stride, dilation)
    wide = columns.reshape(columns.shape[0], columns.shape[1] // math.prod(size), *size, *out)
    return overlap_added(wide, spread, stride, dilation)[inner(padding)]


WINDOW = {"size": (2, 2), "stride": (1, 1), "padding": (0, 0), "dilation": (1, 1)}
WIDE = {"size": (2, 3), "stride": (2, 1), "padding": (1, 1), "dilation": (1, 2)}
im2col = op((normal(1, 2, 3, 3), WINDOW), (normal(2, 1, 4, 5), WIDE), family="shape", name="im2col", grad_fn="Im2ColBackward0")(blocks)
col2im = op(
    (normal(1, 8, 4), {"shape": (3, 3), **WINDOW}), (normal(2, 6, 9), {"shape": (4, 5), **WIDE}),
    family="shape", name="col2im", grad_fn="Col2ImBackward0",
)(assembled)  # fmt: skip
im2col.vjp(lambda g, _y, x_shape, **how: col2im(g, shape=x_shape[len(x_shape) - 2 :], **how)).linear()
col2im.vjp(lambda g, _y, _x, **how: im2col(g, **without(how, "shape"))).linear()


def window(kernel_size: Any, dilation: Any, padding: Any, stride: Any) -> dict[str, Shape]:
    """Metadata of unfold and fold."""
    pairs = {"size": kernel_size, "dilation": dilation, "padding": padding, "stride": stride}
    return {name: each_axis(value, 2, name) for name, value in pairs.items()}


@public("functional")
def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """All windows as columns.   input: (n, c, h, w) or (c, h, w) -> (n, c * prod(kernel_size), positions)."""
    how = window(kernel_size, dilation, padding, stride)
    batched(input, 2, "unfold")
    spatial = tuple(input.shape[input.ndim - 2 :])
    spread = tuple(n + 2 * p for n, p in zip(spatial, how["padding"]))
    count = positions(spread, how["size"], how["stride"], how["dilation"])
    if min(count) < 1:
        told = f"kernel_size={how['size']}, dilation={how['dilation']}, padding={how['padding']}"
        raise RuntimeError(
            f"Given input with spatial size {spatial}, {told}, calculated shape of the array of sliding blocks as "
            f"{count}, but its components must be at least one."
        )
    return im2col(input, **how)


@public("functional")
def fold(input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """Columns added back where unfold takes them.   input: (n, c * prod(kernel_size), positions) -> (n, c, *output_size)."""
    how, shape = window(kernel_size, dilation, padding, stride), each_axis(output_size, 2, "output_size")
    check_columns((1, *input.shape)[-3:], shape, how)
    return col2im(input, shape=shape, **how)


def check_columns(x: Shape, shape: Shape, how: dict[str, Shape]) -> None:
    """RuntimeError for columns that no unfold makes."""
    size = how["size"]
    if x[1] % math.prod(size):
        raise RuntimeError(
            f"Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)={x[1]} and "
            f"kernel_size={size}."
        )
    spread = tuple(n + 2 * p for n, p in zip(shape, how["padding"]))
    count = positions(spread, size, how["stride"], how["dilation"])
    if x[2] != int(np.prod(count)):
        told = f"output_size={shape}, kernel_size={size}, dilation={how['dilation']}, padding={how['padding']}, stride={how['stride']}"
        raise RuntimeError(
            f"Given {told}, expected size of input's dimension 2 to match the calculated number of sliding blocks "
            f"{count[0]} * {count[1]} = {count[0] * count[1]}, but got input.size(2)={x[2]}."
        )
