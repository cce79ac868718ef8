"""torch.backends.cudnn as a machine without a GPU has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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


@contextmanager
def flags(**_: Any) -> Iterator[None]:
    """A block with other settings, which change nothing here."""
    yield
