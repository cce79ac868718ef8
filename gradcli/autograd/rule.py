"""A differentiation rule with what it needs kept for backward, read off its parameter names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import CO_VARARGS, CO_VARKEYWORDS
from typing import Any

DROP, SHAPE, VALUE = 0, 1, 2
EVERY = ("**",)  # the names of a rule that takes all metadata, whatever there is


class Rule:
    """A rule (g, y, *arguments, **params) -> gradient.

    arguments: per argument DROP (named `_x`), SHAPE (`x_shape`, a tuple) or VALUE (`x`); the last one stands for all further ones.
    result: whether y is used.  names: the metadata it takes, its keyword-only parameters.
    slope: of an elementwise operation, (y, *arguments) -> dy/dargument; else None.
    """

    __slots__ = ("arguments", "fn", "names", "result", "slope", "whole")

    def __init__(self, fn: Callable[..., Any], whole: bool = False) -> None:
        code = fn.__code__
        positional = code.co_varnames[: code.co_argcount]
        last = code.co_argcount + code.co_kwonlyargcount
        if code.co_flags & CO_VARARGS:
            positional += (code.co_varnames[last],)
        self.fn = fn
        self.slope: Callable[..., Any] | None = None
        self.names = EVERY if code.co_flags & CO_VARKEYWORDS else code.co_varnames[code.co_argcount : last]
        self.result = not positional[1].startswith("_")
        self.whole = whole
        # a rule for all arguments names them once: `xs` keeps all values, `xs_shapes` all shapes, `_xs` nothing
        self.arguments = tuple(map(_code, positional[2:3] if whole else positional[2:]))

    @classmethod
    def of_slope(cls, slope: Callable[..., Any]) -> Rule:
        """The rule of an elementwise operation: g times the conjugate of `slope` (y, *arguments, **params) -> dy/dargument."""
        code = slope.__code__
        positional = code.co_varnames[: code.co_argcount]
        rule = object.__new__(cls)
        rule.fn, rule.slope = (lambda g, y, *args, **params: g * conj(slope(y, *args, **params))), slope
        rule.names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        rule.result, rule.whole = not positional[0].startswith("_"), False
        rule.arguments = tuple(map(_code, positional[1:]))
        return rule

    def __call__(self, g: Any, y: Any, saved: Sequence[Any], params: dict[str, Any]) -> Any:
        if self.names:
            return self.fn(g, y, *saved, **self.chosen(params))
        if self.slope is not None:
            return g * conj(self.slope(y, *saved))
        return self.fn(g, y, *saved)

    def all(self, g: Any, y: Any, saved: Sequence[Any], wanted: Sequence[bool], params: dict[str, Any]) -> list[Any]:
        """The gradients of every argument at once, for a `whole` rule."""
        return list(self.fn(g, y, saved, wanted, **self.chosen(params)))

    def chosen(self, params: dict[str, Any]) -> dict[str, Any]:
        """The metadata it takes."""
        return params if self.names is EVERY or len(params) == len(self.names) else {name: params[name] for name in self.names}


def as_it_is(g: Any, _y: Any, _a: Any, _b: Any) -> Any:
    """The rule of an argument whose gradient is the cotangent itself."""
    return g


ROW_RULES: dict[Any, Sequence[Callable[..., Any]]] = {}


def on_rows(op: Any, *rules: Callable[..., Any]) -> None:
    """Declare rules of `op` for cotangents stacked on a leading axis, one per argument: (g, y, *arguments) -> gradients stacked alike.

    They are a shorter way than the batching rules of what the op's own rules are written in.
    """
    ROW_RULES[op] = rules


def _code(name: str) -> int:
    if name.startswith("_"):
        return DROP
    return SHAPE if name.endswith(("shape", "shapes")) else VALUE


def conj(x: Any) -> Any:
    """The complex conjugate of a number, array or tensor; real ones as they are."""
    kind = x.__class__
    if kind is float or kind is int:
        return x
    return x.conjugate() if kind is complex else x if x.dtype.kind != "c" else x.conj()


def linear_tangent(op: Any, ts: Sequence[Any], _y: Any, *args: Any, **params: Any) -> Any:
    """The tangent of an operation that is linear in each argument: the sum of it with one argument replaced by its tangent."""
    total = None
    for i, t in enumerate(ts):
        if t is not None:
            part = op(*args[:i], t, *args[i + 1 :], **params)
            total = part if total is None else total + part
    return total


def or_zero(t: Any, x: Any) -> Any:
    """A tangent, or the zeros it stands for where it is None: for jvp rules that need all of them."""
    return x * 0 if t is None else t


def without(params: dict[str, Any], name: str) -> dict[str, Any]:
    """Metadata less one item: what an operation passes on to its transpose, which has no use for it."""
    return {key: value for key, value in params.items() if key != name}
