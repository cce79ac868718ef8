"""Fractional max pooling: the largest elements of windows at steps drawn at random. Source: Graham, 2014."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.names import expose
from gradcli.autograd.op import Op
from gradcli.autograd.ops.pool import Shape, pool_put, pool_take, rows_of
from gradcli.autograd.random import rand
from gradcli.autograd.tensor import Tensor
from gradcli.sample import distinct, fixed

ORDER = {2: (1, 0), 3: (0, 1, 2)}  # which sample an axis is for: torch's images have the one for the width first
NAMES = ("time", "height", "width")


def starts(samples: Any, before: int, after: int, size: int) -> Any:
    """Where the windows along an axis begin, the last one at its end.   samples: (...) in [0, 1) -> (..., after)."""
    samples = samples[..., None]
    step = samples.dtype.type((before - size) / max(after - 1, 1))
    out = ((np.arange(after) + samples) * step).astype(np.int64) - (samples * step).astype(np.int64)
    out[..., -1:] = before - size
    return out


def windows(samples: Any, shape: Shape, *, size: Shape, after: Shape) -> Any:
    """Flat positions of the elements of every window.   samples: (..., rank) -> (..., *after, prod(size))."""
    rank, lead = len(shape), samples.shape[:-1]
    flat: Any = 0
    for k, (n, m, w) in enumerate(zip(shape, after, size)):
        at = starts(samples[..., ORDER[rank][k]], n, m, w)[..., None] + np.arange(w)
        axes = [m if j == k else 1 for j in range(rank)] + [w if j == k else 1 for j in range(rank)]
        flat = flat * n + at.reshape(*lead, *axes)
    return flat.reshape(*lead, *after, math.prod(size))


def largest_places(x: Any, samples: Any, *, size: Shape, after: Shape) -> Any:
    """Flat positions of the largest element of each window.   x: (..., *s), samples: (..., rank) -> (..., *after)."""
    rank = len(size)
    places = windows(samples, x.shape[x.ndim - rank :], size=size, after=after)
    values = np.take_along_axis(rows_of(x.real, rank), places.reshape(*places.shape[: places.ndim - rank - 1], -1), -1)
    best = values.reshape(places.shape).argmax(-1)
    return np.take_along_axis(places, best[..., None], -1)[..., 0]


DRAWN = fixed(np.array([[[0.3, 0.8], [0.6, 0.1]]]))
PLACED = (distinct(1, 2, 5, 4), DRAWN, {"size": (2, 2), "after": (3, 2)})
places_of = Op("fractional_max_places", largest_places, [PLACED], family="reduction")


def largest(x: Any, samples: Any, *, size: Shape, after: Shape) -> Any:
    """The largest element of each window of the last axes."""
    return pool_take.kernel(x, largest_places(x, samples, size=size, after=after), rank=len(after))


def fractional(rank: int, *after: int) -> Op:
    """Declare a fractional max pooling over `rank` axes."""
    drawn = fixed(np.array([[0.3, 0.8, 0.5][:rank], [0.6, 0.1, 0.9][:rank]]).reshape(1, 2, rank))
    sample = (distinct(1, 2, *(5, 4, 3)[:rank]), drawn, {"size": (2,) * rank, "after": after})
    out = Op(f"fractional_max_pool{rank}d", largest, [sample], grad_fn=f"FractionalMaxPool{rank}DBackward0", family="reduction")
    out.vjp(lambda g, _y, x, samples, **how: pool_put(g, places_of(x, samples, **how), shape=tuple(x.shape[x.ndim - rank :])), None)
    return out.jvp(lambda ts, _y, x, samples, **how: pool_take(ts[0], places_of(x, samples, **how), rank=rank))


FRACTIONAL = {2: fractional(2, 3, 2), 3: fractional(3, 2, 2, 1)}


# ---------------------------------------------------------------- faces
def each_axis(value: Any, rank: int, name: str) -> tuple[Any, ...]:
    """One number for all axes, or one per axis. Raises RuntimeError for any other count."""
    given = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if len(given) not in (1, rank):
        raise RuntimeError(f"fractional_max_pool{rank}d: {name} must either be a single Int or tuple of Ints")
    return given * rank if len(given) == 1 else given


def lengths_after(input: Tensor, rank: int, output_size: Any, output_ratio: Any) -> Shape:
    """The lengths to pool to. Raises ValueError when neither they nor their ratios are given."""
    if output_size is None and output_ratio is None:
        raise ValueError(f"fractional_max_pool{rank}d requires specifying either an output_size or an output_ratio")
    if output_size is not None:
        return each_axis(output_size, rank, "output_size")
    ratios = each_axis(output_ratio, rank, "output_ratio")
    return tuple(int(n * ratio) for n, ratio in zip(input.shape[-rank:], ratios))


def check(shape: Sequence[int], size: Shape, after: Shape) -> None:
    """RuntimeError, in torch's words, for empty axes, and for windows that are too large."""
    rank = len(size)
    name = f"fractional_max_pool{rank}d"
    for k, n in enumerate(shape[len(shape) - rank :], len(shape) - rank):
        if n == 0:
            told = "Expected input to have non-zero size for non-batch dimensions, but got"
            raise RuntimeError(f"{name}(): {told}{list(shape)} with dimension {k} being empty.")
    for axis, n, m, w in zip(NAMES[-rank:], shape[len(shape) - rank :], after, size):
        if m + w - 1 > n - (rank == 3):  # torch has one place less in three axes than in two
            raise RuntimeError(f"{name}{'_out' if rank == 3 else ''}(): pool {axis} {w} too large relative to input {axis} {n}")


def check_samples(input: Tensor, samples: Tensor, rank: int) -> None:
    """RuntimeError, in torch's words, for random numbers that are not as many as the channels and axes, or of another type."""
    channels = input.shape[-rank - 1]
    if samples._data.dtype != input._data.dtype:
        raise RuntimeError("Expect _random_samples to have the same dtype as input")
    if samples.shape[1] != channels:
        raise RuntimeError("Expect _random_samples.size(1) equals to input channel size.")
    if samples.shape[2] != rank:
        raise RuntimeError(f"Expect _random_samples.size(2) equals to {rank}; got {samples.shape[2]}.")


def layer(rank: int, always_indices: bool) -> Any:
    """The public fractional max pooling over `rank` axes."""

    def face(
        input: Tensor,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> Any:
        after = lengths_after(input, rank, output_size, output_ratio)
        if input.ndim not in (rank + 1, rank + 2):
            raise IndexError(f"Dimension out of range (expected to be in range of [-{input.ndim}, {input.ndim - 1}], but got {-rank - 1})")
        count = input.shape[0] if input.ndim == rank + 2 else 1
        samples = rand(count, input.shape[-rank - 1], rank, dtype=input.dtype) if _random_samples is None else _random_samples
        check_samples(input, samples, rank)
        how = {"size": each_axis(kernel_size, rank, "kernel_size"), "after": after}
        check(input._data.shape, **how)
        drawn = samples._data[:count].reshape(*input.shape[: input.ndim - rank], rank)
        y = FRACTIONAL[rank](input, drawn, **how)
        return (y, places_of(input, drawn, **how)) if return_indices or always_indices else y

    face.__doc__ = f"The largest element of windows of the last {rank} axes, at random steps; with return_indices also its flat position."
    return face


for _rank in (2, 3):
    for _name, _always in ((f"fractional_max_pool{_rank}d", False), (f"fractional_max_pool{_rank}d_with_indices", True)):
        _face = layer(_rank, _always)
        _face.__name__ = _face.__qualname__ = _name
        expose("functional", _name, _face)
