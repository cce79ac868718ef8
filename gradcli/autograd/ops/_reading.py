"""Index tensors: given as tensors, arrays or lists; checked against the shape they index, with torch's errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.tensor import Tensor, make

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
    if i.dtype.kind not in "iu" or i.dtype.name in ("int8", "int16"):
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
        if isinstance(i, str):
            raise TypeError("new(): invalid data type 'str'")
        array = np.asarray(i)
        i = make(array.astype(np.int64) if array.dtype.kind == "i" or not array.size else array)
    return make(i._data.astype(bool)) if i._data.dtype == np.uint8 else i


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
    return isinstance(i, (Tensor, np.ndarray)) and i.ndim == 0 and i.dtype.kind in "iu" and not hasattr(i, "whole")  # one per example
