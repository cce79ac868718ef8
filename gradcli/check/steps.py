"""Does a gradient go in steps: a cast to a narrower type inside a backward loses small changes of the incoming gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
SMALL = 2.0**-36  # relative change of g: float32 hardly ever shows it, float64 to five digits
TIMES = (8, 1, 2, 3, 5, 6, 7, 4)  # as large changes as well; what cancels in float64 goes in steps too, but follows one of them by chance
LOST = 0.01  # the share of a change that must be lost; rounding in float64 loses less, or different ones each time
WIDTHS = {"float32": (1e-6, 7), "float16": (1.5e-3, 3), "bfloat16": (8e-3, 2)}  # name: the largest rounding is below, digits left


def are_lost(pull: Callable[[Array], Array | None], g: Array, before: Array | None) -> bool:
    """Whether half of the entries that are not 0 do not follow small changes of g, and lose a share of each in proportion."""
    if before is None or not before.any():
        return False
    lost, share = before != 0, before
    for times in TIMES:
        step = times * SMALL
        found = _lost(pull, g, before, step) / step
        share = found if times == TIMES[0] else share
        lost = lost & (np.abs(found) > LOST * np.abs(before)) & (np.abs(found - share) <= 0.1 * np.abs(share))
        if 2 * lost.sum() < (before != 0).sum():
            return False
    return True


def _lost(pull: Callable[[Array], Array | None], g: Array, before: Array, step: float) -> Array:
    """What is missing of the gradient's change with g, NaN where it is not finite."""
    after = pull(g * (1 + step))
    with np.errstate(invalid="ignore"):
        return np.asarray(np.full_like(before, np.nan) if after is None else before * (1 + step) - after)


def follows(f: Callable[[Array], Array], x: Array, y: Array) -> bool:
    """Whether what moves of f moves in proportion with so small a change of x: the forward of a Function in float32 does not."""
    little, more = f(x * (1 + SMALL)) - y, f(x * (1 + TIMES[0] * SMALL)) - y
    smooth = (np.abs(more - TIMES[0] * little) <= 0.1 * np.abs(more)) & (more != 0)
    return bool(smooth.any()) and int(smooth.sum()) * 2 >= int((more != 0).sum())


def type_of(pull: Callable[[Array], Array | None], m: int) -> str:
    """The type a gradient that goes in steps is rounded to, read off the roundings of gradients for ones, half of the entries'.

    "" where the steps are wider than those of any type.
    """
    before = pull(np.ones(m))
    if before is None or not before.any():
        return "float32"
    lost = [np.abs(_lost(pull, np.ones(m), before, step)) for step in 2.0 ** np.arange(-34.0, -4.0)]
    largest = np.nanmax(np.stack(lost)[:, before != 0], axis=0) / np.abs(before[before != 0])
    return next((name for name, (limit, _) in WIDTHS.items() if np.median(largest) < limit), "")


def says(name: str) -> str:
    """That in words."""
    if not name:
        return "it goes in steps: small changes of the incoming gradient are lost"
    return f"rounded to {name} on the way: some {WIDTHS[name][1]} digits are left"
