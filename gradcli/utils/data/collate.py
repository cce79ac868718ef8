"""Examples made one batch: tensors stacked, numbers gathered, tuples and mappings part by part."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any

import numpy as np

import gradcli
from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import tensor
from gradcli.autograd.names import find
from gradcli.autograd.tensor import Tensor

UNFIT = "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"


def default_collate(batch: Sequence[Any]) -> Any:
    """Items of one batch stacked: tensors and arrays on a new axis, numbers as a tensor, tuples and mappings part by part.

    Raises TypeError for other types, RuntimeError for sequences of several lengths.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return find("torch", "stack")(batch, dim=0)
    if isinstance(first, (np.ndarray, np.generic)):
        return stacked(batch)
    if isinstance(first, float):
        return tensor(list(batch), dtype=dtypes.float64)
    if isinstance(first, (bool, int)):
        return tensor(list(batch))
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return refilled(first, {key: default_collate([item[key] for item in batch]) for key in first})
    if isinstance(first, Sequence):
        return sequences(batch)
    raise TypeError(UNFIT.format(type(first)))


def stacked(arrays: Sequence[Any]) -> Any:
    """Arrays on a new axis. Raises TypeError for strings and objects.

    By the public as_tensor, which makes float64 while a file is checked.
    """
    kind = np.asarray(arrays[0]).dtype
    if kind.kind in "USO":
        raise TypeError(UNFIT.format(kind))
    return default_collate([gradcli.as_tensor(np.asarray(each)) for each in arrays])


def sequences(batch: Sequence[Any]) -> Any:
    """Sequences of one length, part by part: tuples give a list, named tuples one of their kind."""
    first = batch[0]
    if hasattr(first, "_fields"):
        return type(first)(*(default_collate(part) for part in zip(*batch)))
    if any(len(item) != len(first) for item in batch):
        raise RuntimeError("each element in list of batch should be of equal size")
    return [default_collate(part) for part in zip(*batch)]


def default_convert(data: Any) -> Any:
    """Arrays within tuples, lists and mappings as tensors; everything else as it is."""
    if isinstance(data, (np.ndarray, np.generic)) and data.dtype.kind not in "USO":
        return gradcli.as_tensor(np.asarray(data))
    if isinstance(data, Mapping):
        return refilled(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*map(default_convert, data))
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return [default_convert(value) for value in data]
    return data


def refilled(model: Mapping[Any, Any], items: dict[Any, Any]) -> Any:
    """A mapping of the model's kind with these items; a plain dictionary where that cannot be made."""
    make_one: Callable[[], Any] = (lambda: copy.copy(model)) if isinstance(model, MutableMapping) else (lambda: type(model)(items))  # type: ignore[call-arg]
    try:
        one = make_one()
        if isinstance(model, MutableMapping):
            one.update(items)
    except TypeError:
        return items
    return one
