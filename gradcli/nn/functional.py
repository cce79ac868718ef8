"""torch.nn.functional: the engine's functions of that space, found by name when first asked for."""

from __future__ import annotations

import importlib
from typing import Any

from gradcli.autograd.names import all_of, find

# functions made of several others, which stand beside their layers
COMPOSED = {"multi_head_attention_forward": "gradcli.nn.attention"}


def __getattr__(name: str) -> Any:
    found = None if name.startswith("__") else find("functional", name)
    if name in COMPOSED:
        found = getattr(importlib.import_module(COMPOSED[name]), name)
    if found is None:
        raise AttributeError(f"module 'gradcli.nn.functional' has no attribute {name!r}")
    globals()[name] = found  # the next access does not come here
    return found


def __dir__() -> list[str]:
    return [*all_of("functional"), *COMPOSED]
