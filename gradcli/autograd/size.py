"""torch.Size: shapes as torch shows them, and as they are asked for."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np


class Size(tuple[int, ...]):
    """A shape; prints as torch.Size([2, 3])."""

    def __new__(cls, lengths: Any = ()) -> Size:
        """Raises TypeError for a length that is no whole number."""
        self = super().__new__(cls, lengths)
        if any(n.__class__ is not int for n in self):
            for i, n in enumerate(self):
                if not hasattr(n, "__index__"):
                    raise TypeError(f"torch.Size() takes an iterable of 'int' (item {i} is '{type(n).__name__}')")
            return cls(map(operator.index, self))
        return self

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def numel(self) -> int:
        """Number of elements of that shape."""
        return int(np.prod(self, dtype=np.int64))

    def __getitem__(self, key: Any) -> Any:
        out = super().__getitem__(key)
        return Size(out) if isinstance(key, slice) else out

    def __mul__(self, times: Any) -> Any:
        return Size(tuple(self) * times)

    __rmul__ = __mul__

    def __add__(self, other: Any) -> Any:
        return Size(tuple(self) + tuple(other))


def size_of(size: Sequence[Any], name: str) -> tuple[int, ...]:
    """A shape given as f(2, 3) or f((2, 3)). Raises TypeError otherwise, RuntimeError for negative lengths."""
    if not size:
        raise TypeError(f'{name}() missing 1 required positional arguments: "size"')
    if len(size) == 1 and isinstance(size[0], (tuple, list)):
        size = size[0]
    for n in size:
        if isinstance(n, bool) or not hasattr(n, "__index__"):
            raise TypeError(f"{name}(): argument 'size' (position 1) must be tuple of ints, not {type(n).__name__}")
    shape = tuple(int(n) for n in size)
    if any(n < 0 for n in shape):
        raise RuntimeError(f"Trying to create tensor with negative dimension {min(shape)}: {list(shape)}")
    return shape


def asked(size: Sequence[Any], options: dict[str, Any]) -> Sequence[Any]:
    """A shape as `size_of` takes it, by position or by name."""
    return (options.pop("size"),) if "size" in options else size
