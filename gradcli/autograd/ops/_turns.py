"""Sine and cosine of large arrays as gradients need them: by the tangent of half the angle, which is five times faster where it is vectorised."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.introspect import opt_func_info

LARGE = 4096  # elements; below, the digits of single values are looked at, and nobody waits
EIGHT_AT_ONCE = ("AVX512", "X86_V4")  # what numpy calls such machines, before and since 2.4


def suits(x: Any) -> bool:
    """Whether x is a large float64 array, on a machine with a vectorised tangent."""
    return isinstance(x, np.ndarray) and x.size >= LARGE and x.dtype == np.float64 and tangent_is_vectorised()


@lru_cache(maxsize=1)
def tangent_is_vectorised() -> bool:
    """Whether numpy computes eight tangents at once; one by one they take longer than a cosine."""
    found = opt_func_info(func_name="^tan$", signature="float64")
    return any(way["current"].startswith(EIGHT_AT_ONCE) for ways in found.values() for way in ways.values())


def cosine(x: Any) -> Any:
    """(1 - t^2) / (1 + t^2), t = tan(x / 2).

    Error: at most 2.3e-16 absolutely; near the zeros of the cosine more than units of its last digit.
    """
    t = np.tan(x * 0.5)
    t *= t
    y = 1 - t
    t += 1
    y /= t
    return y


def sine(x: Any) -> Any:
    """2 t / (1 + t^2), t = tan(x / 2). Error: as of `cosine`."""
    t = np.tan(x * 0.5)
    y = t * t
    y += 1
    t += t
    t /= y
    return t
