"""Memory that begins where a line of the cache does, as torch's: reads across two lines take longer, in products by a hundredth or two."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

LINE = 64  # bytes
WORTH_IT = 2**16  # bytes, below which finding the place takes longer than it gains


def zeros(shape: tuple[int, ...], kind: Any) -> Any:
    """An array of zeros; a large one begins at a line of the cache.   kind: numpy's dtype."""
    size = math.prod(shape) * kind.itemsize
    if size < WORTH_IT:
        return np.zeros(shape, kind)
    memory = bytearray(size + LINE)  # no array: it would be taken for the base of this one, from which storage offsets count
    start = np.frombuffer(memory, np.uint8).__array_interface__["data"][0]
    return np.ndarray(shape, kind, memory, -start % LINE)


def copied(array: Any) -> Any:
    """A copy laid out as the array is."""
    if array.nbytes < WORTH_IT or not array.flags.c_contiguous:
        return np.array(array)
    copy = zeros(array.shape, array.dtype)
    copy[...] = array
    return copy
