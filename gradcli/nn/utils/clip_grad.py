"""Gradients kept small: by their common norm, or element by element."""

from __future__ import annotations

import math
from collections.abc import Iterable
from types import GeneratorType
from typing import Any

import numpy as np

from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.warned import warn


def grads_of(parameters: Any) -> list[Any]:
    """The gradients there are."""
    return [p.grad for p in listed(parameters) if p.grad is not None]


def listed(tensors: Any) -> list[Any]:
    """Tensors, or a single one, as a list: what a generator gives can be had once only."""
    return [tensors] if isinstance(tensors, Tensor) else list(tensors)


def norm_of(arrays: list[Any], p: float) -> Any:
    """The p-norm of all elements of all arrays, in their type."""
    if not arrays:
        return np.float32(0.0)
    flat = [np.abs(np.asarray(a)) for a in arrays]
    kind = np.result_type(*flat)
    if math.isinf(p):
        return kind.type(max(float(a.max(initial=0.0)) for a in flat))
    each = np.array([np.sum(a**p) ** (1 / p) if p else np.count_nonzero(a) for a in flat], dtype=kind)
    return kind.type(np.sum(each**p) ** (1 / p) if p else np.count_nonzero(each))


def get_total_norm(
    tensors: Iterable[Any], norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: bool | None = None
) -> Any:
    """The norm of all tensors as one vector. Raises RuntimeError for nan and inf if told to."""
    total = norm_of([t._data for t in listed(tensors)], float(norm_type))
    if error_if_nonfinite and not np.isfinite(total):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be clipped. To disable "
            "this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return make(total)


def clip_grads_with_norm_(parameters: Any, max_norm: float, total_norm: Any, foreach: bool | None = None) -> None:
    """Scale every gradient by max_norm / total_norm if that is below 1."""
    scale = min(float(max_norm) / (float(total_norm) + 1e-6), 1.0)  # 1e-6: torch's guard against a norm of 0
    with no_grad():
        for g in grads_of(parameters):
            g.mul_(float(np.asarray(total_norm._data).dtype.type(scale)))


def clip_grad_norm_(
    parameters: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: bool | None = None
) -> Any:
    """Scale all gradients together so that their norm is at most max_norm; returns the norm they had."""
    clipped = listed(parameters)
    if not clipped and isinstance(parameters, GeneratorType):
        warn("`parameters` is an empty generator, no gradient clipping will occur.")
    total = get_total_norm(grads_of(clipped), norm_type, error_if_nonfinite, foreach)
    clip_grads_with_norm_(clipped, max_norm, total, foreach)
    return total


def clip_grad_norm(parameters: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False) -> Any:
    """The older name of clip_grad_norm_."""
    told = "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`."
    warn(told, FutureWarning)
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite)


def clip_grad_value_(parameters: Any, clip_value: float, foreach: bool | None = None) -> None:
    """Clamp every element of every gradient to [-clip_value, clip_value]."""
    with no_grad():
        for g in grads_of(parameters):
            g.clamp_(-float(clip_value), float(clip_value))
