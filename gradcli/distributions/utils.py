"""Parameters of distributions, under torch's names: broadcast together, probabilities and their logarithms from each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import tensor
from gradcli.autograd.grad_mode import enable_grad
from gradcli.autograd.size import Size
from gradcli.autograd.tensor import Tensor
from gradcli.nn import engine as T
from gradcli.nn import functional as F

EULER = 0.57721566490153286060


def lazy_property(fn: Callable[[Any], Any]) -> Any:
    """An attribute computed when first asked for, with its graph even inside no_grad, and kept."""
    recorded: Any = enable_grad()(fn)
    return cached_property(recorded)


def broadcast_all(*values: Any) -> Any:
    """Tensors of one shape; numbers become tensors of the type of the first tensor. Raises ValueError for anything else."""
    if not all(isinstance(v, (Tensor, int, float)) for v in values):
        raise ValueError("Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__.")
    kind = next((v.dtype for v in values if isinstance(v, Tensor)), dtypes.get_default_dtype())
    return T.broadcast_tensors(*(v if isinstance(v, Tensor) else tensor(v, dtype=kind) for v in values))


def shape_of(given: tuple[Any, ...], t: Any) -> Size:
    """The batch shape of parameters: that of t, and () where only numbers were given."""
    return t.shape if any(isinstance(v, Tensor) for v in given) else Size()


def clamp_probs(probs: Any) -> Any:
    """Probabilities kept from 0 and 1 by the smallest step of their type."""
    eps = dtypes.finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


def probs_to_logits(probs: Any, is_binary: bool = False) -> Any:
    """Logarithms of probabilities; log odds where there are two events."""
    clamped = clamp_probs(probs)
    return clamped.log() - (-clamped).log1p() if is_binary else clamped.log()


def logits_to_probs(logits: Any, is_binary: bool = False) -> Any:
    """Probabilities from their logarithms, which need not be normalised, or from log odds."""
    return logits.sigmoid() if is_binary else F.softmax(logits, dim=-1)


def sum_rightmost(value: Any, dim: int) -> Any:
    """The sum over the last `dim` dimensions."""
    return value.reshape(*value.shape[:-dim], -1).sum(-1) if dim else value
