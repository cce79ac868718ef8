"""The signatures of public functions as text, with the imports that their types need."""

from __future__ import annotations

import inspect
import math
import types
import typing
from typing import Any

from gradcli.autograd.op import Op

# functions declared to return Any that do not always return one tensor: named tuples, tuples, numbers, whatever goes in
MANY = frozenset(
    """
    adaptive_max_pool1d adaptive_max_pool1d_with_indices adaptive_max_pool2d adaptive_max_pool2d_with_indices
    adaptive_max_pool3d adaptive_max_pool3d_with_indices aminmax atleast_1d atleast_2d atleast_3d broadcast_shapes
    cholesky_ex cond cummax cummin eig eigh embedding_bag frexp histogram inv_ex kthvalue lstsq lu lu_factor lu_factor_ex
    max max_pool1d max_pool1d_with_indices max_pool2d max_pool2d_with_indices max_pool3d max_pool3d_with_indices median
    min mode nanmedian nonzero qr size slogdet solve_ex sort split_copy split_with_sizes_copy std_mean stride svd topk
    triangular_solve type unbind_copy unique unique_consecutive var_mean where
    """.split()
)
# what **options of the functions that make tensors stands for
OPTIONS = (
    "dtype: Any = None",
    "layout: Any = None",
    "device: Any = None",
    "requires_grad: builtins.bool = False",
    "pin_memory: builtins.bool = False",
    "memory_format: Any = None",
    "generator: Any = None",
    "out: Any = None",
)
Kind = inspect._ParameterKind


class Types:
    """Types as text; collects what they need imported (name -> module). Builtins are spelled out: torch has an `int` of its own."""

    def __init__(self) -> None:
        self.imports: dict[str, str] = {}

    def text(self, kind: Any) -> str:
        """A type as it stands in a stub."""
        if kind is Any:
            return "Any"
        if kind is None or kind is type(None):
            return "None"
        if isinstance(kind, list):  # the parameters of a Callable
            return f"[{', '.join(map(self.text, kind))}]"
        if kind is ...:
            return "..."
        args, origin = typing.get_args(kind), typing.get_origin(kind)
        if origin is types.UnionType or origin is typing.Union:
            return " | ".join(map(self.text, args))
        return f"{self.name(origin)}[{', '.join(map(self.text, args))}]" if args else self.name(kind)

    def name(self, kind: Any) -> str:
        """The name of a class, imported from where it is."""
        if kind.__module__ == "builtins":
            return f"builtins.{kind.__name__}"
        self.imports[kind.__name__] = "gradcli.autograd.tensor" if kind.__module__ == "gradcli" else kind.__module__
        return str(kind.__name__)


def signature_of(fn: Any) -> inspect.Signature:
    """The parameters of a function, an operation, or the in-place form of either."""
    inner = getattr(fn, "__wrapped__", None)
    if inner is None or "__signature__" in vars(fn):
        return _of_operation(fn) if isinstance(fn, Op) else inspect.signature(fn)
    parameters = dict(signature_of(inner).parameters)
    code = fn.__code__
    for name in code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]:  # what the wrapper adds
        kind = Kind.KEYWORD_ONLY if name == "out" else Kind.POSITIONAL_OR_KEYWORD
        parameters.setdefault(name, inspect.Parameter(name, kind, default=fn.__kwdefaults__[name]))
    return inspect.Signature(sorted(parameters.values(), key=lambda p: p.kind))


def _of_operation(op: Op) -> inspect.Signature:
    """Its arrays by position, its metadata by keyword."""
    code = getattr(op.kernel, "__code__", None)
    count = code.co_argcount if code else getattr(op.kernel, "nin", 0) or len(op.rules)
    arrays = [inspect.Parameter(name, Kind.POSITIONAL_OR_KEYWORD) for name in ("input", "other", "value")[:count]]
    named = [inspect.Parameter(name, Kind.KEYWORD_ONLY, default=value) for name, value in op.defaults.items()]
    return inspect.Signature([*arrays, *named])


def source_of(fn: Any) -> Any:
    """The function that carries the annotations."""
    return inspect.unwrap(fn)


def parameters_of(fn: Any, to: Types) -> list[str]:
    """Each parameter as `name: type = default`, with the lone `*` where it belongs."""
    out: list[str] = []
    starred = False
    for p in signature_of(fn).parameters.values():
        named = p.kind is Kind.KEYWORD_ONLY or stands_for_options(p)
        if named and not starred:
            out.append("*")
        starred = starred or named or p.kind is Kind.VAR_POSITIONAL
        out.extend(OPTIONS if stands_for_options(p) else [parameter(p, source_of(fn), to)])
    return out


def stands_for_options(p: inspect.Parameter) -> bool:
    """Whether it is the **options of a function that makes tensors."""
    return p.kind is Kind.VAR_KEYWORD and p.name == "options"


def parameter(p: inspect.Parameter, fn: Any, to: Types) -> str:
    """`dim: int | None = None`."""
    star = "*" if p.kind is Kind.VAR_POSITIONAL else "**" if p.kind is Kind.VAR_KEYWORD else ""
    default = "" if p.default is p.empty else f" = {literal(p.default)}"
    return f"{star}{p.name}: {to.text(annotation(fn, p.name))}{default}"


def literal(value: Any) -> str:
    """A default as it may stand in a stub."""
    plain = value is None or isinstance(value, (bool, int, str)) or (isinstance(value, float) and math.isfinite(value))
    return repr(value) if plain else "..."


def result_of(name: str, fn: Any, to: Types) -> str:
    """The type of the result; where the source says Any it is a tensor, unless the function is known to give other things too."""
    kind = annotation(fn, "return")
    if kind is not Any or name in MANY:
        return to.text(kind)
    from gradcli.autograd.tensor import Tensor

    return to.text(Tensor)


def annotation(fn: Any, name: str) -> Any:
    """The type that a function declares for a parameter or its result; Any where there is none."""
    text = getattr(fn, "__annotations__", {}).get(name, Any)
    if not isinstance(text, str):
        return text
    try:
        return eval(text, getattr(fn, "__globals__", {}))
    except NameError:  # a type that is imported for checkers alone
        return Any
