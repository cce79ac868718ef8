"""Which elements pruning leaves: functions from importance and the mask so far to the mask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.draws import drawn, uniform
from gradcli.autograd.size import Size
from gradcli.autograd.tensor import Tensor

Choice = Callable[[Any, Any], Any]


def count(amount: float, size: int) -> int:
    """How many of `size` an amount is: itself, or that fraction. Raises ValueError for what is neither, or more than there are."""
    if not isinstance(amount, (int, float)):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    if (isinstance(amount, int) and amount < 0) or (isinstance(amount, float) and not 0.0 <= amount <= 1.0):
        raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")
    if isinstance(amount, int) and amount > size:
        raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={size}")
    return amount if isinstance(amount, int) else round(amount * size)


def smallest(amount: float) -> Choice:
    """Of the elements still there, those nearest to 0 go."""

    def choose(scores: Any, mask: Any) -> Any:
        alive, new = np.flatnonzero(mask), mask.copy()
        gone = np.argsort(np.abs(scores).reshape(-1)[alive], kind="stable")[: count(amount, alive.size)]
        new.reshape(-1)[alive[gone]] = 0
        return new

    return choose


def by_chance(amount: float) -> Choice:
    """Of the elements still there, random ones go: those of the largest random numbers, as in torch."""
    return lambda scores, mask: smallest(amount)(1 - np.asarray(numbers(scores.shape)._data), mask)


def slices(amount: float, dim: int, norm: Callable[[Any], Any]) -> Choice:
    """Of the slices along an axis that still have elements, those of the smallest norm go."""

    def choose(scores: Any, mask: Any) -> Any:
        if dim >= scores.ndim:
            raise IndexError(f"Invalid index {dim} for tensor of size {Size(scores.shape)}")
        rows, kept = np.moveaxis(scores, dim, 0), np.moveaxis(mask, dim, 0)
        alive = np.flatnonzero(kept.reshape(len(kept), -1).any(1))
        norms = norm(rows.reshape(len(rows), -1))[alive]
        new = kept.copy()
        new[alive[np.argsort(norms, kind="stable")[: count(amount, alive.size)]]] = 0
        return np.moveaxis(new, 0, dim)

    return choose


def numbers(shape: tuple[int, ...]) -> Tensor:
    """Uniform random numbers."""
    return drawn(uniform(0.0, 1.0), shape, {}, "prune")
