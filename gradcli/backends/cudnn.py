"""torch.backends.cudnn as a machine without a GPU has it."""

from __future__ import annotations

enabled = True
benchmark = False
deterministic = False
allow_tf32 = True


def is_available() -> bool:
    """False: gradcli computes on the CPU."""
    return False


def version() -> None:
    """None: there is no cuDNN."""
    return
