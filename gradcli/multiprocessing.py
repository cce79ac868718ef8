"""torch.multiprocessing: Python's own, whose names programs import from here; a check runs in one process."""

from __future__ import annotations

from multiprocessing import *  # noqa: F403
from multiprocessing import __all__ as _names

__all__ = [*_names]
