"""torch.linalg: the public face of the operations published there."""

from __future__ import annotations

from typing import Any

from gradcli.autograd import names


def __getattr__(name: str) -> Any:
    found = None if name.startswith("__") else names.find("linalg", name)
    if found is None:
        raise AttributeError(f"module 'gradcli.linalg' has no attribute {name!r}")
    return found


def __dir__() -> list[str]:
    return names.all_of("linalg")
