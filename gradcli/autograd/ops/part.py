"""Parts along an axis: select, slice, narrow, split, chunk, unbind, unfold; each is a view."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.interop import answers
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.shape import Shape
from gradcli.autograd.tensor import Tensor
from gradcli.sample import normal

ALL = slice(None)


def at(dim: int, index: Any) -> tuple[Any, ...]:
    """The numpy index that applies `index` to one axis; the Ellipsis keeps 0-d results views."""
    return (*(ALL,) * dim, index, ...)


def placed(g: Any, shape: Shape, where: tuple[Any, ...]) -> Any:
    """Zeros of `shape` with `g` at `where`."""
    z = np.zeros(shape, g.dtype)
    z[where] = g
    return z


def one_further(op: Any, _flags: Any, args: Sequence[Any], params: dict[str, Any]) -> Any:
    """Batch rule for metadata `dim`, and `shape` if there is one."""
    moved = {"dim": params["dim"] + 1}
    if "shape" in params:
        moved["shape"] = (len(args[0]), *params["shape"])
    return op(args[0], **{**params, **moved})


# ---------------------------------------------------------------- select, slice
@op((normal(3, 2), {"dim": 0, "index": 1}), (normal(3), {"dim": 0, "index": 2}), view=True, family="shape")
def select(x: Any, *, dim: int, index: int) -> Any:
    """One entry along an axis, which disappears."""
    return x[at(dim, index)]


@op((normal(2), {"shape": (3, 2), "dim": 0, "index": 1}), family="shape")
def select_backward(g: Any, *, shape: Shape, dim: int, index: int) -> Any:
    """Zeros of `shape` with `g` as one entry along an axis."""
    return placed(g, shape, at(dim, index))


select.vjp(lambda g, _y, x_shape, *, dim, index: select_backward(g, shape=x_shape, dim=dim, index=index)).linear().batch(one_further)
select_backward.vjp(lambda g, _y, _x, *, dim, index: select(g, dim=dim, index=index)).linear().batch(one_further)


@op((normal(5, 2), {"dim": 0, "start": 1, "stop": 4, "step": 2}), name="slice", view=True, family="shape")
def slice_(x: Any, *, dim: int, start: int, stop: int, step: int) -> Any:
    """Entries start, start + step, ... below stop along an axis."""
    return x[at(dim, slice(start, stop, step))]


@op((normal(2, 2), {"shape": (5, 2), "dim": 0, "start": 1, "stop": 4, "step": 2}), family="shape")
def slice_backward(g: Any, *, shape: Shape, dim: int, start: int, stop: int, step: int) -> Any:
    """Zeros of `shape` with `g` as the entries start, start + step, ... below stop of an axis."""
    return placed(g, shape, at(dim, slice(start, stop, step)))


slice_.vjp(
    lambda g, _y, x_shape, *, dim, start, stop, step: slice_backward(g, shape=x_shape, dim=dim, start=start, stop=stop, step=step)
).linear().batch(one_further)
slice_backward.vjp(lambda g, _y, _x, *, dim, start, stop, step: slice_(g, dim=dim, start=start, stop=stop, step=step)).linear().batch(
    one_further
)


@public("torch Tensor", "select")
def select_face(input: Tensor, dim: int, index: Any) -> Tensor:
    """Entry `index` along `dim`; negative ones count from the end. Raises IndexError outside the axis."""
    shape = input._data.shape
    if not shape:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    d, i = axis(dim, len(shape)), int(index)
    if not -shape[d] <= i < shape[d]:
        raise IndexError(f"select(): index {i} out of range for tensor of size {list(shape)} at dimension {d}")
    return select(input, dim=d, index=i % shape[d])  # type: ignore[no-any-return]


def sliced(x: Tensor, dim: int, start: Any, stop: Any, step: Any = 1) -> Tensor:
    """x along `dim` from start to stop, clamped to the axis as Python does."""
    first, last, stride = slice(start, stop, step).indices(x._data.shape[dim])
    return slice_(x, dim=dim, start=first, stop=max(first, last), step=stride)  # type: ignore[no-any-return]


@public("torch Tensor")
def narrow(input: Tensor, dim: int, start: Any, length: int) -> Tensor:
    """`length` entries from `start` along `dim`. Raises RuntimeError when they reach over the end."""
    if isinstance(start, Tensor) and (start._data.ndim or start._data.dtype.kind not in "iu"):
        raise RuntimeError("start must be an 0-dim integral Tensor.")
    shape, first = input._data.shape, int(start)
    if not shape:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    d = axis(dim, len(shape))
    n = shape[d]
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -n <= first <= n:
        raise IndexError(f"start out of range (expected to be in range of [{-n}, {n}], but got {first})")
    first = first + n if first < 0 else first
    if first + length > n:
        raise RuntimeError(f"start ({first}) + length ({length}) exceeds dimension size ({n}).")
    return sliced(input, d, first, first + length)


# ---------------------------------------------------------------- several parts
def joined(gs: Sequence[Any], dim: int) -> Any:
    """Parts put together again along `dim`."""
    from gradcli.autograd.ops.join import cat

    return cat(*gs, dim=dim)


def _split_kernel(x: Any, *, dim: int, sections: Sequence[int]) -> tuple[Any, ...]:
    """Consecutive parts of the given lengths along an axis."""
    ends = np.cumsum(sections).tolist()
    return tuple(x[at(dim, slice(end - n, end))] for n, end in zip(sections, ends))


SPLITS = {
    name: op((normal(5, 2), {"dim": 0, "sections": (2, 2, 1)}), name=name, outputs=0, view=view, family="shape")(_split_kernel)
    for name, view in (("split", True), ("split_with_sizes", True), ("unsafe_split", False))
}
for _op in SPLITS.values():
    _op.vjp(lambda g, _y, _x, *, dim: joined(g, dim)).batch(one_further)
    _op.jvp(lambda ts, _y, _x, *, dim, sections: SPLITS["split"](ts[0], dim=dim, sections=sections))


def divided(input: Tensor, dim: int, size: int, name: str = "split") -> tuple[Tensor, ...]:
    """Parts of `size` entries, the last one shorter when they do not fit."""
    n = input._data.shape[dim]
    if size < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={size}")
    if size == 0 and n:
        raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {n}")
    count = max(1, math.ceil(n / size)) if size else 1
    sections = [size] * (count - 1) + [n - size * (count - 1)]
    return SPLITS[name](input, dim=dim, sections=sections)  # type: ignore[no-any-return]


@public("torch Tensor")
def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of a given size along `dim`, or of the sizes in a list. Raises RuntimeError when sizes do not add up."""
    if isinstance(split_size_or_sections, (tuple, list)):
        return split_with_sizes(tensor, split_size_or_sections, dim)
    if not tensor._data.ndim:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    return divided(tensor, axis(dim, tensor._data.ndim), int(split_size_or_sections))


