"""A gradient that was rounded on the way, to a type with fewer digits."""

from __future__ import annotations

import numpy as np

from gradcli.check.seen import Seen

NARROW = ((np.float32, 3e-7, 7), (np.float16, 2e-3, 3))  # types, what rounding to them is at most, the digits they leave


def rounded(seen: Seen) -> str:
    """Every entry is a number of a narrower type, and right but for that."""
    gap = np.abs(seen.analytic - seen.numeric) - 4 * seen.bound
    for kind, share, left in NARROW:
        with np.errstate(over="ignore"):
            same = np.array_equal(seen.analytic.astype(kind).astype(np.float64), seen.analytic)
        if same and (gap <= share * np.abs(seen.numeric)).all():
            return f"rounded to {kind.__name__} on the way: some {left} digits are left"
    return ""


def digits(seen: Seen) -> str:
    """Every entry is off by no more than such a rounding."""
    gap = np.abs(seen.analytic - seen.numeric)
    near = gap <= 4 * seen.bound + 5e-7 * np.abs(seen.numeric)
    return "the error is as large as a rounding to float32: something is cast to it on the way" if near.all() else ""
