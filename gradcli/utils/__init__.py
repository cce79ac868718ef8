"""torch.utils: data, checkpoint, hooks, and what takes nestings apart."""

from __future__ import annotations

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    if name in ("_pytree", "checkpoint", "data", "hooks"):
        return importlib.import_module(f"gradcli.utils.{name}")
    raise AttributeError(f"module 'gradcli.utils' has no attribute {name!r}")
