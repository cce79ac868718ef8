"""Padding: a constant around the last axes, or their own elements mirrored, repeated or wrapped around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.dtype import number_as
from gradcli.autograd.names import public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.pool import on_stacks
from gradcli.autograd.tensor import Tensor
from gradcli.sample import normal

Pads = tuple[tuple[int, int], ...]  # (before, after) for each of the last axes; negative numbers cut off


def last_axes(pads: Pads, shape: Sequence[int]) -> tuple[int, ...]:
    """The lengths of the axes that `pads` is about."""
    return tuple(shape[len(shape) - len(pads) :])


@op(
    (normal(2, 3), {"pads": ((1, 2),), "value": 9.0}),
    (normal(2, 3), {"pads": ((1, 0), (-1, 2)), "value": 0}),
    (normal(4), {"pads": ((-1, -2),), "value": 0}),
    family="shape",
    name="pad",
    grad_fn="ConstantPadNdBackward0",
)
def constant_pad(x: Any, *, pads: Pads, value: float) -> Any:
    """x with `value` around its last axes; negative pads cut off."""
    sizes = last_axes(pads, x.shape)
    cut = tuple(slice(max(0, -a), n - max(0, -b)) for (a, b), n in zip(pads, sizes))
    part = x[(..., *cut)]
    grown = tuple(n + max(0, a) + max(0, b) for (a, b), n in zip(pads, last_axes(pads, part.shape)))
    out: Any = np.full((*part.shape[: part.ndim - len(pads)], *grown), value, x.dtype)
    out[(..., *(slice(max(0, a), max(0, a) + n) for (a, _), n in zip(pads, last_axes(pads, part.shape))))] = part
    return out


def undone(pads: Pads) -> Pads:
    """What cuts off what `pads` adds, and puts zeros where it cuts."""
    return tuple((-a, -b) for a, b in pads)


constant_pad.vjp(lambda g, _y, _x, *, pads: constant_pad(g, pads=undone(pads), value=0))
constant_pad.jvp(lambda ts, _y, _x, *, pads, value: constant_pad(ts[0], pads=pads, value=value * 0)).batch(on_stacks)


# ---------------------------------------------------------------- by the tensor's own elements
def origin(mode: str, n: int, before: int, after: int) -> Any:
    """Where each element of a padded axis of length n comes from.   Shape: (before + n + after)."""
    if mode == "circular":  # what is cut off is gone before anything is wrapped around
        left = n + min(before, 0) + min(after, 0)
        return np.arange(-max(before, 0), left + max(after, 0)) % left + max(-before, 0)
    at = np.arange(-before, n + after)
    if mode == "replicate":
        return np.clip(at, 0, n - 1)
    at = np.abs(at)
    return np.where(at >= n, 2 * (n - 1) - at, at)


def gathered(x: Any, *, pads: Pads, mode: str) -> Any:
    """x with its own elements around its last axes: mirrored, repeated or wrapped around, by mode."""
    for k, ((a, b), n) in enumerate(zip(pads, last_axes(pads, x.shape))):
        x = np.take(x, origin(mode, n, a, b), axis=k - len(pads))
    return x


def scattered(g: Any, *, shape: tuple[int, ...], pads: Pads, mode: str) -> Any:
    """The transpose of `gathered`: every element added where it came from.   -> (..., *shape)."""
    for k, ((a, b), n) in enumerate(zip(pads, shape)):
        moved = np.moveaxis(g, k - len(pads), 0)
        out = np.zeros((n, *moved.shape[1:]), g.dtype)
        np.add.at(out, origin(mode, n, a, b), moved)
        g = np.moveaxis(out, 0, k - len(pads))
    return g


back = Op("pad_backward", scattered, [(normal(1, 6), {"shape": (3,), "pads": ((1, 2),), "mode": "replicate"})], grad_fn="ReflectionPadBackwardBackward0", family="shape", ordered=True).batch(on_stacks)
back.linear().vjp(lambda g, _y, _g, *, pads, mode: own_pads["reflect", 2](g, pads=pads, mode=mode))


def own_padding(mode: str, rank: int, grad_fn: str) -> Op:
    """Declare a padding of `rank` axes by the tensor's own elements."""
    pads = ((1, 2), (1, 1), (0, 1))[-rank:]
    sample = (normal(1, *(3, 2, 4)[-rank:]), {"pads": pads, "mode": mode})
    out = Op(f"pad_{mode}{rank}d", gathered, [sample], grad_fn=grad_fn, family="shape").linear().batch(on_stacks)
    return out.vjp(lambda g, _y, x_shape, *, pads, mode: back(g, shape=last_axes(pads, x_shape), pads=pads, mode=mode))


