"""The engine's functions of tensors (torch.cat, torch.stack, ...), found by name when first asked for."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.names import find


def __getattr__(name: str) -> Any:
    found = None if name.startswith("__") else find("torch", name)
    if found is None:
        raise AttributeError(f"the engine has no function {name!r}")
    globals()[name] = found  # the next access does not come here
    return found
