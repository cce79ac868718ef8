"""torch.library.custom_op: an operation made of a function, whose gradient is registered afterwards."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from gradcli.autograd.function import Function

Fn = Callable[..., Any]
DEFINED: dict[str, CustomOpDef] = {}


class CustomOpDef:
    """What custom_op makes of a function. It runs as a Function whose backward and setup_context are registered."""

    def __init__(self, name: str, fn: Fn, in_place: bool) -> None:
        self._namespace, self._name = name.split("::")
        self._qualname, self._in_place, self.__name__, self.__doc__ = name, in_place, fn.__name__, fn.__doc__
        called = f"{self._namespace}.{self._name}.default"

        def backward(_ctx: Any, *_gs: Any) -> Any:
            raise RuntimeError(
                f"Trying to backward through {called} but no autograd formula was registered. Please use register_autograd to add one."
            )

        members = {"forward": staticmethod(fn), "setup_context": staticmethod(_nothing), "backward": staticmethod(backward)}
        name = f"GeneratedBackwardFor_{self._namespace}_{self._name}_default"
        self._function: Any = type(name, (Function,), {**members, "generate_vmap_rule": True, "__module__": fn.__module__})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._in_place:
            return self._function.forward(*args, **kwargs)
        return self._function.apply(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<CustomOpDef({self._qualname})>"

    def register_autograd(self, backward: Fn, /, *, setup_context: Fn | None = None) -> None:
        """backward(ctx, *grads) -> one gradient per argument; setup_context(ctx, inputs, output) keeps on ctx what it needs."""
        self._function.backward = staticmethod(backward)
        self._function.setup_context = staticmethod(setup_context or _nothing)

    def register_fake(self, fn: Fn, /) -> Fn:
        """Accepted: what a result looks like is seen from the result."""
        return fn

    def register_kernel(self, device_types: str | Sequence[str] | None, fn: Fn | None = None, /) -> Any:
        """Another function to run on the CPU; those for other devices are not run."""

        def register(kernel: Fn) -> Fn:
            if device_types is None or "cpu" in ([device_types] if isinstance(device_types, str) else device_types):
                self._function.forward = staticmethod(kernel)
            return kernel

        return register if fn is None else register(fn)


def _nothing(ctx: Any, inputs: Any, output: Any) -> None:
    """Keeps nothing for backward."""


def custom_op(
    name: str, fn: Fn | None = None, /, *, mutates_args: Any, device_types: Any = None, schema: str | None = None, tags: Any = None
) -> Any:
    """The operation "namespace::name" of a function; without one, the decorator. Raises ValueError for parameters without a type.

    mutates_args: the names of the parameters that it changes in place; it is then run as it is, without a gradient of its own.
    """

    def define(function: Fn) -> CustomOpDef:
        for parameter in inspect.signature(function).parameters.values() if schema is None else ():
            if parameter.annotation is parameter.empty:
                raise ValueError(f"infer_schema(func): Parameter {parameter.name} must have a type annotation.")
        DEFINED[name] = CustomOpDef(name, function, bool(mutates_args))
        return DEFINED[name]

    return define if fn is None else define(fn)


def found(op: str | CustomOpDef) -> CustomOpDef:
    """The operation of a name. Raises RuntimeError for one that nobody defined."""
    if isinstance(op, CustomOpDef):
        return op
    if op not in DEFINED:
        raise RuntimeError(f"operator {op} does not exist")
    return DEFINED[op]


def register_autograd(op: str | CustomOpDef, backward: Fn, /, *, setup_context: Fn | None = None, lib: Any = None) -> None:
    """CustomOpDef.register_autograd of the operation or its name."""
    found(op).register_autograd(backward, setup_context=setup_context)


def register_fake(op: str | CustomOpDef, func: Fn | None = None, /, **_: Any) -> Any:
    """CustomOpDef.register_fake of the operation or its name."""
    return found(op).register_fake if func is None else found(op).register_fake(func)


def register_kernel(op: str | CustomOpDef, device_types: Any, func: Fn | None = None, /, **_: Any) -> Any:
    """CustomOpDef.register_kernel of the operation or its name."""
    return found(op).register_kernel(device_types, func)


class Namespace:
    """torch.ops, and below it the operations of one namespace: torch.ops.mine.square."""

    def __init__(self, path: str = "") -> None:
        self._path = path

    def __getattr__(self, name: str) -> Any:
        if not self._path:
            return Namespace(name)
        op = DEFINED.get(f"{self._path}::{name}")
        if op is None:
            raise AttributeError(f"'_OpNamespace' '{self._path}' object has no attribute '{name}'")
        return op


ops = Namespace()

__all__ = ["CustomOpDef", "custom_op", "register_autograd", "register_fake", "register_kernel"]