@public("torch Tensor")
def split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of the given sizes along `dim`, which must add up to its length."""
    d = axis(dim, input._data.ndim)
    n, sections = input._data.shape[d], [int(s) for s in split_sizes]
    if min(sections, default=0) < 0:
        raise RuntimeError(f"split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={sections}")
    if sum(sections) != n:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {n} (input tensor's size at dimension {d}), but got "
            f"split_sizes={sections}"
        )
    return SPLITS["split_with_sizes"](input, dim=d, sections=sections)  # type: ignore[no-any-return]


def chunk_size(input: Tensor, chunks: int, dim: int) -> tuple[int, int]:
    """(axis, entries per chunk). Raises RuntimeError for no chunks at all."""
    if not input._data.ndim:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    d = axis(dim, input._data.ndim)
    return d, math.ceil(input._data.shape[d] / chunks)


@public("torch Tensor")
def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` parts of equal size along `dim`, the last one shorter when they do not fit."""
    d, size = chunk_size(input, chunks, dim)
    if size == 0:  # an empty axis gives that many empty parts
        return split_with_sizes(input, [0] * chunks, d)
    return divided(input, d, size)


@public("torch Tensor")
def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """As chunk, but the parts may be changed in place."""
    return divided(input, *chunk_size(input, chunks, dim), "unsafe_split")