NODES = {"reflect": "ReflectionPad{}DBackward0", "replicate": "ReplicationPad{}DBackward0", "circular": "CopySlices"}
own_pads: dict[tuple[str, int], Op] = {(mode, rank): own_padding(mode, rank, NODES[mode].format(rank)) for mode in NODES for rank in (1, 2, 3)}


# ---------------------------------------------------------------- faces
def pairs(pad: Sequence[int]) -> Pads:
    """torch's flat list, last axis first, as (before, after) per axis in order."""
    return tuple((int(pad[i]), int(pad[i + 1])) for i in range(len(pad) - 2, -1, -2))


def check(x: Any, pad: Sequence[int]) -> None:
    """RuntimeError for a list of the wrong length, or one that cuts off more than there is."""
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(pad) > 2 * x.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {x.ndim}"
        )


@public("functional", "pad")
def padded(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Any:
    """input with more elements around its last axes; `pad` lists (before, after), last axis first; mode constant, reflect, replicate, circular."""
    x = input._data
    check(x, pad)
    amounts = pairs(pad)
    if mode == "constant":
        check_cut(amounts, x.shape)
        fill = (value.item() if isinstance(value, Tensor) else value) or 0
        return constant_pad(input, pads=amounts, value=number_as(int(fill), x.dtype).item() if x.dtype.kind in "iu" else fill)
    if mode not in NODES:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if value is not None and value != 0:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if not 1 <= len(amounts) <= 3 or x.ndim not in (len(amounts) + 1, len(amounts) + 2):
        raise NotImplementedError(f"Padding size {len(pad)} is not supported for {x.ndim}D input tensor.\n{SUPPORTED}")
    check_filled(x.shape, len(amounts), mode)
    check_room(amounts, x.shape, mode)
    return own_pads[mode, len(amounts)](input, pads=amounts, mode=mode)


SUPPORTED = """Supported combinations for non-constant padding:
  - 2D or 3D input: padding size = 2 (pads last dimension)
  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)
  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"""


def check_filled(shape: Sequence[int], rank: int, mode: str) -> None:
    """RuntimeError when an axis other than that of the samples is empty, where elements are mirrored or repeated."""
    if mode != "circular" and 0 in shape[len(shape) - rank - 1 :]:
        raise RuntimeError(
            f"Expected {rank + 1}D or {rank + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "
            f"but got: {list(shape)}"
        )


def check_cut(pads: Pads, shape: Sequence[int]) -> None:
    if any(n + min(a, 0) + min(b, 0) < 0 or n + a + b < 0 for (a, b), n in zip(pads, last_axes(pads, shape))):
        raise RuntimeError("narrow(): length must be non-negative.")


def check_room(pads: Pads, shape: Sequence[int], mode: str) -> None:
    """RuntimeError when an axis is too short to be mirrored or wrapped around."""
    for k, ((a, b), n) in reversed(list(enumerate(zip(pads, last_axes(pads, shape))))):
        axis = len(shape) - len(pads) + k
        if mode == "reflect" and max(a, b) >= n:
            number = 4 + 2 * (len(pads) - 1 - k)
            raise RuntimeError(
                f"Argument #{number}: Padding size should be less than the corresponding input dimension, but got: padding ({a}, {b}) "
                f"at dimension {axis} of input {list(shape)}"
            )
        if mode == "circular" and max(a, b) > n:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        if n + a + b < 1:
            raise RuntimeError(f"input ({'DHW'[k - len(pads)]}: {n}) is too small. Calculated output {'DHW'[k - len(pads)]}: {n + a + b}")


@public("torch")
def constant_pad_nd(input: Tensor, pad: Sequence[int], value: float = 0) -> Any:
    """input with `value` around its last axes."""
    return padded(input, pad, "constant", value)
