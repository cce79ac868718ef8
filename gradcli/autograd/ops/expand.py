"""Broadcasting: axes of length 1 repeated without copying, and the sum that undoes it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import misfit
from gradcli.autograd.fit import repeated
from gradcli.autograd.interop import answers
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.shape import Shape, sizes, view_face
from gradcli.autograd.tensor import Tensor, type_name
from gradcli.sample import normal


def _expand_stacked(op: Any, _flags: Any, args: Sequence[Any], params: dict[str, Any]) -> Any:
    x, shape = args[0], params["shape"]
    lifted = x.reshape(len(x), *(1,) * (len(shape) + 1 - x.ndim), *x.shape[1:])
    return op(lifted, shape=(len(x), *shape))


@op((normal(2, 1), {"shape": (2, 3)}), (normal(3), {"shape": (2, 3)}), (normal(), {"shape": (2,)}), view=True, family="shape")
def expand(x: Any, *, shape: Shape) -> Any:
    """Axes of length 1 repeated, without copying."""
    return repeated(x, shape)


expand.vjp(lambda g, _y, _x: g).linear().batch(_expand_stacked)


@public("Tensor", "expand")
def expand_face(self: Tensor, *lengths: Any, size: Any = None, implicit: bool = False) -> Tensor:
    """Axes of length 1 (and new ones in front) repeated to `size`; -1 leaves an axis as it is."""
    return expand(self, shape=expanded_shape(self._data, sizes(lengths if size is None else (size,), "expand")))  # type: ignore[no-any-return]


def expanded_shape(data: Any, size: Shape) -> Shape:
    """`size` with every -1 replaced. Raises RuntimeError when `data` cannot be expanded to it."""
    old, lead = data.shape, len(size) - data.ndim
    if lead < 0:
        raise RuntimeError(
            f"expand({type_name(data)}{{{list(old)}}}, size={list(size)}): the number of sizes provided ({len(size)}) must be greater or "
            f"equal to the number of dimensions in the tensor ({len(old)})"
        )
    shape = tuple(old[i - lead] if n == -1 and i >= lead else n for i, n in enumerate(size))
    for i, n in enumerate(shape):
        if n < 0:
            raise RuntimeError(f"The expanded size of the tensor ({n}) isn't allowed in a leading, non-existing dimension {i}")
        if i >= lead and old[i - lead] not in (1, n):
            raise RuntimeError(
                f"The expanded size of the tensor ({n}) must match the existing size ({old[i - lead]}) at non-singleton dimension {i}.  "
                f"Target sizes: {list(size)}.  Tensor sizes: {list(old)}"
            )
    return shape


@public("Tensor")
def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """Expanded to the shape of another tensor."""
    return expand_face(self, other._data.shape)


@public("torch Tensor")
def broadcast_to(input: Tensor, *lengths: Any, size: Any = None) -> Tensor:
    """Expanded to a shape."""
    return expand_face(input, *lengths, size=size)


@public("torch")
def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    """All tensors expanded to their common shape. Raises RuntimeError when there is none."""
    given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    shape = common_shape([t._data.shape for t in given])
    return tuple(t if t._data.shape == shape else expand_face(t, shape) for t in given)


def common_shape(shapes: Sequence[Shape]) -> Shape:
    """The shape that all shapes broadcast to. Raises RuntimeError in torch's words."""
    return functools.reduce(misfit.broadcast, shapes, ())


@public("Tensor")
def sum_to_size(self: Tensor, *lengths: Any, size: Any = None) -> Tensor:
    """Summed over the axes along which a tensor of shape `size` would be broadcast. Raises RuntimeError when it would not."""
    shape, old = sizes(lengths if size is None else (size,), "sum_to_size"), self._data.shape
    if not shape:
        return self.sum()
    lead = len(old) - len(shape)
    if lead < 0 or any(n not in (1, old[lead + i]) for i, n in enumerate(shape)):
        raise RuntimeError(f"size {{{list(shape)}}} is not expandable to size {{{list(old)}}}.")
    summed = (*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1 and old[lead + i] != 1))
    out = self.sum(summed, keepdim=True) if summed else self
    return view_face(out, shape) if lead else out


@answers(np.broadcast_to)
def _np_broadcast_to(array: Tensor, shape: Any) -> Tensor:
    return expand_face(array, shape)