@public("torch Tensor")
def unsafe_split(input: Tensor, split_size: int, dim: int = 0) -> tuple[Tensor, ...]:
    """As split, but the parts may be changed in place."""
    return divided(input, axis(dim, input._data.ndim), split_size, "unsafe_split")


@public("torch Tensor")
def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of nearly equal size, or cut before the given indices."""
    if not input._data.ndim:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    d, cuts = axis(dim, input._data.ndim), indices_or_sections
    n = input._data.shape[d]
    cuts = cuts.tolist() if isinstance(cuts, Tensor) else cuts
    if isinstance(cuts, int):
        if cuts <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {cuts}")
        cuts = [k * (n // cuts) + min(k, n % cuts) for k in range(1, cuts)]
    return tuple(sliced(input, d, a, b) for a, b in zip([0, *cuts], [*cuts, n]))


def _cut(name: str, dim_of: Any, rank: int) -> None:
    """hsplit, vsplit, dsplit: tensor_split along a fixed axis, into equal parts."""

    def face(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
        if input._data.ndim < rank:
            raise RuntimeError(
                f"torch.{name} requires a tensor with at least {rank} dimension{'s' * (rank > 1)}, but got a tensor with "
                f"{input._data.ndim} dimensions!"
            )
        d, n = dim_of(input), indices_or_sections
        if isinstance(n, int) and (n <= 0 or input._data.shape[d] % n):
            raise RuntimeError(
                f"torch.{name} attempted to split along dimension {d}, but the size of the dimension {input._data.shape[d]} is not "
                f"divisible by the split_size {n}!"
            )
        return tensor_split(input, n, d)

    face.__name__ = face.__qualname__ = name
    public("torch Tensor")(face)


_cut("hsplit", lambda x: 0 if x._data.ndim == 1 else 1, 1)
_cut("vsplit", lambda _x: 0, 2)
_cut("dsplit", lambda _x: 2, 3)


@op((normal(3, 2), {"dim": 1}), (normal(2), {"dim": 0}), outputs=0, view=True, family="shape")
def unbind(x: Any, *, dim: int) -> Any:
    """Every entry along an axis."""
    return tuple([x[at(dim, i)] for i in range(x.shape[dim])])


def _stacked(gs: Sequence[Any], dim: int) -> Any:
    from gradcli.autograd.ops.join import stack

    return stack(*gs, dim=dim)


unbind.vjp(lambda g, _y, _x, *, dim: _stacked(g, dim)).jvp(lambda ts, _y, _x, *, dim: unbind(ts[0], dim=dim)).batch(one_further)


@public("torch Tensor", "unbind")
def unbind_face(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The entries along `dim`, as a tuple."""
    if not input._data.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return unbind(input, dim=axis(dim, input._data.ndim))  # type: ignore[no-any-return]


# ---------------------------------------------------------------- numpy's names
def _np_cuts(n: Any) -> Any:
    return n if isinstance(n, int) else list(n)


@answers(np.split)
def _np_split(ary: Tensor, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    n = indices_or_sections
    if isinstance(n, int) and ary.shape[axis] % n:
        raise ValueError("array split does not result in an equal division")
    return list(tensor_split(ary, _np_cuts(n), axis))


@answers(np.array_split)
def _np_array_split(ary: Tensor, indices_or_sections: Any, axis: int = 0) -> list[Tensor]:
    return list(tensor_split(ary, _np_cuts(indices_or_sections), axis))
