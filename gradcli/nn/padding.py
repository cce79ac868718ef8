"""Padding in 1, 2 and 3 dimensions: with a constant, zeros, a reflection, the edge, or the other end."""

from __future__ import annotations

from typing import Any

from gradcli.nn import functional as F
from gradcli.nn.conv import spread
from gradcli.nn.module import Module


class Pad(Module):
    """padding: (left, right) of the last dimension, then of the one before, ...; or one number for all."""

    dims = 0
    mode = ""

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = spread(padding, 2 * self.dims)

    def forward(self, input: Any) -> Any:
        self._check_input_dim(input)
        return F.pad(input, self.padding, self.mode)

    def _check_input_dim(self, input: Any) -> None:
        """Each mode of F.pad checks for itself, but for the circular one."""

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ConstantPad(Pad):
    """Pads with one value."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Any) -> Any:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ZeroPad(ConstantPad):
    """Pads with zeros."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ReflectionPad(Pad):
    """Pads with the mirror image, without repeating the edge."""

    mode = "reflect"


class ReplicationPad(Pad):
    """Pads with the edge."""

    mode = "replicate"


class CircularPad(Pad):
    """Pads with what stands at the other end."""

    mode = "circular"

    def _check_input_dim(self, input: Any) -> None:
        n = self.dims
        if input.ndim not in (n + 1, n + 2):
            raise ValueError(f"expected {n + 1}D or {n + 2}D input (got {input.ndim}D input)")


class ConstantPad1d(ConstantPad):
    """(N, C, L) padded with one value."""

    dims = 1


class ConstantPad2d(ConstantPad):
    """(N, C, H, W) padded with one value."""

    dims = 2


class ConstantPad3d(ConstantPad):
    """(N, C, D, H, W) padded with one value."""

    dims = 3


class ZeroPad1d(ZeroPad):
    """(N, C, L) padded with zeros."""

    dims = 1


class ZeroPad2d(ZeroPad):
    """(N, C, H, W) padded with zeros."""

    dims = 2


class ZeroPad3d(ZeroPad):
    """(N, C, D, H, W) padded with zeros."""

    dims = 3


class ReflectionPad1d(ReflectionPad):
    """(N, C, L) padded with the mirror image."""

    dims = 1


class ReflectionPad2d(ReflectionPad):
    """(N, C, H, W) padded with the mirror image."""

    dims = 2


class ReflectionPad3d(ReflectionPad):
    """(N, C, D, H, W) padded with the mirror image."""

    dims = 3


class ReplicationPad1d(ReplicationPad):
    """(N, C, L) padded with the edge."""

    dims = 1


class ReplicationPad2d(ReplicationPad):
    """(N, C, H, W) padded with the edge."""

    dims = 2


class ReplicationPad3d(ReplicationPad):
    """(N, C, D, H, W) padded with the edge."""

    dims = 3


class CircularPad1d(CircularPad):
    """(N, C, L) padded with the other end."""

    dims = 1


class CircularPad2d(CircularPad):
    """(N, C, H, W) padded with the other end."""

    dims = 2


class CircularPad3d(CircularPad):
    """(N, C, D, H, W) padded with the other end."""

    dims = 3
