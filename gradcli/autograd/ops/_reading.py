"""Index tensors: given as tensors, arrays or lists; checked against the shape they index, with torch's errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.tensor import Tensor, make, unwrap
from gradcli.autograd.warned import warn

MOST = 32  # a list as long as this is one index, whatever is in it
NOT_A_TUPLE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch 2.9; use x[tuple(seq)] instead "
    "of x[seq]. In pytorch 2.9 this will be interpreted as tensor index, x[torch.tensor(seq)], which will result either in an error or a "
    "different result"
)
BATCHED_MASK = (
    "vmap: We do not support batching operators that can support dynamic shape. Attempting to batch over indexing with a boolean mask."
)


def checked(x: Tensor, indices: Sequence[Any]) -> list[Any]:
    """Index tensors fit for x, negative numbers counted from the end by numpy. Raises IndexError as torch does."""
    shape, at, out = x._data.shape, 0, []
    for i in indices:
        if i is None:
            at += 1
        elif i._data.dtype.kind == "b":
            if hasattr(i, "whole"):  # one example of many inside vmap
                raise RuntimeError(BATCHED_MASK)
            _check_mask(i._data.shape, shape, at)
            at += i._data.ndim
        else:
            _check_range(i._data, shape, at)
            at += 1
        out.append(i)
    _check_broadcast(out)
    return out


def _check_mask(mask: Sequence[int], shape: Sequence[int], at: int) -> None:
    for k, n in enumerate(mask):
        if at + k >= len(shape):
            raise IndexError(f"too many indices for tensor of dimension {len(shape)}")
        if shape[at + k] != n:
            raise IndexError(
                f"The shape of the mask {list(mask)} at index {k} does not match the shape of the indexed tensor {list(shape)} at index "
                f"{at + k}"
            )


def _check_range(i: Any, shape: Sequence[int], at: int) -> None:
    if i.dtype.kind != "i" or i.dtype.itemsize < 4:
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    if at >= len(shape):
        raise IndexError(f"too many indices for tensor of dimension {len(shape)}")
    n = shape[at]
    if i.size:
        low, high = int(i.min()), int(i.max())
        if low < -n or high >= n:
            bad = low if low < -n else high
            raise IndexError(f"index {bad} is out of bounds for dimension {at} with size {n}")


def _check_broadcast(indices: Sequence[Any]) -> None:
    shapes: list[tuple[int, ...]] = []
    for i in indices:
        if i is not None and i._data.dtype.kind == "b":
            shapes += [(int(i._data.sum()),)] * i._data.ndim
        elif i is not None:
            shapes.append(i._data.shape)
    try:
        np.broadcast_shapes(*shapes)
    except ValueError as error:
        listed = ", ".join(str(list(s)) for s in shapes)
        raise IndexError(f"shape mismatch: indexing tensors could not be broadcast together with shapes {listed}") from error


def as_index(i: Any) -> Any:
    """An index given as tensor, array or nested list, as a tensor; uint8 counts as a mask."""
    if i is None:
        return None
    if not isinstance(i, Tensor):
        if isinstance(i, (float, complex, dict, set)):
            valid = "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices"
            raise IndexError(f"{valid} (got {type(i).__name__})")
        if isinstance(i, (str, bytes)):
            raise TypeError(f"new(): invalid data type '{type(i).__name__}'")
        array = np.asarray(i)
        i = make(array if array.dtype.kind in "bUO" or array.dtype == np.uint8 else array.astype(np.int64))
    if i._data.dtype != np.uint8:
        return i
    warn("indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.")
    return make(i._data.astype(bool))


def items_of(key: Any) -> list[Any]:
    """The items of an index, one by one. A list counts as a tuple when something in it is no number, as torch deprecates but still does."""
    if isinstance(key, tuple):
        return list(key)
    several = isinstance(key, Sequence) and len(key) < MOST and any(map(is_index, key))
    if several and not isinstance(key, (str, bytes)):
        warn(NOT_A_TUPLE)
        return list(key)
    return [key]


def is_index(item: Any) -> bool:
    """Whether an item of a list is an index of its own."""
    return item is None or item is Ellipsis or isinstance(item, (slice, Sequence, Tensor, np.ndarray))


def axes_of(item: Any) -> int:
    """How many axes of the tensor an item of an index is for."""
    if item is None or item is Ellipsis or isinstance(item, bool):
        return 0
    if isinstance(item, (Tensor, np.ndarray)) and item.dtype.kind in "bu" and (item.dtype.kind == "b" or item.dtype.itemsize == 1):
        return item.ndim
    if isinstance(item, list):
        mask = np.asarray(item)
        return mask.ndim if mask.dtype.kind == "b" else 1
    return 1


def is_number(i: Any) -> bool:
    """Whether an index is one whole number."""
    if isinstance(i, (int, np.integer)):
        return not isinstance(i, bool)
    whole = isinstance(i, (Tensor, np.ndarray)) and i.ndim == 0 and i.dtype.kind in "iu" and unwrap(i).dtype != np.uint8
    return whole and not hasattr(i, "whole")  # one per example
