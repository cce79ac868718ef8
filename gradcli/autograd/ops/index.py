"""x[...] and x[...] = v: an index is a chain of select, slice and unsqueeze, then one gather by tensors (`index`), as in torch."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.dtype import number_as
from gradcli.autograd.names import expose
from gradcli.autograd.op import op
from gradcli.autograd.ops._reading import as_index, axes_of, checked, is_number, items_of
from gradcli.autograd.ops.expand import expanded_shape
from gradcli.autograd.ops.part import select, sliced
from gradcli.autograd.ops.put import index, index_put_face
from gradcli.autograd.ops.refuse import kind_name
from gradcli.autograd.ops.squeeze import unsqueeze_face
from gradcli.autograd.ops.write import copy_, fill_tensor
from gradcli.autograd.tensor import Tensor, make, type_name
from gradcli.autograd.view import assign, refuse_overlap
from gradcli.sample import normal

WHOLE = slice(None)


@op((normal(2, 3),), (normal(),), view=True, family="shape")
def alias(x: Any) -> Any:
    """The same memory under another name."""
    return x[...]


alias.vjp(lambda g, _y, _x: g).linear().batch(lambda op, _flags, args, _params: op(args[0]))


class Reader:
    """Follows an index from left to right. view: what the numbers, slices and None made so far.  dim: the axis the next item is for.

    tensors: {axis of `view`: index tensor}, to be applied at the end, all at once.
    """

    def __init__(self, x: Tensor, items: list[Any]) -> None:
        self.view, self.dim, self.tensors = x, 0, dict[int, Tensor]()
        self.gone = 0  # axes selected away so far: errors speak of the axes of the tensor as it was
        self.hidden = x._data.ndim - sum(axes_of(item) for item in items)  # axes that an Ellipsis stands for
        if self.hidden < 0:
            raise IndexError(f"too many indices for tensor of dimension {x._data.ndim}")

    def read(self, item: Any) -> None:
        """Apply one item of the index."""
        if item is Ellipsis:
            self.dim += self.hidden
            self.hidden = 0
        elif is_number(item):
            n = self.view._data.shape[self.dim]
            self.view = select(self.view, dim=self.dim, index=entry(int(item), n, self.dim + self.gone))
            self.gone += 1
        elif isinstance(item, slice):
            self.slice(item)
        elif item is None:
            self.view = unsqueeze_face(self.view, self.dim)
            self.dim += 1
            self.gone -= 1
        else:
            self.tensor(as_index(item))

    def slice(self, item: slice) -> None:
        """Cut the axis, unless all of it is kept."""
        n = self.view._data.shape[self.dim]
        item = slice(*[None if end is None else bound(end) for end in (item.start, item.stop, item.step)])
        if item.step is not None and item.step <= 0:
            raise ValueError("slice step cannot be zero" if item.step == 0 else "step must be greater than zero")
        if item != WHOLE and not keeps_all(item, n):
            self.view = sliced(self.view, self.dim, item.start, item.stop, item.step)
        self.dim += 1

    def tensor(self, i: Tensor) -> None:
        """Note an index tensor; a 0-d mask gets an axis of its own."""
        if i._data.dtype.kind == "b" and not i._data.ndim:
            self.view = unsqueeze_face(self.view, self.dim)
            i = make(i._data.reshape(1))
        self.tensors[self.dim] = i
        self.dim += axes_of(i)

    def indices(self) -> list[Tensor | None]:
        """The index tensors, one per axis up to the last one, None for axes without; checked."""
        out: list[Tensor | None] = []
        at = 0
        for dim, i in self.tensors.items():
            out += [None] * (dim - at) + [i]
            at = dim + axes_of(i)
        return checked(self.view, out)


def entry(i: int, n: int, dim: int) -> int:
    """A number counted from the front of an axis of length n. Raises IndexError outside of it."""
    if not -n <= i < n:
        raise IndexError(f"index {i} is out of bounds for dimension {dim} with size {n}")
    return i % n


def bound(end: Any) -> int:
    """An end or the step of a slice. Raises TypeError for what is not whole."""
    if not hasattr(end, "__index__"):
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return operator.index(end)


def keeps_all(item: slice, n: int) -> bool:
    """Whether a slice is passed over, as torch does: from 0, in steps of 1, to the end of the axis."""
    return item.start in (None, 0) and (item.stop is None or item.stop >= n) and item.step in (None, 1)


def refuse_zero_axes(key: Any) -> None:
    """torch's words for x[0] and x[:] of a tensor without axes."""
    if isinstance(key, slice):
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    if isinstance(key, (int, np.integer)) and not isinstance(key, bool):
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a "
            "number"
        )


def reading(x: Tensor, key: Any) -> Reader:
    """What an index makes of x, still without the gather by tensors."""
    if not x._data.ndim:
        refuse_zero_axes(key)
    items = items_of(key)
    reader = Reader(x, items)
    for item in items:
        reader.read(item)
    return reader


def getitem(self: Tensor, key: Any) -> Tensor:
    """x[key]: a view, unless tensors, arrays or lists are among the indices."""
    if key.__class__ is int and self._data.ndim:  # the common case, without a reader
        return select(self, dim=0, index=entry(key, len(self._data), 0))  # type: ignore[no-any-return]
    reader = reading(self, key)
    if reader.tensors:
        return index(reader.view, *reader.indices())  # type: ignore[no-any-return]
    if reader.view is not self:
        return reader.view
    return sliced(self, 0, None, None) if isinstance(key, slice) else alias(self)


def setitem(self: Tensor, key: Any, value: Any) -> None:
    """x[key] = value: writes into the view that `key` makes; the history of x then says so."""
    if key is False:
        return
    reader = reading(self, key)
    src = as_value(self, value)
    if reader.tensors:
        indices = reader.indices()
        refuse_other_type(self, value, indices)
        assign(reader.view, index_put_face, (indices, without_leading_ones(src)), {})
    elif not src._data.ndim and reader.view._data.ndim:
        refuse_overlap(reader.view)
        assign(reader.view, fill_tensor, (src,), {})
    else:
        src = without_leading_ones(src)
        expanded_shape(src._data, reader.view._data.shape)
        copy_(reader.view, src)


def as_value(x: Tensor, value: Any) -> Tensor:
    """What is written, as a tensor in the type of x. Raises TypeError for what is neither number nor tensor."""
    if isinstance(value, Tensor):
        return value if value._data.dtype == x._data.dtype else value.to(x._data.dtype)
    if not isinstance(value, (bool, int, float, complex, np.generic)):
        raise TypeError(f"can't assign a {type(value).__name__} to a {type_name(x._data)}")
    return make(number_as(value, x._data.dtype))


def refuse_other_type(x: Tensor, value: Any, indices: Sequence[Any]) -> None:
    """RuntimeError for a tensor of another type than x, which torch casts for slices and for one number at a mask, but not here."""
    masked = len(indices) == 1 and indices[0]._data.dtype.kind == "b"
    if isinstance(value, Tensor) and value._data.dtype != x._data.dtype and not (masked and value._data.size == 1):
        raise RuntimeError(
            f"Index put requires the source and destination dtypes match, got {kind_name(x._data)} for the destination and "
            f"{kind_name(value._data)} for the source."
        )


def without_leading_ones(src: Tensor) -> Tensor:
    """A value without axes of length 1 in front, so that it may have more axes than the place it goes to."""
    shape = src._data.shape
    while shape and shape[0] == 1:
        shape = shape[1:]
    return src if len(shape) == src._data.ndim else src.reshape(shape)


expose("Tensor", "__getitem__", getitem)
expose("Tensor", "__setitem__", setitem)
