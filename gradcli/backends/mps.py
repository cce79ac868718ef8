"""torch.backends.mps as a machine without Apple's GPU has it."""

from __future__ import annotations


def is_available() -> bool:
    """False: gradcli computes on the CPU."""
    return False


def is_built() -> bool:
    """False."""
    return False
