"""torch.overrides: functions are not handed over to `__torch_function__` here; what one's own code asks about it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from gradcli.autograd.tensor import Tensor


def is_tensor_like(inp: Any) -> bool:
    """Whether it is a tensor, or has `__torch_function__`."""
    return isinstance(inp, Tensor) or hasattr(inp, "__torch_function__")


def overriding(args: Iterable[Any]) -> list[Any]:
    """Those arguments that want functions handed over, one of each type, subclasses before their parents."""
    found: list[Any] = []
    for each in args:
        if hasattr(type(each), "__torch_function__") and type(each) not in map(type, found):
            place = next((i for i, other in enumerate(found) if issubclass(type(each), type(other))), len(found))
            found.insert(place, each)
    return found


def has_torch_function(relevant_args: Iterable[Any]) -> bool:
    """Whether one of the arguments has `__torch_function__`."""
    return bool(overriding(relevant_args))


def has_torch_function_unary(arg: Any) -> bool:
    """The same of one argument."""
    return has_torch_function((arg,))


def has_torch_function_variadic(*args: Any) -> bool:
    """The same of arguments listed."""
    return has_torch_function(args)


def handle_torch_function(public_api: Callable[..., Any], relevant_args: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
    """What the first of the arguments that knows how makes of the call. Raises TypeError if none does."""
    handlers = overriding(relevant_args)
    types = tuple(map(type, handlers))
    for each in handlers:
        result = each.__torch_function__(public_api, types, args, kwargs)
        if result is not NotImplemented:
            return result
    name = f"{public_api.__module__}.{public_api.__name__}"
    raise TypeError(f"no implementation found for '{name}' on types that implement __torch_function__: {list(types)}")


__all__ = ["handle_torch_function", "has_torch_function", "has_torch_function_unary", "has_torch_function_variadic", "is_tensor_like"]
