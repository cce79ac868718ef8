"""The public names of the engine: which functions appear as torch.f, Tensor.f, nn.functional.f, linalg.f, fft.f, special.f."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from gradcli.autograd.tensor import Tensor

F = TypeVar("F", bound=Callable[..., Any])
NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim"}
SPACES: dict[str, dict[str, Any]] = {"torch": {}, "Tensor": {}, "functional": {}, "linalg": {}, "fft": {}, "special": {}}


def public(where: str = "torch Tensor", *names: str) -> Callable[[F], F]:
    """Publish a function under its own name, or `names`, in each of the spaces in `where`; "Tensor" makes it a method."""

    def publish(fn: F) -> F:
        for name in names or (fn.__name__,):
            expose(where, name, fn)
        return fn

    return publish


def expose(where: str, name: str, value: Any) -> None:
    """Publish `value` as `name` in each of the spaces in `where`."""
    value = with_numpy_names(value)
    for space in where.split():
        SPACES[space][name] = value
        if space == "Tensor":
            setattr(Tensor, name, value if hasattr(value, "__get__") else as_method(value))


def as_method(op: Callable[..., Any]) -> Callable[..., Any]:
    """A callable object as a function, which binds to the tensor it is called on."""

    def method(self: Tensor, *args: Any, **params: Any) -> Any:
        return op(self, *args, **params)

    method.__doc__ = op.__doc__
    return method


def with_numpy_names(fn: Any) -> Any:
    """A function that takes numpy's `axis` and `keepdims` for its own `dim` and `keepdim`, as torch's do; others as they are."""
    code = getattr(fn, "__code__", None)
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] if code is not None else ()
    if "dim" not in known or "axis" in known:
        return fn

    @wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        return fn(*args, **{NUMPY_NAMES.get(name, name): value for name, value in kwargs.items()}) if kwargs else fn(*args)

    return call


def find(space: str, name: str) -> Any:
    """A public name, or None; loads all families."""
    import gradcli.autograd.ops  # noqa: F401

    return SPACES[space].get(name)


def all_of(space: str) -> list[str]:
    """Every public name of a space, sorted."""
    import gradcli.autograd.ops  # noqa: F401

    return sorted(SPACES[space])
