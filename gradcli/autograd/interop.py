"""numpy functions on Tensors: np.sin(t) finds the operation `sin`; a function without one is an error that names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
ANSWERS: dict[Any, Callable[..., Any]] = {}


def answers(*functions: Any) -> Callable[[F], F]:
    """Register what stands in for numpy functions when a Tensor is among their arguments; it takes numpy's own signature."""

    def register(fn: F) -> F:
        ANSWERS.update(dict.fromkeys(functions, fn))
        return fn

    return register


def ufunc(fn: Any, method: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """np.sin(t), np.add(t, 1), array * t. Raises TypeError naming a ufunc that has no operation here."""
    op = _lookup(fn)
    if op is None or method != "__call__":
        name = fn.__name__ if method == "__call__" else f"{fn.__name__}.{method}"
        raise TypeError(f"numpy's {name} has no operation on Tensors here; use a torch function, or t.detach().numpy()")
    if kwargs.pop("out", None) is not None or kwargs:
        raise TypeError(f"numpy's {fn.__name__} on a Tensor takes no keyword arguments, got {', '.join(kwargs) or 'out'}")
    return op(*map(as_operand, args))


def function(fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """np.sum(t, axis=0), np.concatenate([t, u]). Raises TypeError naming a function that has no operation here."""
    op = _lookup(fn)
    if op is None:
        name = f"{fn.__module__}.{fn.__name__}".replace("numpy.", "np.", 1)
        raise TypeError(f"{name} has no operation on Tensors here; use a torch function, or t.detach().numpy()")
    return op(*args, **kwargs)


def _lookup(fn: Any) -> Callable[..., Any] | None:
    from gradcli.autograd.op import registry

    for op in registry().values():
        for name in op.replaces:
            ANSWERS.setdefault(name, op)
    return ANSWERS.get(fn)


def as_operand(a: Any) -> Any:
    """An array argument as a constant tensor; tensors and numbers as they are."""
    import numpy as np

    from gradcli.autograd.tensor import make

    if isinstance(a, np.generic):
        return a.item()
    return make(a) if isinstance(a, np.ndarray) else a
