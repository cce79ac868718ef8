"""torch's longer path to every layer: torch.nn.modules.Linear is torch.nn.Linear."""

from __future__ import annotations

import importlib
from typing import Any

from gradcli.nn.modules import module as module


def __getattr__(name: str) -> Any:
    found = None if name.startswith("__") else getattr(importlib.import_module("gradcli.nn"), name, None)
    if found is None:
        raise AttributeError(f"module 'gradcli.nn.modules' has no attribute {name!r}")
    return found
