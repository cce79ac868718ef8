"""Questions about tensors and types, and switches of the process: is_tensor, result_type, set_default_device, ..."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.names import public
from gradcli.autograd.tensor import Tensor, unwrap


@public("torch")
def is_tensor(obj: Any) -> bool:
    """Whether obj is a Tensor."""
    return isinstance(obj, Tensor)


@public("torch")
def result_type(a: Any, b: Any) -> dtypes.dtype:
    """The dtype of an operation on two operands."""
    return dtypes.of(dtypes.result_type([unwrap(a), unwrap(b)]))


@public("torch")
def promote_types(a: dtypes.dtype, b: dtypes.dtype) -> dtypes.dtype:
    """The smallest dtype both fit in, by torch's rules."""
    return dtypes.of(dtypes.promote_types(a.numpy, b.numpy))


@public("torch")
def can_cast(from_: dtypes.dtype, to: dtypes.dtype) -> bool:
    """Whether a result of one dtype may be written into another."""
    order = {"b": 0, "u": 1, "i": 1, "f": 2, "c": 3}
    return order[from_.kind] <= order[to.kind]


@public("torch")
def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that arrays of these shapes broadcast to. Raises RuntimeError when they do not."""
    from gradcli.autograd.tensor import Size

    try:
        return Size(np.broadcast_shapes(*[(s,) if isinstance(s, int) else tuple(s) for s in shapes]))
    except ValueError as error:
        raise RuntimeError("Shape mismatch: objects cannot be broadcast to a single shape") from error


@public("torch")
def is_anomaly_enabled() -> bool:
    """Whether anomaly mode is on."""
    from gradcli.autograd import state

    return state.anomaly


@public("torch")
def is_anomaly_check_nan_enabled() -> bool:
    """Whether anomaly mode takes NaN for an error."""
    from gradcli.autograd import state

    return state.nan_is_anomaly
