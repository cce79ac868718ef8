"""torch.functional: torch.functional.einsum is torch.einsum."""

from __future__ import annotations

from typing import Any

from gradcli.autograd import names


def __getattr__(name: str) -> Any:
    found = None if name.startswith("__") else names.find("torch", name)
    if found is None:
        raise AttributeError(f"module 'gradcli.functional' has no attribute {name!r}")
    return found


def __dir__() -> list[str]:
    return names.all_of("torch")
