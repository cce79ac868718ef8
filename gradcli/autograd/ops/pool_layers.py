"""max_pool, avg_pool, lp_pool, max_unpool over one to three axes, as nn.functional has them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.aside import asides
from gradcli.autograd.names import expose
from gradcli.autograd.op import Op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.pool import Shape, max_pools, mean_pools, on_stacks, pool_places, pool_take, rows_of
from gradcli.autograd.tensor import Tensor
from gradcli.sample import fixed, normal

TOO_SMALL = "Given input size: ({}). Calculated output size: ({}). Output size is too small"


def each_axis(value: Any, rank: int, name: str = "kernel_size") -> Shape:
    """One number for all axes, or one per axis, as a tuple. Raises RuntimeError for any other count."""
    given = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if len(given) not in (1, rank):
        counts = {2: "two", 3: "three"}[rank] if rank > 1 else "a single"
        raise RuntimeError(f"{name} must either be a single int, or a tuple of {counts} ints")
    return tuple(int(n) for n in (given * rank if len(given) == 1 else given))


def geometry(kernel_size: Any, stride: Any, padding: Any, dilation: Any, rank: int, name: str) -> dict[str, Shape]:
    """Size, stride (the size when not given), padding and dilation per axis. Raises RuntimeError for impossible ones."""
    size = each_axis(kernel_size, rank)
    how = {
        "size": size,
        "stride": size if stride is None or stride in ([], ()) else each_axis(stride, rank, "stride"),
        "padding": each_axis(padding, rank, "padding"),
        "dilation": each_axis(dilation, rank, "dilation"),
    }
    if name == "max_pool1d":
        check_line(**{key: numbers[0] for key, numbers in how.items()})
    if min(how["stride"]) == 0:
        raise RuntimeError("stride should not be zero")
    for k, p, d in zip(size, how["padding"], how["dilation"]):
        check_window(k, p, d)
    return how


def check_line(*, size: int, stride: int, padding: int, dilation: int) -> None:
    """RuntimeError, in the words of max_pool1d, for numbers no pooling can have."""
    for word, n in (("kernel_size", size), ("stride", stride), ("dilation", dilation)):
        if n <= 0:
            raise RuntimeError(f"max_pool1d() {word} must be greater than zero, but got {n}")
    if padding < 0:
        raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {padding}")
    if padding > size // 2:
        told = f"but got padding={padding} and kernel_size={size}"
        raise RuntimeError(f"max_pool1d() padding should be at most half of kernel size, {told}")


def check_window(k: int, p: int, d: int) -> None:
    """RuntimeError for a window that could lie in the padding altogether."""
    if d <= 0:
        raise RuntimeError(f"dilation should be greater than zero, but got dilation: {d}")
    if p < 0:
        raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
    if p > (d * (k - 1) + 1) // 2:
        raise RuntimeError(f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}")


def output_size(shape: Shape, how: dict[str, Shape], ceil_mode: bool) -> Shape:
    """How many windows there are per axis; with ceil_mode the last one may reach over the end."""
    return tuple(output_length(*axis, ceil_mode) for axis in zip(shape, how["size"], how["stride"], how["padding"], how["dilation"]))


def output_length(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    room = n + 2 * p - d * (k - 1) - 1
    out = (-(-room // s) if ceil_mode else room // s) + 1
    return out - 1 if ceil_mode and (out - 1) * s >= n + p else out


def check_ranks(input: Tensor, rank: int, name: str) -> None:
    """RuntimeError for tensors that are neither (c, *s) nor (n, c, *s), or of which an axis other than n is empty."""
    if input.ndim in (rank + 1, rank + 2):
        shape = list(input.shape)
        empty = 0 in shape[input.ndim - rank - 1 :]
        if empty and rank == 3:
            told = f"{name}(): Expected input's non-batch dimensions to have positive length, but input has a shape of {shape}"
            raise RuntimeError(f"{told} and non-batch dimension {shape[-4:].index(0)} has length zero!")
        if empty and name != "max_pool1d":
            told = "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            raise RuntimeError(f"{told}{shape if rank == 2 else [*shape[:-1], 1, shape[-1]]}")
        if not empty:
            return
    if name == "max_pool1d":
        raise RuntimeError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:" + f"{list(input.shape)}"
        )
    if rank == 1:
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {input.ndim}-dimensional tensor for argument #1 'self' (while checking arguments for {name})"
        )
    raise RuntimeError(f"non-empty {rank + 1}D or {rank + 2}D (batch mode) tensor expected for input")


def check_output(shape: Shape, out: Shape, rank: int, name: str) -> None:
    """RuntimeError when no window fits."""
    if min(out) >= 1:
        return
    if name == "max_pool1d":
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {min(out)}")
    channels = shape[len(shape) - rank - 1]
    front = (1,) if rank == 1 else ()
    sizes = [(channels, *front, *shape[len(shape) - rank :]), (channels, *front, *(max(n, 0) for n in out))]
    raise RuntimeError(TOO_SMALL.format(*("x".join(map(str, size)) for size in sizes)))


def max_layer(rank: int, always_indices: bool) -> Any:
    """The public max pooling over `rank` axes."""
    name = f"max_pool{rank}d"

    def face(
        input: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        how = geometry(kernel_size, stride, padding, dilation, rank, "" if return_indices else name)
        check_ranks(input, rank, name)
        shape = input._data.shape
        out = output_size(shape[len(shape) - rank :], how, ceil_mode)
        check_output(shape, out, rank, name)
        if rank == 1:
            refuse.floating(input._data, "max_pool1d_impl")
        y = max_pools[rank](input, *asides(1, input), **how, out=out)
        return (y, pool_places(input, **how, out=out)) if return_indices or always_indices else y

    face.__doc__ = f"The largest element of each window of the last {rank} axes; with return_indices also its flat position."
    return face


def mean_layer(rank: int) -> Any:
    """The public average pooling over `rank` axes."""
    name = f"avg_pool{rank}d"

    def face(
        input: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Any:
        how = geometry(kernel_size, stride, padding, 1, rank, name)
        check_ranks(input, rank, name)
        if divisor_override == 0:
            raise RuntimeError("divisor must be not zero")
        shape = input._data.shape
        out = output_size(shape[len(shape) - rank :], how, ceil_mode)
        check_output(shape, out, rank, name)
        del how["dilation"]
        return mean_pools[rank](input, **how, out=out, count_padding=count_include_pad, divisor=divisor_override)

    face.__doc__ = f"The mean of each window of the last {rank} axes."
    return face


def lp_layer(rank: int) -> Any:
    """The public power-mean pooling over `rank` axes."""

    def face(input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Any:
        count = math.prod(each_axis(kernel_size, rank))
        mean = avg_pools[rank](input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
        return (mean.sign() * mean.abs().relu()).mul(count).pow(1.0 / norm_type)

    face.__doc__ = f"The p-norm of each window of the last {rank} axes."
    return face


# ---------------------------------------------------------------- unpooling
def placed(x: Any, places: Any, *, shape: Shape) -> Any:
    """Zeros with x written at flat positions of the last axes.   -> (..., *shape)."""
    lead = x.shape[: x.ndim - len(shape)]
    out = np.zeros((*lead, math.prod(shape)), x.dtype)
    np.put_along_axis(out, rows_of(places, len(shape)), rows_of(x, len(shape)), -1)
    return out.reshape(*lead, *shape)


def unpooling(rank: int, grad_fn: str) -> Op:
    """Declare max_unpool over `rank` axes."""
    sample = (normal(1, 1, *(1,) * (rank - 1), 2), fixed(np.array([1, 2]).reshape(1, 1, *(1,) * (rank - 1), 2)), {"shape": (1,) * (rank - 1) + (4,)})
    out = Op(f"max_unpool{rank}d", placed, [sample], grad_fn=grad_fn, family="other").batch(on_stacks)
    out.vjp(lambda g, _y, _x, places, *, shape: pool_take(g, places, rank=len(shape)), None)
    return out.jvp(lambda ts, _y, _x, places, *, shape: out(ts[0], places, shape=shape))


unpools = {
    rank: unpooling(rank, grad_fn)
    for rank, grad_fn in ((1, "SqueezeBackward1"), (2, "MaxUnpool2DBackward0"), (3, "MaxUnpool3DBackward0"))
}


def unpooled(given: Any, usual: Any, steps: Any) -> Any:
    """The lengths asked for. Raises ValueError for any that no pooling would have led from to the input."""
    rank = len(usual)
    if len(given) not in (rank, rank + 2):
        raise ValueError(
            f"output_size should be a sequence containing {rank} or {rank + 2} elements, but it has a length of '{len(given)}'"
        )
    for d, (length, n, step) in enumerate(zip(given[-rank:], usual, steps)):
        if not n - step < length < n + step:
            told = f"(dim {d} must be between {n - step} and {n + step})"
            raise ValueError(f'invalid output_size "{given[-rank:]}" {told}')
    return given[-rank:]


def unpool_layer(rank: int) -> Any:
    """The public inverse of max pooling over `rank` axes."""

    def face(
        input: Tensor, indices: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, output_size: Any = None
    ) -> Any:
        if indices.shape != input.shape:
            shapes = [[*t.shape, 1] if rank == 1 else list(t.shape) for t in (input, indices)]
            told = f"Expected shape of indices to be same as that of the input tensor ({shapes[0]})"
            raise RuntimeError(f"{told} but got indices tensor with shape: {shapes[1]}")
        size = each_axis(kernel_size, rank)
        steps = size if stride is None else each_axis(stride, rank)
        pads = each_axis(padding, rank)
        shape = input._data.shape[input.ndim - rank :]
        usual = tuple((n - 1) * s + k - 2 * p for n, s, k, p in zip(shape, steps, size, pads))
        chosen = usual if output_size is None else unpooled(tuple(output_size), usual, steps)
        return unpools[rank](input, indices, shape=chosen)

    face.__doc__ = f"Zeros with the input written where max_pool{rank}d found it (`indices`)."
    return face


avg_pools = {rank: mean_layer(rank) for rank in (1, 2, 3)}
for _rank in (1, 2, 3):
    _faces = {
        f"max_pool{_rank}d": max_layer(_rank, False), f"max_pool{_rank}d_with_indices": max_layer(_rank, True),
        f"avg_pool{_rank}d": avg_pools[_rank], f"lp_pool{_rank}d": lp_layer(_rank), f"max_unpool{_rank}d": unpool_layer(_rank),
    }  # fmt: skip
    for _name, _face in _faces.items():
        _face.__name__ = _face.__qualname__ = _name
        expose("functional", _name, _face)
        if _name.startswith("max_pool") or _name == "avg_pool1d":
            expose("torch", _name, _face)
