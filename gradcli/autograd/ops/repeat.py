"""Elements repeated or reordered along axes: repeat, tile, repeat_interleave, flip, roll, rot90, unfold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.batch import loop
from gradcli.autograd.interop import answers
from gradcli.autograd.names import public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.expand import expand_face
from gradcli.autograd.ops.gather import index_select
from gradcli.autograd.ops.memory import clone
from gradcli.autograd.ops.part import at
from gradcli.autograd.ops.reduce import axes, axis
from gradcli.autograd.ops.shape import Shape, reshape, sizes
from gradcli.autograd.ops.squeeze import unsqueeze_face
from gradcli.autograd.tensor import Tensor, make
from gradcli.sample import normal


# ---------------------------------------------------------------- repeat
def _repeat_stacked(op: Op, _flags: Any, args: Sequence[Any], params: dict[str, Any]) -> Any:
    x, repeats = args[0], params["repeats"]
    return op(x.reshape(len(x), *(1,) * (len(repeats) + 1 - x.ndim), *x.shape[1:]), repeats=(1, *repeats))


@op((normal(2, 3), {"repeats": (2, 1)}), (normal(2), {"repeats": (3, 2)}), (normal(), {"repeats": (2,)}), family="shape")
def repeat(x: Any, *, repeats: Shape) -> Any:
    """The whole array, so many times along each axis; new axes come first."""
    return np.tile(x, repeats)


def _unrepeated(g: Any, shape: Shape, repeats: Shape) -> Any:
    """The sum over all copies."""
    full = (1,) * (len(repeats) - len(shape)) + tuple(shape)
    split = tuple(n for pair in zip(repeats, full) for n in pair)
    return g.reshape(split).sum(tuple(range(0, len(split), 2))).reshape(shape)


repeat.vjp(lambda g, _y, x_shape, *, repeats: _unrepeated(g, x_shape, repeats)).linear().batch(_repeat_stacked)


@public("Tensor", "repeat")
def repeat_face(self: Tensor, *lengths: Any, repeats: Any = None) -> Tensor:
    """Copies along each axis: repeat(2, 3). Raises RuntimeError for fewer numbers than axes."""
    times = sizes(lengths if repeats is None else (repeats,), "repeat")
    if len(times) < self._data.ndim:
        raise RuntimeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    if any(n < 0 for n in times):
        full = [n * m for n, m in zip(times, (1,) * (len(times) - self._data.ndim) + self._data.shape)]
        raise RuntimeError(f"Trying to create tensor with negative dimension {min(full)}: {full}")
    return repeat(self, repeats=times)  # type: ignore[no-any-return]


@public("torch Tensor")
def tile(input: Tensor, *lengths: Any, dims: Any = None) -> Tensor:
    """Copies along each axis; missing numbers in front count as 1."""
    times = sizes(lengths if dims is None else (dims,), "tile")
    return repeat_face(input, (1,) * (input._data.ndim - len(times)) + times)


@public("torch Tensor")
def repeat_interleave(input: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None) -> Tensor:
    """Every entry along `dim` (of the flattened tensor by default) repeated: all as often, or each by its own number."""
    if repeats is None:
        return make(np.repeat(np.arange(input._data.size), input._data))
    if isinstance(repeats, int) and repeats < 0:
        raise RuntimeError(f"Repeats must be non-negative but got {repeats}")
    x = reshape(input, -1) if dim is None else input
    d = axis(dim or 0, x._data.ndim)
    n = x._data.shape[d]
    if isinstance(repeats, int):
        spread = expand_face(unsqueeze_face(x, d + 1), *x._data.shape[: d + 1], repeats, *x._data.shape[d + 1 :])
        return reshape(clone(spread, order="C"), (*x._data.shape[:d], n * repeats, *x._data.shape[d + 1 :]))
    counts = repeats._data if isinstance(repeats, Tensor) else np.asarray(repeats)
    if counts.ndim > 1 or counts.size not in (1, n):
        raise RuntimeError(
            f"repeats must have the same size as input along dim, but got repeats.size(0) = {counts.size} and input.size({d}) = {n}"
        )
    places = np.repeat(np.arange(n), counts if counts.size == n else int(counts.reshape(())))
    return index_select(x, make(places), dim=d)  # type: ignore[no-any-return]


# ---------------------------------------------------------------- flip, roll, rot90
@op((normal(2, 3), {"dims": (0,)}), (normal(2, 3), {"dims": (0, 1)}), (normal(), {"dims": ()}), family="shape")
def flip(x: Any, *, dims: Shape) -> Any:
    """The entries along the axes in reverse order, copied."""
    return np.flip(x, dims).copy() if x.ndim else x


@op((normal(2, 3), {"shifts": (1,), "dims": ()}), (normal(2, 3), {"shifts": (1, 2), "dims": (0, 1)}), family="shape", ordered=True)
def roll(x: Any, *, shifts: Shape, dims: Shape) -> Any:
    """The entries moved along the axes (or, without axes, in reading order); what leaves at the end comes in at the front."""
    return np.roll(x, shifts, dims) if dims else np.roll(x, shifts[0])


@op((normal(2, 3), {"k": 1, "dims": (0, 1)}), (normal(2, 3, 2), {"k": 2, "dims": (2, 0)}), family="shape")
def rot90(x: Any, *, k: int, dims: tuple[int, int]) -> Any:
    """A quarter turn from the first axis to the second, k times, copied."""
    return np.rot90(x, k, dims).copy()


def _dims_further(op: Op, flags: Any, args: Sequence[Any], params: dict[str, Any]) -> Any:
    if op is roll and not params["dims"]:
        return loop(op, flags, args, params)
    return op(args[0], **{**params, "dims": tuple(d + 1 for d in params["dims"])})


flip.vjp(lambda g, _y, _x, *, dims: flip(g, dims=dims)).linear().batch(_dims_further)
roll.vjp(lambda g, _y, _x, *, shifts, dims: roll(g, shifts=tuple(-s for s in shifts), dims=dims)).linear().batch(_dims_further)
rot90.vjp(lambda g, _y, _x, *, k, dims: rot90(g, k=-k, dims=dims)).linear().batch(_dims_further)


@public("torch Tensor", "flip")
def flip_face(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The entries along the given axes in reverse order."""
    named = sizes(order if dims is None else (dims,), "flip")
    given = axes(named, input._data.ndim) if named else ()
    for d in given:
        if given.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return flip(input, dims=given if input._data.ndim else ())  # type: ignore[no-any-return]


