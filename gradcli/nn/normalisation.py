"""Normalisation over the features of each sample: LayerNorm, RMSNorm, GroupNorm, LocalResponseNorm."""

from __future__ import annotations

from typing import Any

from gradcli.nn import functional as F
from gradcli.nn import init
from gradcli.nn.module import Module
from gradcli.nn.weights import blank, refuse_device


def give_affine(module: Module, shape: tuple[int, ...] | None, bias: bool, dtype: Any) -> None:
    """Give a norm its weight and bias of a shape; None: neither."""
    for name, wanted in (("weight", shape is not None), ("bias", shape is not None and bias)):
        module.register_parameter(name, blank(shape, dtype) if wanted and shape is not None else None)


def reset_affine(module: Any) -> None:
    """Weight 1, bias 0."""
    if module.weight is not None:
        init.ones_(module.weight)
    if getattr(module, "bias", None) is not None:
        init.zeros_(module.bias)


def shape_of(size: Any) -> tuple[int, ...]:
    return (size,) if isinstance(size, int) else tuple(size)


class LayerNorm(Module):
    """(x - mean) / sqrt(var + eps) over the last dimensions, which are `normalized_shape`, times weight, plus bias."""

    weight: Any
    bias: Any

    def __init__(
        self,
        normalized_shape: Any,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        refuse_device(device)
        self.normalized_shape, self.eps, self.elementwise_affine = shape_of(normalized_shape), eps, elementwise_affine
        give_affine(self, self.normalized_shape if elementwise_affine else None, bias, dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        reset_affine(self)

    def forward(self, input: Any) -> Any:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        start = f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        return f"{start}, bias={self.bias is not None}"

    def _title(self) -> str:
        return f"{self._get_name()}({'×'.join(map(str, self.normalized_shape))})"


class RMSNorm(Module):
    """x / sqrt(mean x^2 + eps) over the last dimensions, times weight. eps=None: the machine epsilon of the type."""

    weight: Any

    def __init__(
        self, normalized_shape: Any, eps: float | None = None, elementwise_affine: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        refuse_device(device)
        self.normalized_shape, self.eps, self.elementwise_affine = shape_of(normalized_shape), eps, elementwise_affine
        self.register_parameter("weight", blank(self.normalized_shape, dtype) if elementwise_affine else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1."""
        reset_affine(self)

    def forward(self, x: Any) -> Any:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"

    def _title(self) -> str:
        return f"{self._get_name()}({'×'.join(map(str, self.normalized_shape))})"


class GroupNorm(Module):
    """(x - mean) / sqrt(var + eps) over each of num_groups groups of channels.   x: (N, num_channels, ...)."""

    weight: Any
    bias: Any

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        refuse_device(device)
        if num_channels % num_groups:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        give_affine(self, (num_channels,) if affine else None, bias, dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        reset_affine(self)

    def forward(self, input: Any) -> Any:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, bias={self.bias is not None}"

    def _title(self) -> str:
        return f"{self._get_name()}({self.num_groups}, {self.num_channels})"


class LocalResponseNorm(Module):
    """x / (k + alpha mean of x^2 over `size` neighbouring channels)^beta."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Any) -> Any:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class CrossMapLRN2d(LocalResponseNorm):
    """The older name of LocalResponseNorm on images."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1) -> None:
        super().__init__(size, alpha, beta, k)
