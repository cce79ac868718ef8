"""What an elementwise gradient is off by, a factor or a term that is a simple function of x or y, and what both sides look like."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from gradcli.check.seen import Seen, equal, ratio

Array = np.ndarray[Any, Any]


def shapes(x: Array, y: Array) -> Iterator[tuple[str, Array]]:
    """The functions tried, by name, simple ones first, that are finite and not constant here."""
    with np.errstate(all="ignore"):
        s = 1 / (1 + np.exp(-x))
        # fmt: off
        table = {
            "x": x, "1/x": 1 / x, "x^2": x * x, "sign(x)": np.sign(x), "|x|": np.abs(x), "x^3": x ** 3, "1/x^2": 1 / (x * x),
            "y": y, "1/y": 1 / y, "y^2": y * y, "1 - y": 1 - y, "1 + y": 1 + y, "1 / (1 - y)": 1 / (1 - y), "1 / (1 + y)": 1 / (1 + y),
            "1 - y^2": 1 - y * y, "1 / (1 - y^2)": 1 / (1 - y * y), "y (1 - y)": y * (1 - y), "x y": x * y, "exp(x)": np.exp(x),
            "exp(-x)": np.exp(-x), "sigmoid(x)": s, "1 + sigmoid(x)": 1 + s, "1 - sigmoid(x)": 1 - s, "1 / sigmoid(x)": 1 / s,
            "sigmoid(x) (1 - sigmoid(x))": s * (1 - s), "sin(x)": np.sin(x), "cos(x)": np.cos(x), "tanh(x)": np.tanh(x),
            "1 - tanh(x)^2": 1 - np.tanh(x) ** 2, "sinh(x)": np.sinh(x), "cosh(x)": np.cosh(x), "sqrt(x)": np.sqrt(x),
            "1 / sqrt(x)": 1 / np.sqrt(x), "ln(x)": np.log(x), "1 + x": 1 + x, "1 / (1 + x)": 1 / (1 + x), "1 + x^2": 1 + x * x,
            "1 / (1 + x^2)": 1 / (1 + x * x), "1 / sqrt(1 - x^2)": 1 / np.sqrt(1 - x * x), "exp(-x^2)": np.exp(-x * x),
            "1 - x": 1 - x, "x (1 - x)": x * (1 - x), "1 - x^2": 1 - x * x, "exp(2 x)": np.exp(2 * x), "exp(y)": np.exp(y),
            "cos(y)": np.cos(y), "1 - tanh(y)^2": 1 - np.tanh(y) ** 2,
        }
        # fmt: on
    for name, values in table.items():
        if np.isfinite(values).all() and np.ptp(values) > 1e-3 * np.abs(values).max():
            yield name, values


def elementwise(seen: Seen) -> str:
    """The factor or the term and the formulas, for Jacobians that are diagonal as given; "" otherwise."""
    n = seen.numeric.shape[0]
    if seen.numeric.shape != (n, n) or seen.x.size != n or n < 2 or np.count_nonzero(seen.analytic - np.diag(np.diag(seen.analytic))):
        return ""
    if (np.abs(seen.numeric - np.diag(np.diag(seen.numeric))) > 4 * seen.bound).any():
        return ""
    given, right, bound = (np.diag(matrix) for matrix in (seen.analytic, seen.numeric, seen.bound))
    if equal(given, right, bound, float(np.abs(given - right).max())):
        return ""  # beside entries this large nothing can be told
    found = _inverted(given, right, bound) or _off(given, right, seen, bound)
    formulas, legend = _formulas(given, right, seen, bound)
    told = f", {legend}" if legend and legend not in found else ""
    return "; ".join(filter(None, (found, formulas + told)))


def _inverted(given: Array, right: Array, bound: Array) -> str:
    """A gradient wherever there should be none, and the other way round."""
    passes, should = given != 0, np.abs(right) > 4 * bound
    split = bool((passes != should).all()) and min(passes.sum(), should.sum()) > 1
    return "the mask is inverted: the gradient passes where the function is flat and nowhere else" if split else ""


def _off(given: Array, right: Array, seen: Seen, bound: Array) -> str:
    for name, values in shapes(seen.x, seen.y):
        alpha = ratio(given, right * values, bound * np.abs(values))
        if alpha is not None:
            return f"off by the factor {_scaled(alpha, name)}, {_legend(name)}"
    return _product(given, right, seen, bound) or _term(given - right, seen, bound)


def _product(given: Array, right: Array, seen: Seen, bound: Array) -> str:
    """Half of the product rule for y = x f(x), whatever f is."""
    if not (seen.x.all() and np.ptp(seen.y / seen.x)):
        return ""
    inner = seen.y / seen.x
    if ratio(given, inner, np.maximum(bound, 1e-12 * np.abs(inner))) is not None and equal(given, inner, bound, _gap(given, right)):
        return "half of the product rule: for y = x f(x) the term x f'(x) is missing"
    if equal(given, right - inner, bound, _gap(given, right)):
        return "half of the product rule: for y = x f(x) the term f(x) = y / x is missing"
    return ""


def _gap(given: Array, right: Array) -> float:
    return float(np.abs(given - right).max())


def _formulas(given: Array, right: Array, seen: Seen, bound: Array) -> tuple[str, str]:
    """What the gradient looks like and what it should, and what the letters mean; "" where it is no function of the table."""
    gap = _gap(given, right)
    ours, theirs = (_formula(values, seen, bound, gap) for values in (given, right))
    if not ours:
        return "", ""
    return f"the gradient looks like {ours}" + (f" where it should be {theirs}" if theirs else ""), _legend(ours + theirs)


def _formula(values: Array, seen: Seen, bound: Array, gap: float) -> str:
    if equal(values, np.full_like(values, values.mean()), bound, gap):
        return f"{values.mean():.6g}"
    for name, shape in shapes(seen.x, seen.y):
        alpha = ratio(values, shape, bound)
        if alpha is not None and equal(values, alpha * shape, bound, gap):
            return _scaled(alpha, name)
    return ""


def _term(difference: Array, seen: Seen, bound: Array) -> str:
    constant = ratio(difference, np.ones_like(difference), np.maximum(bound, 1e-12))
    if constant is not None:
        return f"a term of {abs(constant):.7g} is {'missing' if constant < 0 else 'too many'}"
    for name, values in shapes(seen.x, seen.y):
        alpha = ratio(difference, values, bound)
        if alpha is not None and any(math.isclose(abs(alpha), k, rel_tol=1e-5) for k in (0.5, 1, 2, 3)):
            return f"a term {_scaled(abs(alpha), name)} is {'missing' if alpha < 0 else 'too many'}, {_legend(name)}"
    return ""


def _legend(name: str) -> str:
    parts = ["x the input"] * ("x" in name.replace("exp", "")) + ["y the result"] * ("y" in name)
    return " and ".join(parts)


def _scaled(alpha: float, name: str) -> str:
    """ "2 cos(x)" for the name of a shape, "0.5 / y" for 0.5 times "1 / y"."""
    sign = next((word for value, word in ((1.0, ""), (-1.0, "-")) if math.isclose(alpha, value, rel_tol=1e-5)), None)
    if sign is not None:
        return f"{sign}{name}"
    return f"{alpha:.6g}{name[1:]}" if name.startswith("1 / ") else f"{alpha:.6g} {name}"
