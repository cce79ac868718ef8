"""Shapes that do not broadcast, in torch's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def clash(a: Sequence[int], b: Sequence[int]) -> tuple[int, tuple[int, int]] | None:
    """The last axis at which two shapes do not broadcast, and their lengths there; None when they do."""
    rank = max(len(a), len(b))
    full = [(1,) * (rank - len(s)) + tuple(s) for s in (a, b)]
    return next(((i, (n, m)) for i, (n, m) in reversed(list(enumerate(zip(*full)))) if n != m and 1 not in (n, m)), None)


def unbroadcast(arrays: Sequence[Any], error: ValueError) -> Exception:
    """numpy's error from a kernel, as torch words it if it is about broadcasting."""
    if "broadcast" not in str(error):
        return error
    shapes = [a.shape for a in arrays if hasattr(a, "shape")]
    for k, a in enumerate(shapes):
        for b in shapes[k + 1 :]:
            found = clash(a, b)
            if found is not None:
                axis, (n, m) = found
                return RuntimeError(f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension {axis}")
    return error
