"""Numbers, nested lists, arrays and tensors as one array, in the type and with the complaints torch has for them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.tensor import Tensor

Shape = tuple[int, ...]


def array_of(data: Any, dtype: Any = None) -> Any:
    """Any nesting of numbers, arrays and tensors as one array in torch's type for it: float32 (the default) for Python floats."""
    if isinstance(data, Tensor):
        array = data._data
    elif isinstance(data, (np.ndarray, np.generic)):
        array = np.asarray(data)
        dtypes.of(array.dtype)
    else:
        return from_python(data, dtype)
    return array if dtype is None else array.astype(dtypes.resolve(dtype).numpy, copy=False)


def from_python(data: Any, dtype: Any) -> Any:
    """Numbers and nested sequences, checked as torch checks them. Raises ValueError, TypeError or RuntimeError with its words."""
    shape, first = shape_of(data)
    flat: list[Any] = []
    boxed: list[np.dtype[Any]] = []
    _flatten(data, shape, 0, flat, boxed)
    if isinstance(dtype, str):
        raise TypeError("tensor(): argument 'dtype' must be torch.dtype, not str")
    kind = dtypes.resolve(dtype).numpy if dtype is not None else common(flat, boxed)
    if kind.kind == "i" and any(isinstance(v, int) and not -(2**63) <= v < 2**63 for v in flat):
        raise ValueError("Overflow when unpacking long long")
    if kind.kind in "fiub" and any(isinstance(v, complex) for v in flat):
        raise TypeError("must be real number, not complex")
    try:
        return np.array(flat, dtype=kind).reshape(shape) if shape else kind.type(first)
    except OverflowError:  # negative numbers wrap around in unsigned types
        numbers = np.array([dtypes.number_as(v, kind) for v in flat], kind)
        return numbers.reshape(shape) if shape else numbers[0]


def is_sequence(data: Any) -> bool:
    """Whether data has items to go down into."""
    if isinstance(data, (list, tuple, memoryview)) or (isinstance(data, np.ndarray) and data.ndim > 0):
        return True
    return isinstance(data, Sequence) and not isinstance(data, (str, bytes))


def shape_of(data: Any) -> tuple[Shape, Any]:
    """The shape of a nested sequence, read along its first items, and its first scalar."""
    shape: list[int] = []
    while is_sequence(data):
        shape.append(len(data))
        if not len(data):
            return tuple(shape), None
        data = data[0]
    if isinstance(data, str):
        raise ValueError("too many dimensions 'str'") if shape else TypeError("new(): invalid data type 'str'")
    return tuple(shape), number_in(data) if isinstance(data, (Tensor, np.generic, np.ndarray)) else data


def number_in(data: Any) -> Any:
    """The number in an array or tensor. Raises ValueError or TypeError, in torch's words, for a tensor of several."""
    if isinstance(data, Tensor) and data._data.size != 1:
        if data._data.dtype.kind in "fc":
            raise ValueError("only one element tensors can be converted to Python scalars")
        raise TypeError("only integer tensors of a single element can be converted to an index")
    return data.item()


def _flatten(data: Any, shape: Shape, dim: int, out: list[Any], boxed: list[np.dtype[Any]]) -> None:
    if dim == len(shape):
        if isinstance(data, (list, tuple)):
            raise TypeError(f"'{type(data).__name__}' object cannot be interpreted as an integer")
        if isinstance(data, (Tensor, np.generic, np.ndarray)):
            boxed.append(data._data.dtype if isinstance(data, Tensor) else data.dtype)
            data = number_in(data)
        out.append(data)
        return
    if not hasattr(data, "__len__"):
        raise TypeError(f"expected {type(data).__name__} to be a sequence at dim {dim}")
    if len(data) != shape[dim]:
        raise ValueError(f"expected sequence of length {shape[dim]} at dim {dim} (got {len(data)})")
    if dim == len(shape) - 1 and isinstance(data, (list, tuple)) and all(type(v) in (float, int) for v in data):
        out.extend(data)
        return
    for item in data:
        _flatten(item, shape, dim + 1, out, boxed)


def common(flat: Sequence[Any], boxed: Sequence[np.dtype[Any]]) -> np.dtype[Any]:
    """torch's type for numbers of which some came in arrays or tensors with types of their own."""
    if not boxed:
        return kind_of(flat)
    kinds = [*set(boxed), *([kind_of(flat)] if len(boxed) < len(flat) else [])]
    return functools.reduce(dtypes.promote_types, kinds)


def kind_of(flat: Sequence[Any]) -> np.dtype[Any]:
    """torch's type for Python numbers: bool, int64, the default float, or its complex."""
    if not flat:
        return dtypes.DEFAULT.floating.numpy
    rank = 0
    for v in flat:
        if isinstance(v, str):
            raise TypeError("new(): invalid data type 'str'")
        if not isinstance(v, (bool, int, float, complex)):
            raise RuntimeError(f"Could not infer dtype of {type(v).__name__}")
        rank = max(rank, 0 if isinstance(v, bool) else 1 if isinstance(v, int) else 2 if isinstance(v, float) else 3)
    floating = dtypes.DEFAULT.floating
    return (dtypes.bool_, dtypes.int64, floating, floating.to_complex())[rank].numpy
