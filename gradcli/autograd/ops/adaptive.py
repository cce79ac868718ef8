"""Adaptive pooling: means and maxima over windows that cover the last axes evenly, as many as asked for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd.names import expose
from gradcli.autograd.op import Op
from gradcli.autograd.ops.pool import Shape, on_stacks, pool_put, pool_take, rows_of
from gradcli.autograd.ops.resample import ADAPTIVE_MEANS, Axis
from gradcli.autograd.tensor import Tensor
from gradcli.sample import distinct


def lengths_after(input: Tensor, output_size: Any, rank: int, name: str) -> Shape:
    """The lengths to pool to; None keeps one. Raises RuntimeError for what does not fit."""
    if input.ndim not in (rank + 1, rank + 2):
        if rank == 1:
            raise RuntimeError(
                f"Expected 2 to 3 dimensions, but got {input.ndim}-dimensional tensor for argument #1 'self' (while checking arguments for {name})"
            )
        if input.ndim <= rank:
            raise ValueError(f"Input dimension should be at least {rank + 1}")
        colon = ":" if "max" in name else ""
        raise RuntimeError(f"{name}(): Expected {rank + 1}D or {rank + 2}D tensor, but got{colon} {list(input.shape)}")
    given = tuple(output_size) if isinstance(output_size, (tuple, list)) else (output_size,) * rank
    if len(given) != rank:
        one = f"{name}() argument 'output_size' should contain one int (got {len(given)})"
        raise RuntimeError(one if rank == 1 else f"{name}: output_size must be {rank}")
    after = tuple(n if m is None else int(m) for n, m in zip(input.shape[input.ndim - rank :], given))
    if min(after) < 0:
        raise RuntimeError(negative(input, after, name))
    return after


def negative(input: Tensor, after: Shape, name: str) -> str:
    """What torch says of a negative size."""
    if "max" in name:
        bad = next(n for n in after if n < 0)
        return f"Trying to create tensor with negative dimension {bad}: {[*input.shape[: input.ndim - len(after)], *after]}"
    wanted = ", ".join(map(str, after if len(after) > 1 else (1, *after)))
    told = "elements of output_size must be greater than or equal to 0 but received"
    return f"adaptive_avg_pool{max(len(after), 2)}d: {told} {{{wanted}}}"


def adaptive_mean(rank: int) -> Any:
    """The public adaptive average pooling over `rank` axes."""

    def face(input: Tensor, output_size: Any) -> Any:
        after = lengths_after(input, output_size, rank, f"adaptive_avg_pool{rank}d")
        if rank > 1 and set(after) == {1}:
            return input.mean(tuple(range(-rank, 0)), keepdim=True)
        axes = tuple(Axis(n, m) for n, m in zip(input.shape[input.ndim - rank :], after))
        return ADAPTIVE_MEANS[rank](input, kind="adaptive", axes=axes)

    face.__doc__ = f"Means over windows that cover the last {rank} axes evenly, as many as asked for."
    return face


def window(i: int, before: int, after: int) -> slice:
    """The i-th of `after` windows that cover an axis evenly."""
    return slice(i * before // after, -(-(i + 1) * before // after))


def largest_places(x: Any, *, after: Shape) -> Any:
    """Flat positions of the largest element of each window, the first of equals."""
    rank = len(after)
    spatial = x.shape[x.ndim - rank :]
    grid = np.arange(math.prod(spatial)).reshape(spatial)
    out = np.zeros((*x.shape[: x.ndim - rank], *after), np.int64)
    for place in np.ndindex(*after):
        cut = tuple(window(i, n, m) for i, n, m in zip(place, spatial, after))
        part = rows_of(x.real[(..., *cut)], rank)
        out[(..., *place)] = grid[cut].ravel()[part.argmax(-1)]
    return out


places_of = Op("adaptive_max_places", largest_places, [(distinct(1, 2, 5, 4), {"after": (3, 2)})], family="reduction").batch(on_stacks)


def largest(x: Any, *, after: Shape) -> Any:
    """The largest element of each window of the last axes."""
    return pool_take.kernel(x, largest_places(x, after=after), rank=len(after))


def adaptive_largest(rank: int, grad_fn: str, *after: int) -> Op:
    """Declare an adaptive max pooling over `rank` axes."""
    out = Op(f"adaptive_max_pool{rank}d", largest, [(distinct(1, 2, *(5, 4, 3)[:rank]), {"after": after})], grad_fn=grad_fn, family="reduction")
    out.vjp(lambda g, _y, x, *, after: pool_put(g, places_of(x, after=after), shape=tuple(x.shape[x.ndim - len(after) :])))
    return out.jvp(lambda ts, _y, x, *, after: pool_take(ts[0], places_of(x, after=after), rank=len(after))).batch(on_stacks)


ADAPTIVE_MAXIMA = {
    1: adaptive_largest(1, "SqueezeBackward1", 3),
    2: adaptive_largest(2, "AdaptiveMaxPool2DBackward0", 3, 2),
    3: adaptive_largest(3, "AdaptiveMaxPool3DBackward0", 2, 2, 1),
}


def adaptive_max(rank: int, always_indices: bool) -> Any:
    """The public adaptive max pooling over `rank` axes."""

    def face(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
        after = lengths_after(input, output_size, rank, f"adaptive_max_pool{rank}d")
        y = ADAPTIVE_MAXIMA[rank](input, after=after)
        return (y, places_of(input, after=after)) if return_indices or always_indices else y

    face.__doc__ = f"The largest of each of the windows that cover the last {rank} axes evenly."
    return face


adaptive_means = {rank: adaptive_mean(rank) for rank in (1, 2, 3)}
for _rank in (1, 2, 3):
    _faces = {
        f"adaptive_avg_pool{_rank}d": adaptive_means[_rank],
        f"adaptive_max_pool{_rank}d": adaptive_max(_rank, False),
        f"adaptive_max_pool{_rank}d_with_indices": adaptive_max(_rank, True),
    }
    for _name, _face in _faces.items():
        _face.__name__ = _face.__qualname__ = _name
        expose("functional", _name, _face)
expose("torch", "adaptive_avg_pool1d", adaptive_means[1])
expose("torch", "adaptive_max_pool1d", adaptive_max(1, True))
