"""torch.jit, where nothing is compiled: a scripted or traced function is the function itself, as the graph is read from its run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Generic, TypeVar

from gradcli.nn import Module

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

ScriptModule = Module


def script(obj: T, *_: Any, **_how: Any) -> T:
    """The function, class or module itself."""
    return obj


def trace(func: T, example_inputs: Any = None, *_: Any, **_how: Any) -> T:
    """The function or module itself; it is not run on the examples."""
    return func


def trace_module(mod: T, inputs: Any, *_: Any, **_how: Any) -> T:
    """The module itself."""
    return mod


def freeze(mod: T, *_: Any, **_how: Any) -> T:
    """The module itself."""
    return mod


def optimize_for_inference(mod: T, *_: Any, **_how: Any) -> T:
    """The module itself."""
    return mod


def script_method(fn: F) -> F:
    """The method itself."""
    return fn


def script_if_tracing(fn: F) -> F:
    """The function itself."""
    return fn


def export(fn: F) -> F:
    """The method itself."""
    return fn


def interface(obj: T) -> T:
    """The class itself."""
    return obj


def ignore(drop: Any = False, **_: Any) -> Any:
    """A decorator, with or without arguments, that leaves its function as it is."""
    return drop if callable(drop) else script


def unused(fn: F) -> F:
    """The function itself; it may be called, as outside of a script in torch."""
    return fn


def annotate(the_type: Any, the_value: T) -> T:
    """The value."""
    return the_value


def Attribute(value: T, type: Any) -> T:
    """The value."""
    return value


def is_scripting() -> bool:
    """False: functions run as they are written."""
    return False


def is_tracing() -> bool:
    """False, also while gradcli records a graph."""
    return False


@contextmanager
def optimized_execution(should_optimize: bool) -> Iterator[None]:
    """A block in which nothing is different."""
    yield


class Future(Generic[T]):
    """What `fork` returns: the result is there already."""

    def __init__(self, value: T) -> None:
        self._value = value

    def wait(self) -> T:
        """The result."""
        return self._value


def fork(func: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
    """func(*args, **kwargs), run there and then."""
    return Future(func(*args, **kwargs))


def wait(future: Future[T]) -> T:
    """The result of a fork."""
    return future.wait()


__all__ = [
    "Attribute", "Final", "Future", "ScriptModule", "annotate", "export", "fork", "freeze", "ignore", "interface", "is_scripting",
    "is_tracing", "optimize_for_inference", "optimized_execution", "script", "script_if_tracing", "script_method", "trace", "trace_module",
    "unused", "wait",
]  # fmt: skip
