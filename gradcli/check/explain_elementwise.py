"""What an elementwise gradient is off by: a factor or a term that is a simple function of the input x or of the result y."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from gradcli.check.seen import Seen, ratio

Array = np.ndarray[Any, Any]


def shapes(x: Array, y: Array) -> Iterator[tuple[str, Array]]:
    """The functions tried, by name, that are finite and not constant here."""
    with np.errstate(all="ignore"):
        sigmoid = 1 / (1 + np.exp(-x))
        # fmt: off
        table = {
            "x": x, "1/x": 1 / x, "x^2": x * x, "sign(x)": np.sign(x), "|x|": np.abs(x),
            "y": y, "1/y": 1 / y, "y^2": y * y, "1 - y": 1 - y, "1 + y": 1 + y, "1 / (1 - y)": 1 / (1 - y), "1 / (1 + y)": 1 / (1 + y),
            "1 - y^2": 1 - y * y, "1 / (1 - y^2)": 1 / (1 - y * y), "x y": x * y, "exp(x)": np.exp(x), "exp(-x)": np.exp(-x),
            "sigmoid(x)": sigmoid, "1 + sigmoid(x)": 1 + sigmoid, "1 - sigmoid(x)": 1 - sigmoid, "1 / sigmoid(x)": 1 / sigmoid,
            "sin(x)": np.sin(x), "cos(x)": np.cos(x), "tanh(x)": np.tanh(x), "1 - tanh(x)^2": 1 - np.tanh(x) ** 2,
            "sqrt(x)": np.sqrt(x), "ln(x)": np.log(x), "1 + x^2": 1 + x * x, "1 / (1 + x^2)": 1 / (1 + x * x),
        }
        # fmt: on
    for name, values in table.items():
        if np.isfinite(values).all() and np.ptp(values) > 1e-3 * np.abs(values).max():
            yield name, values


def elementwise(seen: Seen) -> str:
    """The factor or the term, for Jacobians that are diagonal as given; "" otherwise."""
    n = seen.numeric.shape[0]
    if seen.numeric.shape != (n, n) or seen.x.size != n or n < 2 or np.count_nonzero(seen.analytic - np.diag(np.diag(seen.analytic))):
        return ""
    given, right, bound = (np.diag(matrix) for matrix in (seen.analytic, seen.numeric, seen.bound))
    for name, values in shapes(seen.x, seen.y):
        alpha = ratio(given, right * values, bound * np.abs(values))
        if alpha is not None:
            return f"off by the factor {_times(alpha)}{name}, {_legend(name)}"
    return _term(given - right, seen, bound)


def _term(difference: Array, seen: Seen, bound: Array) -> str:
    constant = ratio(difference, np.ones_like(difference), np.maximum(bound, 1e-12))
    if constant is not None:
        return f"a term of {abs(constant):.7g} is {'missing' if constant < 0 else 'too many'}"
    for name, values in shapes(seen.x, seen.y):
        alpha = ratio(difference, values, bound)
        if alpha is not None and any(math.isclose(abs(alpha), k, rel_tol=1e-5) for k in (0.5, 1, 2, 3)):
            return f"a term {_times(abs(alpha))}{name} is {'missing' if alpha < 0 else 'too many'}, {_legend(name)}"
    return ""


def _legend(name: str) -> str:
    parts = ["x the input"] * ("x" in name.replace("exp", "")) + ["y the result"] * ("y" in name)
    return " and ".join(parts)


def _times(alpha: float) -> str:
    return "" if math.isclose(alpha, 1.0, rel_tol=1e-5) else f"{alpha:.6g} "
