"""Pixel and channel shuffles: channels laid out as pixels, and back."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.names import public
from gradcli.autograd.op import Op
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.tensor import Tensor
from gradcli.sample import normal


def shuffled(x: Any, *, factor: int) -> Any:
    """Channels laid out as pixels.   (..., c * f * f, h, w) -> (..., c, h * f, w * f)."""
    *lead, c, h, w = x.shape
    n = len(lead)
    split = x.reshape(*lead, c // factor**2, factor, factor, h, w)
    return split.transpose(*range(n), n, n + 3, n + 1, n + 4, n + 2).reshape(*lead, c // factor**2, h * factor, w * factor)


def unshuffled(x: Any, *, factor: int) -> Any:
    """Pixels laid out as channels.   (..., c, h * f, w * f) -> (..., c * f * f, h, w)."""
    *lead, c, h, w = x.shape
    n = len(lead)
    split = x.reshape(*lead, c, h // factor, factor, w // factor, factor)
    return split.transpose(*range(n), n, n + 2, n + 4, n + 1, n + 3).reshape(*lead, c * factor**2, h // factor, w // factor)


def regrouped(x: Any, *, groups: int) -> Any:
    """Channels (axis 1) dealt out among groups."""
    return x.reshape(x.shape[0], groups, x.shape[1] // groups, *x.shape[2:]).swapaxes(1, 2).reshape(x.shape)


shuffle = Op("pixel_shuffle", shuffled, [(normal(1, 4, 2, 1), {"factor": 2})], family="shape").linear().batch(on_stacks)
unshuffle = Op("pixel_unshuffle", unshuffled, [(normal(1, 1, 2, 4), {"factor": 2})], family="shape").linear().batch(on_stacks)
shuffle.vjp(lambda g, _y, _x, *, factor: unshuffle(g, factor=factor))
unshuffle.vjp(lambda g, _y, _x, *, factor: shuffle(g, factor=factor))
regroup = Op("channel_shuffle", regrouped, [(normal(1, 6, 2), {"groups": 2})], family="shape").linear()
regroup.vjp(lambda g, _y, _x, *, groups: regroup(g, groups=g.shape[1] // groups))


@public("torch functional")
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Any:
    """Channels laid out as pixels.   (..., c * f * f, h, w) -> (..., c, h * f, w * f)."""
    check_shuffle(input, upscale_factor, "pixel_shuffle", "upscale_factor")
    if input.shape[-3] % upscale_factor**2:
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)="
            f"{input.shape[-3]} is not divisible by {upscale_factor**2}"
        )
    return shuffle(input, factor=upscale_factor)


@public("torch functional")
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Any:
    """Pixels laid out as channels.   (..., c, h * f, w * f) -> (..., c * f * f, h, w)."""
    check_shuffle(input, downscale_factor, "pixel_unshuffle", "downscale_factor")
    for name, dim in (("height", -2), ("width", -1)):
        if input.shape[dim] % downscale_factor:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but input.size({dim})={input.shape[dim]} is not "
                f"divisible by {downscale_factor}"
            )
    return unshuffle(input, factor=downscale_factor)


def check_shuffle(input: Tensor, factor: int, name: str, argument: str) -> None:
    if input.ndim < 3:
        raise RuntimeError(f"{name} expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)")
    if factor <= 0:
        raise RuntimeError(f"{name} expects a positive {argument}, but got {factor}")


@public("torch functional")
def channel_shuffle(input: Tensor, groups: int) -> Any:
    """Channels (axis 1) dealt out among groups."""
    if input.ndim <= 2:
        raise RuntimeError(f"channel_shuffle expects input with > 2 dims, but got input with sizes {list(input.shape)}")
    if input.shape[1] % groups:
        raise RuntimeError(f"Number of channels must be divisible by groups. Got {input.shape[1]} channels and {groups} groups.")
    return regroup(input, groups=groups)
