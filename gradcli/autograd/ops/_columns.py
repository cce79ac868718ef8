"""Arithmetic between a large array and one column of it."""

from __future__ import annotations

from typing import Any

import numpy as np

LARGE = 2**15  # elements from which the detour over numpy's settings pays
BUFFER = 512  # elements: numpy copies a broadcast column before it uses it if the rows fit its buffer, which takes as long as the sum


def by_column(function: Any, x: Any, column: Any, out: Any = None) -> Any:
    """function(x, column), in which the column has length 1 where x has its last axis."""
    if x.size < LARGE:
        return function(x, column, out=out)
    before = np.setbufsize(BUFFER)
    try:
        return function(x, column, out=out)
    finally:
        np.setbufsize(before)
