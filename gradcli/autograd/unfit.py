"""Calls that do not fit the parameters of a function, in torch's words."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

# functions that torch has in several forms: it lists them all instead of saying what is wrong with the nearest
OVERLOADED = frozenset(
    """
    add addbmm addcdiv addcmul addmm addmv addr all any argsort baddbmm bernoulli bitwise_and bitwise_left_shift bitwise_or
    bitwise_right_shift bitwise_xor bmm bucketize clamp clamp_max clamp_min clip cond conv1d conv2d conv3d copy_ copysign count_nonzero
    cumulative_trapezoid div divide dsplit eq fill float_power floor_divide fmod ge gradient greater greater_equal gt hann_window histogram
    hsplit index_fill isin le lerp less less_equal linspace logspace lt masked_fill max mean min mm moveaxis movedim multiply
    nanquantile narrow ne norm not_equal pow prod quantile randint remainder repeat_interleave round rsub scatter searchsorted sort
    squeeze std std_mean sub subtract sum tensor_split to trapezoid trapz true_divide type var var_mean view vsplit where xlogy zeta
    """.split()
)
WHOLE, REAL = (int, np.integer), (int, float, np.integer, np.floating)
CAUSES = (TypeError, AttributeError, ValueError, IndexError)  # what a value of the wrong type runs into


def explained(label: str, fn: Any, args: Sequence[Any], kwargs: Mapping[str, Any], error: Exception, own: int = 0) -> TypeError | None:
    """The error for a call that does not fit; None when it does.   own: how many of the first arguments the caller did not write (self)."""
    if not isinstance(error, CAUSES):
        return None
    signature = inspect.signature(fn)
    text: str | None
    try:
        given = signature.bind(*args, **kwargs).arguments
    except TypeError as misfit:
        text = unbound(label, signature, str(misfit), args, kwargs, own)
    else:
        text = mistyped(label, fn, given, kwargs, own)
    return None if text is None else as_listed(TypeError(text), label, signature, args, kwargs, own)


def as_listed(
    wrong: TypeError, label: str, signature: inspect.Signature, args: Sequence[Any], kwargs: Mapping[str, Any], own: int = 0
) -> TypeError:
    """The error, or for functions with several forms the one that lists what was given and could be; one argument tells them apart."""
    if label not in OVERLOADED or len(args) + len(kwargs) < 2:
        return wrong
    got = f"{label}() received an invalid combination of arguments - got ({told(args[own:], kwargs)}), but expected one of:"
    return TypeError(f"{got}\n * {str(signature).partition(' -> ')[0]}")


def without_tensor(label: str, *args: Any, first: str = "input", second: str = "other") -> TypeError:
    """The error for a function of a tensor and a tensor or number, called with neither a tensor."""
    got = f"{label}() received an invalid combination of arguments - got ({told(args, {})}), but expected one of:"
    number = "self" if first == "input" else first
    forms = (f"Tensor {first}, Tensor {second}", f"Number {number}, Tensor {second}", f"Tensor {first}, Number {second}")
    return TypeError("\n * ".join([got, *(f"({form}, *, Tensor out = None)" for form in forms)]) + "\n")


def told(args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """The types of the arguments, as torch lists them: "Tensor, int, dim=list"."""
    named = [f"{name}={type(value).__name__}" for name, value in kwargs.items()]
    return ", ".join([*(type(a).__name__ for a in args), *named]) + (", " if kwargs and not args else "")


def unbound(label: str, signature: inspect.Signature, misfit: str, args: Sequence[Any], kwargs: Mapping[str, Any], own: int) -> str:
    """What is wrong with the number or the names of the arguments."""
    places = [p for p in signature.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    if misfit.startswith("missing a required"):
        places = places[len(args) :] + [p for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]
        missing = [f'"{p.name}"' for p in places if p.default is p.empty and p.name not in kwargs]
        return f"{label}() missing {len(missing)} required positional argument{'s' * (len(missing) == 1)}: {', '.join(missing)}"
    if misfit.startswith("too many"):
        places, count = places[own:], len(args) - own
        least = sum(p.default is p.empty for p in places)
        given = f"but {count} {'was' if count == 1 else 'were'} given"
        if least < len(places):
            return f"{label}() takes from {least} to {len(places)} positional arguments {given}"
        return f"{label}() takes {least} positional argument{'s' * (least != 1)} {given}"
    return f"{label}() {misfit}"


def mistyped(label: str, fn: Any, given: Mapping[str, Any], kwargs: Mapping[str, Any], own: int) -> str | None:
    """Which argument is of another type than declared; None when none is, as far as that can be told."""
    declared = inspect.unwrap(fn).__annotations__
    for place, (name, value) in enumerate(given.items()):
        kinds = str(declared.get(name, "Any")).split(" | ")
        if name == "dim" and kinds == ["Any"]:
            kinds = ["int", "None", "ints"]
        if place >= own and not any(fits(value, kind) for kind in kinds):
            where = "" if name in kwargs else f" (position {place + 1 - own})"
            name = "input" if name == "self" else name
            return f"{label}(): argument '{name}'{where} must be {kinds[0]}, not {type(value).__name__}"
    return None


def fits(value: Any, kind: str) -> bool:
    """Whether a value may stand where this type is declared; True for types that are not looked at."""
    number = getattr(value, "ndim", 1) == 0  # a tensor of one number
    if kind == "int":
        return number or (isinstance(value, WHOLE) and not isinstance(value, bool))
    if kind == "float":
        return number or isinstance(value, REAL)
    if kind == "Tensor":
        return hasattr(value, "_data")
    known: dict[str, Any] = {"ints": (tuple, list), "bool": bool, "str": str, "None": type(None)}
    return isinstance(value, known[kind]) if kind in known else True
