"""Layers that take the largest elements of windows at random steps."""

from __future__ import annotations

from typing import Any

from gradcli.nn import functional as F
from gradcli.nn.conv import spread
from gradcli.nn.module import Module


class FractionalMaxPool(Module):
    """The largest element of each of as many windows as asked for by number or, in parts of the input's, by ratio."""

    dims = 0

    def __init__(
        self, kernel_size: Any, output_size: Any = None, output_ratio: Any = None, return_indices: bool = False, _random_samples: Any = None
    ) -> None:
        super().__init__()
        self.kernel_size, self.return_indices = spread(kernel_size, self.dims), return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size, self.output_ratio = (None if v is None else spread(v, self.dims) for v in (output_size, output_ratio))
        if output_size is None and output_ratio is None:
            raise ValueError(f"{self._get_name()} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all(0 < ratio < 1 for ratio in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input: Any) -> Any:
        pool = F.fractional_max_pool2d if self.dims == 2 else F.fractional_max_pool3d
        size = self.kernel_size, self.output_size, self.output_ratio
        return pool(input, *size, self.return_indices, _random_samples=self._random_samples)


class FractionalMaxPool2d(FractionalMaxPool):
    """x: (N, C, H, W) -> (N, C, H_out, W_out)."""

    dims = 2


class FractionalMaxPool3d(FractionalMaxPool):
    """x: (N, C, D, H, W) -> (N, C, D_out, H_out, W_out)."""

    dims = 3
