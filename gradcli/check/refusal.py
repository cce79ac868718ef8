"""What a function does wrong a step away from the point: it raises there, or returns something of another kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gradcli.check.subject import Block
from gradcli.check.user import UserError
from gradcli.numeric import Array


def raised(error: UserError) -> str:
    """The exception in a clause: "it raises ValueError: outside"."""
    text = str(error.cause).strip().partition("\n")[0]
    return f"it raises {type(error.cause).__name__}" + (f": {text}" if text else "")


def misfit(outputs: Mapping[str, Array], wanted: Sequence[Block]) -> str:
    """How outputs differ from those at the point; "" where they do not."""
    for block in wanted:
        if block.name not in outputs:
            return f"it returns no {block.name}"
        if np.shape(outputs[block.name]) != block.shape:
            return f"{block.name} has shape {list(np.shape(outputs[block.name]))}, not {list(block.shape)}"
        if np.asarray(outputs[block.name]).dtype.kind not in ("fc" if block.complex else "f"):
            return f"{block.name} is {np.asarray(outputs[block.name]).dtype}, not {block.dtype}"
    return ""
