"""New parameters for layers: of a shape, in a type, not yet filled."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import refuse_device
from gradcli.autograd.size import size_of
from gradcli.autograd.tensor import make
from gradcli.nn.parameter import Parameter


def blank(shape: tuple[int, ...], dtype: Any = None, value: float = 0.0) -> Any:
    """A parameter of one value; `dtype` defaults to the default floating type."""
    return Parameter(plain(shape, dtype, value))


def plain(shape: tuple[int, ...], dtype: Any = None, value: float = 0.0) -> Any:
    """A tensor of one value, for a buffer."""
    return make(np.full(size_of((tuple(shape),), "empty"), value, kind_of(dtype)))


def kind_of(dtype: Any) -> Any:
    return dtypes.DEFAULT.floating.numpy if dtype is None else dtypes.resolve(dtype).numpy


__all__ = ["blank", "kind_of", "plain", "refuse_device"]
