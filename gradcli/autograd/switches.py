"""Switches of the process that programs set at their start: kept and told again; the engine computes as it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import refuse_device
from gradcli.autograd.device import device
from gradcli.autograd.names import public

PRECISIONS = ("highest", "high", "medium")
SET: dict[str, Any] = {"deterministic": False, "precision": "highest", "warn": False}


@public("torch")
def set_num_threads(_n: int) -> None:
    """Accepted; the number of threads is BLAS's own affair."""


@public("torch")
def get_num_threads() -> int:
    """1."""
    return 1


@public("torch")
def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Accepted: everything here is deterministic, given the seed."""
    SET["deterministic"] = mode


@public("torch")
def are_deterministic_algorithms_enabled() -> bool:
    """What use_deterministic_algorithms was told."""
    return bool(SET["deterministic"])


@public("torch")
def set_float32_matmul_precision(precision: str) -> None:
    """Accepted; products of matrices are as exact as their type."""
    if precision in PRECISIONS:
        SET["precision"] = precision


@public("torch")
def get_float32_matmul_precision() -> str:
    """What set_float32_matmul_precision was told."""
    return str(SET["precision"])


@public("torch")
def set_warn_always(b: bool) -> None:
    """Accepted; what is told once and what always is up to Python's filters."""
    SET["warn"] = b


@public("torch")
def is_warn_always_enabled() -> bool:
    """What set_warn_always was told."""
    return bool(SET["warn"])


@public("torch")
def set_default_device(device: Any) -> None:
    """Accepted for the CPU. Raises for any other."""
    refuse_device(device)


@public("torch")
def get_default_device() -> device:
    """The CPU."""
    return device("cpu")


@public("torch")
def set_default_tensor_type(t: Any) -> None:
    """The older set_default_dtype: a class as FloatTensor, or its name."""
    name = t if isinstance(t, str) else t.__name__
    kinds = {"Half": dtypes.float16, "Float": dtypes.float32, "Double": dtypes.float64}
    kind = kinds.get(name.rpartition(".")[2].removesuffix("Tensor"))
    if kind is None:
        raise TypeError("only floating-point types are supported as the default type")
    dtypes.set_default_dtype(kind)


@public("torch")
def set_flush_denormal(mode: bool) -> bool:
    """False: numpy keeps the smallest numbers."""
    return False


@public("torch")
def compile(model: Callable[..., Any] | None = None, **options: Any) -> Any:
    """The function or module itself, which runs as it is written; without one, the decorator that returns it."""
    return model if model is not None else lambda fn: fn
