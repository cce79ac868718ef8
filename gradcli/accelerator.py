"""torch.accelerator as a machine without one has it: programs that ask go on with the CPU."""

from __future__ import annotations

from gradcli.autograd.device import device


def is_available() -> bool:
    """False: gradcli computes on the CPU."""
    return False


def device_count() -> int:
    """0."""
    return 0


def current_accelerator(check_available: bool = False) -> device | None:
    """None: there is no device but the CPU."""
    return None


def synchronize(device: object = None) -> None:
    """Nothing to wait for."""
