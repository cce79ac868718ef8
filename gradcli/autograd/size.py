"""torch.Size: shapes as torch shows them."""

from __future__ import annotations

from typing import Any

import numpy as np


class Size(tuple[int, ...]):
    """A shape; prints as torch.Size([2, 3])."""

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def numel(self) -> int:
        """Number of elements of that shape."""
        return int(np.prod(self, dtype=np.int64))

    def __getitem__(self, key: Any) -> Any:
        out = super().__getitem__(key)
        return Size(out) if isinstance(key, slice) else out

    def __add__(self, other: Any) -> Any:
        return Size(tuple(self) + tuple(other))
