"""torch.utils: the public path of torch.utils.data."""

from __future__ import annotations

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    if name == "data":
        return importlib.import_module("gradcli.utils.data")
    raise AttributeError(f"module 'gradcli.utils' has no attribute {name!r}")
