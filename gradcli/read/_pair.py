"""A plain numpy function with a hand-written gradient, Jacobian or VJP beside it, as one operation: `@case(x=..., gradient=rosen_grad)`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradcli.autograd.function import Function
from gradcli.autograd.tensor import Tensor, make
from gradcli.errors import ReadError

Array = Any


def paired(fn: Callable[..., Any], gradient: Callable[..., Any], draft: Any) -> Callable[..., Any]:
    """A function of tensors that computes `fn` on arrays and whose backward is `gradient`; its node bears the gradient's name.

    gradient(*same arguments) returns the gradient of a scalar or the Jacobian (output shape + input shape), one per differentiated
    input (a tuple, or a dict by name); with one parameter more, that one is the cotangent and it returns the VJP.
    """
    names = tuple(inspect.signature(fn).parameters)
    extra = [name for name in inspect.signature(gradient).parameters if name not in names]
    if len(extra) > 1:
        what = f"{gradient.__name__} has parameters that {fn.__name__} has not: {', '.join(extra)}"
        raise ReadError(what, hint="one at most: the cotangent", where=draft.file.where(gradient))
    pair = Pair(fn, gradient, names, extra[0] if extra else "")
    apply = at(draft.file.where(gradient), pair.operation().apply)

    def call(*args: Any, **kwargs: Any) -> Tensor:
        bound = inspect.signature(fn).bind(*args, **kwargs)
        bound.apply_defaults()
        values = [bound.arguments[name] for name in names]
        wanted = [name for name, value in zip(names, values) if isinstance(value, Tensor) and value.requires_grad]
        return apply(wanted, *values)  # type: ignore[no-any-return]

    return call


@dataclass(frozen=True, slots=True)
class Pair:
    """A function with its derivative.   names: its parameters.   cotangent: the derivative's parameter for it, "" if it has none."""

    fn: Callable[..., Any]
    gradient: Callable[..., Any]
    names: tuple[str, ...]
    cotangent: str

    def operation(self) -> type[Function]:
        """The Function of the two; its first argument is the names of the inputs to differentiate."""
        backward = functools.wraps(self.gradient)(lambda *args: self.backward(*args))  # a finding points into the user's function
        forward = functools.wraps(self.fn)(lambda *args: self.forward(*args))
        shown = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in ("ctx", "wanted", *self.names)]
        forward.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
        return type(self.gradient.__name__, (Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)})

    def forward(self, ctx: Any, wanted: list[str], *values: Any) -> Tensor:
        ctx.wanted, ctx.values = wanted, dict(zip(self.names, map(plain, values)))
        ctx.y = np.asarray(self.fn(**ctx.values))
        return make(ctx.y)

    def backward(self, ctx: Any, g: Tensor) -> tuple[Any, ...]:
        more = {self.cotangent: np.asarray(g._data)} if self.cotangent else {}
        found = by_name(self.gradient(**ctx.values, **more), ctx.wanted, self.gradient.__name__)
        if not self.cotangent:
            found = {name: pull(g._data, slope, ctx.y, ctx.values[name]) for name, slope in found.items()}
        return (None, *(make(np.asarray(found[name])) if name in found else None for name in self.names))


def plain(value: Any) -> Any:
    """The array of a tensor; 0-d ones as numpy scalars, which print and format as numbers do."""
    return value._data[()] if isinstance(value, Tensor) else value


def by_name(found: Any, wanted: Sequence[str], name: str) -> dict[str, Array]:
    """What the gradient returned, per input. Raises RuntimeError when there is not one for each."""
    if isinstance(found, dict):
        return found
    many = list(found) if isinstance(found, (tuple, list)) and len(wanted) > 1 else [found]
    if len(many) != len(wanted):
        expected = f"expected {len(wanted)}: {', '.join(wanted)}; got {len(many)}"
        raise RuntimeError(f"{name} returned an incorrect number of gradients ({expected})")
    return dict(zip(wanted, many))


def pull(g: Array, slope: Any, y: Array, x: Any) -> Array:
    """The cotangent through a gradient (of a scalar), a Jacobian of shape y + x, or the slope of an elementwise function."""
    slope = np.conj(np.asarray(slope))
    return np.tensordot(g, slope, y.ndim) if y.ndim and slope.shape == (*y.shape, *np.shape(x)) else np.asarray(g * slope)


def at(where: Any, call: Callable[..., Any]) -> Callable[..., Any]:
    """The same, called from the user's line, so that whoever traces names the gradient's place and not ours."""
    code = compile("\n" * max(where.line - 1, 0) + "lambda *args: call(*args)", where.file, "eval")
    return eval(code, {"call": call})  # type: ignore[no-any-return]