@public("torch Tensor")
def fliplr(input: Tensor) -> Tensor:
    """Columns in reverse order."""
    if input._data.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip_face(input, 1)


@public("torch Tensor")
def flipud(input: Tensor) -> Tensor:
    """Rows in reverse order."""
    if input._data.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flip_face(input, 0)


@public("torch Tensor", "roll")
def roll_face(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """The entries moved along the axes (of the flattened tensor by default); what leaves at the end comes in at the front."""
    steps = (shifts,) if isinstance(shifts, int) else tuple(shifts)
    if not steps:
        raise RuntimeError("`shifts` required")
    if dims is None or dims == ():
        if len(steps) != 1:
            raise RuntimeError(f"shifts and dimensions must align. shifts: {len(steps)}, dims:0")
        return roll(input, shifts=steps, dims=())  # type: ignore[no-any-return]
    given = (dims,) if isinstance(dims, int) else tuple(dims)
    if len(given) != len(steps):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(steps)}, dims:{len(given)}")
    if not input._data.ndim:
        raise IndexError(f"Dimension specified as {given[0]} but tensor has no dimensions")
    dims = axes(given, input._data.ndim) if input._data.size else ()  # of nothing, torch asks for no particular axis
    return roll(input, shifts=steps if dims else (0,), dims=dims)  # type: ignore[no-any-return]


