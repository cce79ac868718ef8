"""Shapes: the same elements under other axes: view, reshape, flatten, unflatten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.interop import answers
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.tensor import Tensor, make, storage, type_name
from gradcli.sample import fixed, normal

Shape = tuple[int, ...]


# ---------------------------------------------------------------- reading sizes
def sizes(given: Sequence[Any], name: str, argument: str = "size") -> Shape:
    """A shape given as f(2, 3) or f((2, 3)). Raises TypeError when something in it is no whole number."""
    if len(given) == 1 and isinstance(given[0], (tuple, list)):
        given = given[0]
    return tuple([whole(n, name, argument) for n in given])


def whole(n: Any, name: str, argument: str) -> int:
    """A whole number as an int. Raises TypeError as torch does."""
    if n.__class__ is int:
        return n
    if isinstance(n, (bool, float, str)) or not hasattr(n, "__index__"):
        raise TypeError(f"{name}(): argument '{argument}' (position 1) must be tuple of ints, not {type(n).__name__}")
    return int(n)


def inferred(shape: Shape, count: int) -> Shape:
    """The shape with its -1 replaced, so that it holds `count` elements. Raises RuntimeError when none does."""
    if -1 in shape:
        at = shape.index(-1)
        rest = product(shape[:at] + shape[at + 1 :])
        if -1 in shape[at + 1 :]:
            raise RuntimeError("only one dimension can be inferred")
        if rest == 0:
            raise RuntimeError(
                f"cannot reshape tensor of {count} elements into shape {list(shape)} because the unspecified dimension size -1 can be "
                "any value and is ambiguous"
            )
        shape, given = (*shape[:at], count // rest, *shape[at + 1 :]), shape
    else:
        given = shape
    if any(n < 0 for n in shape):
        raise RuntimeError(f"invalid shape dimension {min(shape)} at index {shape.index(min(shape))} of shape {list(shape)}")
    if product(shape) != count:
        raise RuntimeError(f"shape '{list(given)}' is invalid for input of size {count}")
    return shape


def product(shape: Sequence[int]) -> int:
    """The number of elements of a shape."""
    n = 1
    for length in shape:
        n *= length
    return n


# ---------------------------------------------------------------- view, reshape
def _view_stacked(op: Any, _flags: Any, args: Sequence[Any], params: dict[str, Any]) -> Any:
    return op(args[0], shape=(len(args[0]), *params["shape"]))


@op((normal(2, 3), {"shape": (3, 2)}), (normal(), {"shape": (1, 1)}), (fixed([]), {"shape": (0, 2)}), view=True, family="shape")
def view(x: Any, *, shape: Shape) -> Any:
    """The same memory under another shape."""
    return x.reshape(shape)


@op((normal(2, 3), {"shape": (3, 2)}), grad_fn="UnsafeViewBackward0", family="shape")
def unsafe_view(x: Any, *, shape: Shape) -> Any:
    """The elements in another shape; not tracked as a view, since nobody else sees the memory."""
    return x.reshape(shape)


@op((normal(2, 3), {"shape": (3, 2)}), view=True, family="shape", grad_fn="ReshapeAliasBackward0")
def reshape_alias(x: Any, *, shape: Shape) -> Any:
    """The same memory under another shape, of a tensor that is not contiguous."""
    return x.reshape(shape)


for _op in (view, unsafe_view, reshape_alias):
    _op.vjp(lambda g, _y, x_shape: g.reshape(x_shape)).linear().batch(_view_stacked)


def viewable(data: Any, shape: Shape) -> bool:
    """Whether `data` can be seen under `shape` without copying."""
    if not isinstance(data, np.ndarray) or data.flags.c_contiguous or not data.size:
        return True
    return np.may_share_memory(data, data.reshape(shape))


@public("Tensor", "view")
def view_face(self: Tensor, *shape: Any, dtype: Any = None, size: Any = None) -> Tensor:
    """The same memory under another shape, or as another dtype. Raises RuntimeError when that would need a copy."""
    if dtype is not None or (len(shape) == 1 and not isinstance(shape[0], (int, tuple, list, np.integer, Tensor))):
        return view_bits(self, dtype or shape[0])
    if size is not None:
        shape = (size,)
    if not shape:
        raise TypeError(
            "view() received an invalid combination of arguments - got (), but expected one of: (torch.dtype dtype) (tuple of ints size)"
        )
    new_shape = inferred(sizes(shape, "view"), self._data.size)
    if not viewable(self._data, new_shape):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous "
            "subspaces). Use .reshape(...) instead."
        )
    return view(self, shape=new_shape)  # type: ignore[no-any-return]


def view_bits(t: Tensor, dtype: Any) -> Tensor:
    """The same bits read as another dtype; outside the graph."""
    from gradcli.autograd import dtype as dtypes

    kind, data = dtypes.resolve(dtype).numpy, storage(t)
    if kind.itemsize == data.itemsize:
        return make(data.view(kind))
    what = f"to view {type_name(data)[6:-6]} as {type_name(np.zeros(0, kind))[6:-6]} (different element sizes)"
    if not data.ndim:
        raise RuntimeError(f"self.dim() cannot be 0 {what}")
    if data.strides[-1] != data.itemsize:
        raise RuntimeError(f"self.stride(-1) must be 1 {what}, but got {data.strides[-1] // data.itemsize}")
    if data.shape[-1] * data.itemsize % kind.itemsize:
        raise RuntimeError(f"self.size(-1) must be divisible by {kind.itemsize // data.itemsize} {what}, but got {data.shape[-1]}")
    return make(data.view(kind))


@public("torch Tensor", "reshape")
def reshape(input: Tensor, *lengths: Any, shape: Any = None) -> Tensor:
    """The elements in another shape: a view where one can be had, else a copy."""
    new_shape, data = inferred(sizes(lengths if shape is None else (shape,), "reshape", "shape"), input._data.size), input._data
    if not isinstance(data, np.ndarray) or data.flags.c_contiguous:
        return view(input, shape=new_shape)  # type: ignore[no-any-return]
    if viewable(data, new_shape):
        return reshape_alias(input, shape=new_shape)  # type: ignore[no-any-return]
    return unsafe_view(input.clone(), shape=new_shape)  # type: ignore[no-any-return]


@public("Tensor")
def view_as(self: Tensor, other: Tensor) -> Tensor:
    """A view in the shape of another tensor."""
    return view_face(self, other._data.shape)


@public("Tensor")
def reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """The elements in the shape of another tensor."""
    return reshape(self, other._data.shape)


@public("torch Tensor")
def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Axes start_dim to end_dim (included) joined into one."""
    shape = input._data.shape
    first, last = axis(start_dim, len(shape)), axis(end_dim, len(shape))
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last and shape:
        return input
    return reshape(input, (*shape[:first], product(shape[first : last + 1]), *shape[last + 1 :]))


@public("torch Tensor")
def ravel(input: Tensor) -> Tensor:
    """All elements along one axis."""
    return reshape(input, (-1,) if input._data.size else (0,))


@public("torch Tensor")
def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """Axis `dim` split into several. Raises RuntimeError when the lengths do not multiply to its length."""
    shape = input._data.shape
    at = axis(dim, len(shape))
    parts = tuple(sizes)
    if not parts:
        raise RuntimeError("unflatten: sizes must be non-empty")
    if -1 not in parts and product(parts) != shape[at]:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(parts)} don't multiply up to the size of dim {at} ({shape[at]}) in the input tensor"
        )
    return reshape(input, (*shape[:at], *inferred(parts, shape[at]), *shape[at + 1 :]))


@answers(np.reshape)
def _np_reshape(a: Tensor, shape: Any) -> Tensor:
    return reshape(a, shape)


@answers(np.ravel)
def _np_ravel(a: Tensor) -> Tensor:
    return ravel(a)
