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


def is_initialized() -> bool:
    """False."""
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """False."""
    return False


def memory_allocated(device: object = None) -> int:
    """0."""
    return 0


def max_memory_allocated(device: object = None) -> int:
    """0."""
    return 0


def current_device() -> int:
    """Raises AssertionError: there is none."""
    raise AssertionError("Torch not compiled with CUDA enabled")


def get_device_name(device: object = None) -> str:
    """Raises AssertionError: there is none."""
    raise AssertionError("Torch not compiled with CUDA enabled")


def __getattr__(name: str) -> Any:
    if name == "amp":
        return importlib.import_module("gradcli.cuda.amp")
    raise AttributeError(f"module 'gradcli.cuda' has no attribute {name!r}: gradcli computes on the CPU")
