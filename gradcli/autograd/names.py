"""The public names of the engine: which functions appear as torch.f, Tensor.f, nn.functional.f, linalg.f, fft.f, special.f."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from inspect import signature, unwrap
from typing import Any, TypeVar, cast

from gradcli.autograd import misfit, unfit
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn

F = TypeVar("F", bound=Callable[..., Any])
VERSION = "2.13.0+gradcli"  # of PyTorch, whose names these are: programs ask for it
NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim"}
FACES: dict[Any, Any] = {}
SPACES: dict[str, dict[str, Any]] = {"torch": {}, "Tensor": {}, "functional": {}, "linalg": {}, "fft": {}, "special": {}}


def public(where: str = "torch Tensor", *names: str) -> Callable[[F], F]:
    """Publish a function under its own name, or `names`, in each of the spaces in `where`; "Tensor" makes it a method."""

    def publish(fn: F) -> F:
        if names and inspect.isfunction(fn):
            fn.__name__ = fn.__qualname__ = names[0]
        for name in names or (fn.__name__,):
            expose(where, name, fn)
        return fn

    return publish


def expose(where: str, name: str, value: Any) -> None:
    """Publish `value` as `name` in each of the spaces in `where`."""
    for space in where.split():
        if space == "Tensor":
            value = SPACES[space][name] = face(value, name, 1)
            setattr(Tensor, name, value if hasattr(value, "__get__") else as_method(value))
        else:
            SPACES[space][name] = face(value, name if space in ("torch", "functional") else f"{space}_{name}")


def as_method(op: Callable[..., Any]) -> Callable[..., Any]:
    """A callable object as a function, which binds to the tensor it is called on."""

    def method(self: Tensor, *args: Any, **params: Any) -> Any:
        return op(self, *args, **params)

    method.__doc__ = op.__doc__
    return method


def face(fn: Any, label: str, own: int = 0) -> Any:
    """A function that names an argument of the wrong type as torch does, and takes numpy's names; those of the fast path as they are.

    own: how many of the first arguments the caller does not write (self).
    """
    code = getattr(fn, "__code__", None)
    if code is None or (code.co_name == "call" and not hasattr(fn, "__wrapped__")):
        return fn
    tensors = misfit.tensor_arguments(unwrap(fn), own) or misfit.tensor_arguments(fn, own)
    if not tensors:
        return with_numpy_names(fn, label, own)
    numpy_names = takes_dim(unwrap(fn))

    @wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            if kwargs and numpy_names:
                kwargs = {NUMPY_NAMES.get(name, name): value for name, value in kwargs.items()}
            return fn(*args, **kwargs)
        except Exception as error:
            wrong = misfit.wrong_argument(label, tensors, args, kwargs, error, own)
            if wrong is not None:
                wrong = unfit.as_listed(wrong, label, signature(fn), args, kwargs, own)
            wrong = wrong or unfit.explained(label, fn, args, kwargs, error, own)
            if wrong is None:
                raise
            raise wrong from None

    call.__name__ = call.__qualname__ = label
    FACES[call] = fn
    return call


def behind(fn: Any) -> Any:
    """The function that a face was given to, to be given it again when something is laid between; others as they are."""
    return FACES.get(fn, fn)


def takes_dim(fn: Any) -> bool:
    """Whether a function has an argument `dim`, which numpy's users call `axis`."""
    code = getattr(fn, "__code__", None)
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] if code is not None else ()
    return "dim" in known and "axis" not in known


def with_numpy_names(fn: Any, label: str, own: int) -> Any:
    """A function that takes numpy's `axis` and `keepdims` for its own `dim` and `keepdim`, as torch's do; others as they are."""
    if not takes_dim(fn):
        return fn

    @wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return fn(*args, **{NUMPY_NAMES.get(name, name): value for name, value in kwargs.items()}) if kwargs else fn(*args)
        except unfit.CAUSES as error:
            wrong = unfit.explained(label, fn, args, kwargs, error, own)
            if wrong is None:
                raise
            raise wrong from None

    return call


def with_old_order(name: str, count: int) -> Callable[[F], F]:
    """A function that takes its factor, called `name`, also before its last `count` operands, as torch's deprecated forms do."""

    def decorate(fn: F) -> F:
        @wraps(fn)
        def call(*args: Any, **kwargs: Any) -> Any:
            if len(args) != count + 2:
                return fn(*args, **kwargs)
            warn(f"This overload of {fn.__name__.removesuffix('_face')} is deprecated: name {name}")
            return fn(args[0], *args[2:], **{name: args[1], **kwargs})

        return cast(F, call)

    return decorate


def find(space: str, name: str) -> Any:
    """A public name, or None; loads all families."""
    import gradcli.autograd.ops  # noqa: F401

    return SPACES[space].get(name)


def all_of(space: str) -> list[str]:
    """Every public name of a space, sorted."""
    import gradcli.autograd.ops  # noqa: F401

    return sorted(SPACES[space])
