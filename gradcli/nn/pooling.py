"""Pooling in 1, 2 and 3 dimensions: maximum, average, power average, adaptive, fractional, and max-unpooling."""

from __future__ import annotations

from typing import Any

from gradcli.nn import functional as F
from gradcli.nn.conv import spread
from gradcli.nn.module import Module


class MaxPool(Module):
    """The largest element of each window. return_indices: also where it stood."""

    dims = 0

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size, self.stride = kernel_size, stride if stride is not None else kernel_size
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Any) -> Any:
        pool = getattr(F, f"max_pool{self.dims}d")
        return pool(
            input, self.kernel_size, self.stride, self.padding, self.dilation,
            ceil_mode=self.ceil_mode, return_indices=self.return_indices,
        )  # fmt: skip

    def extra_repr(self) -> str:
        names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
        return ", ".join(f"{name}={getattr(self, name)}" for name in names)


class MaxPool1d(MaxPool):
    """x: (N, C, L) -> (N, C, L_out)."""

    dims = 1


class MaxPool2d(MaxPool):
    """x: (N, C, H, W) -> (N, C, H_out, W_out)."""

    dims = 2


class MaxPool3d(MaxPool):
    """x: (N, C, D, H, W) -> (N, C, D_out, H_out, W_out)."""

    dims = 3


class MaxUnpool(Module):
    """Puts values back where MaxPool found them, 0 elsewhere."""

    dims = 0

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        self.kernel_size = spread(kernel_size, self.dims)
        self.stride = spread(stride if stride is not None else kernel_size, self.dims)
        self.padding = spread(padding, self.dims)

    def forward(self, input: Any, indices: Any, output_size: Any = None) -> Any:
        return getattr(F, f"max_unpool{self.dims}d")(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(MaxUnpool):
    """The reverse of MaxPool1d."""

    dims = 1


class MaxUnpool2d(MaxUnpool):
    """The reverse of MaxPool2d."""

    dims = 2


class MaxUnpool3d(MaxUnpool):
    """The reverse of MaxPool3d."""

    dims = 3


class AvgPool1d(Module):
    """The mean of each window."""

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False, count_include_pad: bool = True
    ) -> None:
        super().__init__()
        self.kernel_size = spread(kernel_size, 1)
        self.stride = spread(stride if stride is not None else kernel_size, 1)
        self.padding, self.ceil_mode, self.count_include_pad = spread(padding, 1), ceil_mode, count_include_pad

    def forward(self, input: Any) -> Any:
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(Module):
    """The mean of each window; divisor_override divides by another number than its size."""

    dims = 2

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size, self.stride = kernel_size, stride if stride is not None else kernel_size
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def forward(self, input: Any) -> Any:
        pool = getattr(F, f"avg_pool{self.dims}d")
        options = (self.ceil_mode, self.count_include_pad, self.divisor_override)
        return pool(input, self.kernel_size, self.stride, self.padding, *options)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool3d(AvgPool2d):
    """The mean of each window of (N, C, D, H, W)."""

    dims = 3


class LPPool(Module):
    """(sum x^p)^(1/p) over each window."""

    dims = 0

    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> None:
        super().__init__()
        self.norm_type, self.kernel_size, self.stride, self.ceil_mode = norm_type, kernel_size, stride, ceil_mode

    def forward(self, input: Any) -> Any:
        return getattr(F, f"lp_pool{self.dims}d")(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self) -> str:
        return ", ".join(f"{name}={getattr(self, name)}" for name in ("norm_type", "kernel_size", "stride", "ceil_mode"))


class AdaptivePool(Module):
    """Pooling to a given output size, None keeping that of the input."""

    function = ""

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Any) -> Any:
        return getattr(F, self.function)(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveMaxPool(AdaptivePool):
    """The largest element of each window. return_indices: also where it stood."""

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input: Any) -> Any:
        return getattr(F, self.function)(input, self.output_size, self.return_indices)


class LPPool1d(LPPool):
    """Over (N, C, L)."""

    dims = 1


class LPPool2d(LPPool):
    """Over (N, C, H, W)."""

    dims = 2


class LPPool3d(LPPool):
    """Over (N, C, D, H, W)."""

    dims = 3


class AdaptiveAvgPool1d(AdaptivePool):
    """The mean of each window, over (N, C, L)."""

    function = "adaptive_avg_pool1d"


class AdaptiveAvgPool2d(AdaptivePool):
    """The mean of each window, over (N, C, H, W)."""

    function = "adaptive_avg_pool2d"


class AdaptiveAvgPool3d(AdaptivePool):
    """The mean of each window, over (N, C, D, H, W)."""

    function = "adaptive_avg_pool3d"


class AdaptiveMaxPool1d(AdaptiveMaxPool):
    """Over (N, C, L)."""

    function = "adaptive_max_pool1d"


class AdaptiveMaxPool2d(AdaptiveMaxPool):
    """Over (N, C, H, W)."""

    function = "adaptive_max_pool2d"


class AdaptiveMaxPool3d(AdaptiveMaxPool):
    """Over (N, C, D, H, W)."""

    function = "adaptive_max_pool3d"
