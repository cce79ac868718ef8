"""Linear maps and changes of shape: Linear, Bilinear, Identity, Flatten, Unflatten, and the lazy Linear."""

from __future__ import annotations

import math
from typing import Any

from gradcli.nn import functional as F
from gradcli.nn import init
from gradcli.nn.lazy import Lazy
from gradcli.nn.module import Module
from gradcli.nn.parameter import UninitializedParameter
from gradcli.nn.weights import blank, refuse_device


class Identity(Module):
    """Returns its input; takes and ignores any arguments."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        return input


class Linear(Module):
    """y = x W^T + b.   x: (..., in_features) -> (..., out_features).   W, b uniform within 1 / sqrt(in_features)."""

    weight: Any
    bias: Any

    def __init__(self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        refuse_device(device)
        self.in_features, self.out_features = in_features, out_features
        self.weight = blank((out_features, in_features), dtype)
        if bias:
            self.bias = blank((out_features,), dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new values."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))  # the same bound as the bias: 1 / sqrt(in_features)
        if self.bias is not None:
            init.uniform_within(self.bias, self.in_features)

    def forward(self, input: Any) -> Any:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"

    def _title(self) -> str:
        return f"{self._get_name()}({self.in_features}→{self.out_features})"


class NonDynamicallyQuantizableLinear(Linear):
    """A Linear by torch's name for the one inside MultiheadAttention."""


class LazyLinear(Lazy, Linear):
    """A Linear whose in_features is that of its first input."""

    becomes = Linear

    def __init__(self, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__(0, 0, False, device, dtype)
        self.weight = UninitializedParameter(dtype=dtype)
        self.out_features = out_features
        if bias:
            self.bias = UninitializedParameter(dtype=dtype)

    def reset_parameters(self) -> None:
        """Draw new values, once the shapes are known."""
        if not self.has_uninitialized_params() and self.in_features != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Any) -> None:
        """Take in_features from the first input."""
        self.in_features = input.shape[-1]
        self.weight.materialize((self.out_features, self.in_features))
        if self.bias is not None:
            self.bias.materialize((self.out_features,))
        self.reset_parameters()


class Bilinear(Module):
    """y = x1^T A x2 + b.   x1: (..., in1_features), x2: (..., in2_features) -> (..., out_features)."""

    weight: Any
    bias: Any

    def __init__(
        self, in1_features: int, in2_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        refuse_device(device)
        if in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got (in1_features={in1_features})")
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        self.weight = blank((out_features, in1_features, in2_features), dtype)
        if bias:
            self.bias = blank((out_features,), dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new values, uniform within 1 / sqrt(in1_features)."""
        init.uniform_within(self.weight, self.in1_features)
        if self.bias is not None:
            init.uniform_within(self.bias, self.in1_features)

    def forward(self, input1: Any, input2: Any) -> Any:
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


class Flatten(Module):
    """Dimensions start_dim .. end_dim as one."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Any) -> Any:
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One dimension as several."""

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        super().__init__()
        if not isinstance(dim, (int, str)):
            raise TypeError("invalid argument type for dim parameter")
        for i, n in enumerate(unflattened_size):
            if not isinstance(n, int):
                raise TypeError(f"unflattened_size must be tuple of ints, but found element of type {type(n).__name__} at pos {i}")
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input: Any) -> Any:
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