@public("torch Tensor", "rot90")
def rot90_face(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Tensor:
    """k quarter turns from the first of two axes to the second."""
    if input.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {input.ndim}")
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    first, second = (axis(d, input._data.ndim) for d in dims)
    if first == second:
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    return rot90(input, k=k, dims=(first, second))  # type: ignore[no-any-return]


# ---------------------------------------------------------------- unfold
@op((normal(5), {"dim": 0, "size": 3, "step": 1}), (normal(2, 6), {"dim": 1, "size": 2, "step": 3}), view=True, family="shape")
def unfold(x: Any, *, dim: int, size: int, step: int) -> Any:
    """All windows of `size` entries along an axis, `step` apart; the window is the last axis."""
    if not x.ndim:
        return x.reshape(1)[:size]
    windows = np.lib.stride_tricks.sliding_window_view(x, size, dim, writeable=isinstance(x, np.ndarray) and x.flags.writeable)
    return windows[at(dim, slice(None, None, step))]


@op((normal(3, 3), {"shape": (5,), "dim": 0, "size": 3, "step": 1}), family="shape")
def unfold_backward(g: Any, *, shape: Shape, dim: int, size: int, step: int) -> Any:
    """Every window added where it was taken from."""
    if not shape:
        return g.sum()
    z = np.zeros(shape, g.dtype)
    count = g.shape[dim]
    for k in range(size):  # one strided addition per place in the window
        z[at(dim, slice(k, k + step * (count - 1) + 1, step))] += g[..., k]
    return z


def _unfold_stacked(op: Op, flags: Any, args: Sequence[Any], params: dict[str, Any]) -> Any:
    if not params.get("shape", args[0].shape[1:]):
        return loop(op, flags, args, params)  # of single numbers
    moved = {**params, "dim": params["dim"] + 1}
    if "shape" in params:
        moved["shape"] = (len(args[0]), *params["shape"])
    return op(args[0], **moved)


unfold.vjp(lambda g, _y, x_shape, **window: unfold_backward(g, shape=x_shape, **window)).linear().batch(_unfold_stacked)
unfold_backward.vjp(lambda g, _y, _x, *, dim, size, step: unfold(g, dim=dim, size=size, step=step)).linear().batch(_unfold_stacked)


@public("Tensor", "unfold")
def unfold_face(self: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All windows of `size` entries along an axis, `step` apart, as a view with one more axis at the end."""
    shape = self._data.shape
    d = axis(dimension, len(shape))
    n = shape[d] if shape else 1
    if size > n:
        raise RuntimeError(f"maximum size for tensor at dimension {d} is {n} but size is {size}")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    return unfold(self, dim=d, size=size, step=step)  # type: ignore[no-any-return]


# ---------------------------------------------------------------- numpy's names
@answers(np.repeat)
def _np_repeat(a: Tensor, repeats: Any, axis: int | None = None) -> Tensor:
    return repeat_interleave(a, repeats if isinstance(repeats, int) else make(np.asarray(repeats)), axis)


@answers(np.tile)
def _np_tile(A: Tensor, reps: Any) -> Tensor:
    return repeat_face(A, (1,) * (A.ndim - np.size(reps)) + tuple(np.atleast_1d(reps).tolist()))


@answers(np.flip)
def _np_flip(m: Tensor, axis: Any = None) -> Tensor:
    return flip_face(m, tuple(range(m.ndim)) if axis is None else axis)


@answers(np.roll)
def _np_roll(a: Tensor, shift: Any, axis: Any = None) -> Tensor:
    return roll_face(a, shift, axis)


@answers(np.rot90)
def _np_rot90(m: Tensor, k: int = 1, axes: Any = (0, 1)) -> Tensor:
    return rot90_face(m, k, axes)


answers(np.fliplr)(fliplr)
answers(np.flipud)(flipud)
