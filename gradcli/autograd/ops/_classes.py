"""What the targets of losses over classes say: the class to look at per sample, and what its loss weighs."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

Shape = tuple[int, ...]
FEW = 1024  # samples whose numbers are kept


def class_axis(shape: Shape) -> int:
    """Where the classes stand: axis 1, or the only axis of a single sample."""
    return 1 if len(shape) > 1 else 0


def weights(target: Any, weight: Any, ignore_index: int) -> tuple[Any, Any]:
    """Per sample the class to look at (0 where ignored) and its weight (0 where ignored). Shapes: as target."""
    counted = target != ignore_index
    if np.logical_and.reduce(counted, axis=None):
        return target, (np.ones(target.shape) if weight is None else weight[target])
    safe = np.where(counted, target, 0)
    return safe, (counted.astype(np.float64) if weight is None else np.where(counted, weight[safe], 0))


def factors(target: Any, weight: Any, like: Any, reduction: str, ignore_index: int) -> tuple[Any, Any]:
    """Per sample the class to look at and what its loss is multiplied by: its weight, over the sum of weights for a mean."""
    if weight is None and target.size and not np.logical_or.reduce(target == ignore_index, axis=None):
        return target, alike(target, like, reduction)
    safe, w = weights(target, weight, ignore_index)
    total = np.sum(w) if reduction == "mean" else 1
    return safe, np.asarray(w / total if total else w).astype(like.real.dtype, copy=False)


def alike(target: Any, like: Any, reduction: str) -> Any:
    """What the loss of every sample is multiplied by where all count, and alike."""
    return like.real.dtype.type(1 / target.size if reduction == "mean" else 1)


def are_classes(target: Any, classes: int) -> bool:
    """Whether all of some targets are numbers of classes: a negative number is a large one without its sign."""
    if not target.size:
        return False
    numbers = target.view("u8" if target.itemsize == 8 else "u1")
    return bool(numbers.item(numbers.argmax()) < classes)


def check_targets(target: Any, classes: int, ignore_index: int) -> None:
    """IndexError naming a class that does not exist, as torch does."""
    wrong = (target != ignore_index) & ((target < 0) | (target >= classes))
    if np.any(wrong):
        raise IndexError(f"Target {np.asarray(target)[wrong].flat[0]} is out of bounds.")


@functools.lru_cache(16)
def few_numbers(n: int) -> Any:
    """The numbers below n, made once; read only."""
    found = np.arange(n)
    found.flags.writeable = False
    return found


def entries(classes: Any) -> tuple[Any, ...]:
    """The index of one class per sample.   classes: (n, ...) -> an index into (n, c, ...), or () -> one into (c)."""
    if not classes.ndim:
        return (classes,)
    if classes.ndim == 1:
        n = classes.shape[0]
        return few_numbers(n) if n <= FEW else np.arange(n), classes
    first, *rest = (np.arange(n).reshape(-1, *(1,) * (classes.ndim - 1 - i)) for i, n in enumerate(classes.shape))
    return (first, classes, *rest)
