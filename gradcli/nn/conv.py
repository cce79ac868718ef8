"""Convolutions and transposed convolutions in 1, 2 and 3 dimensions, and their lazy forms."""

from __future__ import annotations

import math
from typing import Any

from gradcli.nn import functional as F
from gradcli.nn import init
from gradcli.nn.lazy import Lazy
from gradcli.nn.module import Module
from gradcli.nn.parameter import UninitializedParameter
from gradcli.nn.weights import blank, refuse_device

MODES = ("zeros", "reflect", "replicate", "circular")


def spread(value: Any, n: int) -> tuple[Any, ...]:
    """One number for all dimensions, or one for each."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * n


class Convolution(Module):
    """What all convolutions share. Weight and bias uniform within 1 / sqrt(fan_in)."""

    weight: Any
    bias: Any
    dims = 0
    transposed = False
    output_padding: tuple[int, ...] = ()
    padding: Any

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        refuse_device(device)
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size, self.stride, self.dilation = (spread(v, self.dims) for v in (kernel_size, stride, dilation))
        self.padding = padding if isinstance(padding, str) else spread(padding, self.dims)
        self.output_padding = self.output_padding or (0,) * self.dims
        self.padding_mode = padding_mode
        check(self)
        self._reversed_padding_repeated_twice = self._both_sides()
        self.weight = blank(self._weight_shape(), dtype)
        if bias:
            self.bias = blank((out_channels,), dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def _weight_shape(self) -> tuple[int, ...]:
        outer, inner = (self.in_channels, self.out_channels) if self.transposed else (self.out_channels, self.in_channels)
        return (outer, inner // self.groups, *self.kernel_size)

    def reset_parameters(self) -> None:
        """Draw new values."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            init.uniform_within(self.bias, math.prod(self.weight.shape[1:]))

    def forward(self, input: Any) -> Any:
        return self._conv_forward(input, self.weight, self.bias)

    def _conv_forward(self, input: Any, weight: Any, bias: Any) -> Any:
        convolve = getattr(F, f"conv{self.dims}d")
        if self.padding_mode == "zeros":
            return convolve(input, weight, bias, self.stride, self.padding, self.dilation, self.groups)
        padded = F.pad(input, self._reversed_padding_repeated_twice, mode=self.padding_mode)
        return convolve(padded, weight, bias, self.stride, 0, self.dilation, self.groups)

    def _both_sides(self) -> Any:
        """The padding as F.pad takes it: (left, right) of the last dimension first."""
        if self.padding == "valid":
            return [0, 0] * self.dims
        if self.padding == "same":
            totals = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size)]
            return [n for total in reversed(totals) for n in (total // 2, total - total // 2)]
        return tuple(n for p in reversed(self.padding) for n in (p, p))

    def extra_repr(self) -> str:
        shown = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        usual = {"padding": (0,) * self.dims, "dilation": (1,) * self.dims, "output_padding": (0,) * self.dims, "groups": 1}
        shown += [f"{name}={getattr(self, name)}" for name, value in usual.items() if getattr(self, name) != value]
        if self.bias is None:
            shown.append("bias=False")
        if self.padding_mode != "zeros":
            shown.append(f"padding_mode={self.padding_mode}")
        return ", ".join(shown)

    def _title(self) -> str:
        return f"{self._get_name()}({self.in_channels}→{self.out_channels}, {'×'.join(map(str, self.kernel_size))})"


def check(conv: Convolution) -> None:
    """ValueError for arguments that do not fit together."""
    if conv.groups <= 0:
        raise ValueError("groups must be a positive integer")
    for name in ("in_channels", "out_channels"):
        if getattr(conv, name) % conv.groups:
            raise ValueError(f"{name} must be divisible by groups")
    if isinstance(conv.padding, str):
        if conv.padding not in ("same", "valid"):
            raise ValueError(f"Invalid padding string {conv.padding!r}, should be one of {{'same', 'valid'}}")
        if conv.padding == "same" and any(s != 1 for s in conv.stride):
            raise ValueError("padding='same' is not supported for strided convolutions")
    if conv.padding_mode not in MODES:
        raise ValueError(f"padding_mode must be one of {set(MODES)}, but got padding_mode='{conv.padding_mode}'")


class Conv1d(Convolution):
    """x: (N, C_in, L) or (C_in, L) -> (N, C_out, L_out)."""

    dims = 1


class Conv2d(Convolution):
    """x: (N, C_in, H, W) or (C_in, H, W) -> (N, C_out, H_out, W_out)."""

    dims = 2


class Conv3d(Convolution):
    """x: (N, C_in, D, H, W) -> (N, C_out, D_out, H_out, W_out)."""

    dims = 3


class TransposedConvolution(Convolution):
    """The gradient of a convolution, as a layer. `output_padding` makes one side of the result longer."""

    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype)
        self.output_padding = spread(output_padding, self.dims)

    def forward(self, input: Any, output_size: Any = None) -> Any:
        extra = self.output_padding if output_size is None else self._output_padding(input, list(output_size))
        convolve = getattr(F, f"conv_transpose{self.dims}d")
        return convolve(input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation)

    def _output_padding(self, input: Any, size: list[int]) -> tuple[int, ...]:
        """What makes the result that large. Raises ValueError for a size out of reach."""
        n = self.dims
        if len(size) not in (n, input.ndim):
            raise ValueError(
                f"ConvTranspose{n}D: for {input.ndim}D input, output_size must have {n} or {input.ndim} elements (got {len(size)})"
            )
        size = size[-n:]
        spans = [d * (k - 1) + 1 for d, k in zip(self.dilation, self.kernel_size)]
        least = [(i - 1) * s - 2 * p + span for i, s, p, span in zip(input.shape[-n:], self.stride, self.padding, spans)]
        most = [low + s - 1 for low, s in zip(least, self.stride)]
        if any(not low <= wanted <= high for low, wanted, high in zip(least, size, most)):
            raise ValueError(
                f"requested an output size of {size}, but valid sizes range from {least} to {most} (for an input of {input.shape[2:]})"
            )
        return tuple(wanted - low for wanted, low in zip(size, least))


class ConvTranspose1d(TransposedConvolution):
    """x: (N, C_in, L) -> (N, C_out, L_out)."""

    dims = 1


class ConvTranspose2d(TransposedConvolution):
    """x: (N, C_in, H, W) -> (N, C_out, H_out, W_out)."""

    dims = 2


class ConvTranspose3d(TransposedConvolution):
    """x: (N, C_in, D, H, W) -> (N, C_out, D_out, H_out, W_out)."""

    dims = 3


class LazyConvolution(Lazy, Convolution):
    """A convolution whose in_channels are those of its first input."""

    def __init__(self, out_channels: int, kernel_size: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(0, 0, kernel_size, *args, **kwargs)
        self.out_channels = out_channels
        dtype = kwargs.get("dtype")
        self.weight = UninitializedParameter(dtype=dtype)
        if self.bias is not None:
            self.bias = UninitializedParameter(dtype=dtype)

    def reset_parameters(self) -> None:
        """Draw new values, once the shapes are known."""
        if not self.has_uninitialized_params() and self.in_channels != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Any, *_: Any, **__: Any) -> None:
        """Take in_channels from the first input. Raises RuntimeError for one of another rank."""
        if input.ndim not in (self.dims + 1, self.dims + 2):
            ranks = f"{self.dims + 1}D (unbatched) or {self.dims + 2}D (batched)"
            raise RuntimeError(f"Expected {ranks} input to {self._get_name()}, but got input of size: {input.shape}")
        self.in_channels = input.shape[input.ndim - self.dims - 1]
        check(self)
        self.weight.materialize(self._weight_shape())
        if self.bias is not None:
            self.bias.materialize((self.out_channels,))
        self.reset_parameters()


class LazyConv1d(LazyConvolution, Conv1d):
    """Becomes a Conv1d."""

    becomes = Conv1d


class LazyConv2d(LazyConvolution, Conv2d):
    """Becomes a Conv2d."""

    becomes = Conv2d


class LazyConv3d(LazyConvolution, Conv3d):
    """Becomes a Conv3d."""

    becomes = Conv3d


class LazyConvTranspose1d(LazyConvolution, ConvTranspose1d):
    """Becomes a ConvTranspose1d."""

    becomes = ConvTranspose1d


class LazyConvTranspose2d(LazyConvolution, ConvTranspose2d):
    """Becomes a ConvTranspose2d."""

    becomes = ConvTranspose2d


class LazyConvTranspose3d(LazyConvolution, ConvTranspose3d):
    """Becomes a ConvTranspose3d."""

    becomes = ConvTranspose3d
