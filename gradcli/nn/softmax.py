"""Softmax and its kin as modules."""

from __future__ import annotations

from typing import Any

from gradcli.nn import functional as F
from gradcli.nn.module import Module


class Softmax(Module):
    """exp x / sum exp x along `dim`."""

    function = "softmax"

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Any) -> Any:
        return getattr(F, self.function)(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class LogSoftmax(Softmax):
    """log softmax."""

    function = "log_softmax"


class Softmin(Softmax):
    """softmax(-x)."""

    function = "softmin"


class Softmax2d(Module):
    """softmax over the channels of (N, C, H, W) or (C, H, W)."""

    def forward(self, input: Any) -> Any:
        if input.ndim not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead")
        return F.softmax(input, -3)
