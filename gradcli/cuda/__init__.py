"""torch.cuda as a machine without a GPU has it: nothing is available, and asking is harmless."""

from __future__ import annotations

import importlib
from typing import Any


def is_available() -> bool:
    """False: gradcli computes on the CPU."""
    return False


def device_count() -> int:
    """0."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing to seed."""


def manual_seed_all(seed: int) -> None:
    """Nothing to seed."""


def synchronize(device: object = None) -> None:
    """Nothing to wait for."""


def empty_cache() -> None:
    """Nothing to empty."""


def __getattr__(name: str) -> Any:
    if name == "amp":
        return importlib.import_module("gradcli.cuda.amp")
    raise AttributeError(f"module 'gradcli.cuda' has no attribute {name!r}: gradcli computes on the CPU")
