"""Why the gradient of a single number is wrong, say of a loss: a factor or a term that is a simple function of the input or the result."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.check.explain_elementwise import shapes
from gradcli.check.seen import CLOSE, Seen, ratio

Array = np.ndarray[Any, Any]
FEW = 4  # entries: with fewer a constant and a shape fit by chance


def by_result(alpha: float, seen: Seen) -> str:
    """A constant factor that is a simple function of the only result; "" for another."""
    if seen.y.size != 1:
        return ""
    y = float(seen.y[0])
    with np.errstate(all="ignore"):
        known = {"y": y, "1/y": np.divide(1.0, y), "2 y": 2 * y, "1 / (2 y)": np.divide(0.5, y), "exp(y)": np.exp(y), "exp(-y)": np.exp(-y)}
    name = next((name for name, value in known.items() if math.isclose(alpha, value, rel_tol=CLOSE)), "")
    return f"off by the factor {name}, y the result" if name else ""


def loss(seen: Seen) -> str:
    """One clause about the gradient of a single real output; "" where no pattern fits."""
    if seen.numeric.shape[0] != 1 or seen.conjugate or seen.x.size != seen.numeric.size:
        return ""
    return _mirrored(seen) or (_factor(seen) or _term(seen) if seen.x.size >= FEW else "")


def _factor(seen: Seen) -> str:
    given, right, bound = seen.analytic[0], seen.numeric[0], seen.bound[0]
    for name, values in shapes(seen.x, np.zeros_like(seen.x)):
        if ratio(given, right * values, bound * np.abs(values)) is not None:
            return f"off by a multiple of {name}, x the input"
    return ""


def _term(seen: Seen) -> str:
    """What is added to every entry, or to every entry in proportion to it."""
    difference, bound = seen.analytic[0] - seen.numeric[0], seen.bound[0]
    if ratio(difference, np.ones_like(difference), bound) is not None:
        word = "too many" if difference[0] > 0 else "missing"
        return f"the same amount, {abs(difference.mean()):.6g}, is {word} in every entry: a mean, say, that is not subtracted"
    alpha = ratio(difference, seen.x, bound)
    return f"a multiple of x is {'too many' if alpha > 0 else 'missing'}, x the input" if alpha is not None else ""


def _mirrored(seen: Seen) -> str:
    """The gradient of a matrix of which both triangles count, or only one."""
    if len(seen.input_shape) < 2 or seen.input_shape[-1] != seen.input_shape[-2] or seen.input_shape[-1] < 2:
        return ""
    given = seen.analytic.reshape(seen.input_shape)
    turned = given.swapaxes(-1, -2)
    known = {
        "not symmetric: it has to be averaged with its transpose": (given + turned) / 2,
        "not symmetric: its transpose has to be added": given + turned,
        "symmetric, but only the lower triangle is read": np.tril(given),
        "symmetric, but only the upper triangle is read": np.triu(given),
    }
    right = seen.numeric.reshape(seen.input_shape)
    bound = seen.bound.reshape(seen.input_shape)
    allowed = 4 * (bound + bound.swapaxes(-1, -2)) + 1e-3 * CLOSE * np.abs(right).max()
    return next((says for says, other in known.items() if right.any() and (np.abs(other - right) <= allowed).all()), "")
