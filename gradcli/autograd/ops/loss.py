"""Losses that compare element by element: mse, smooth l1, huber, cross entropies of two classes; and their reductions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd.batch import lifted
from gradcli.autograd.op import Op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.elementwise import log, sigmoid
from gradcli.autograd.ops.kinked import abs_, sign
from gradcli.autograd.ops.reduce import mean, sum_
from gradcli.autograd.ops.softmax import logsigmoid
from gradcli.autograd.rule import Rule
from gradcli.sample import nonzero, normal, positive, within

CLOSE_TO_0 = 1e-12  # torch's floor under x (1 - x) in the gradient of binary cross entropy
LOG_FLOOR = -100.0  # torch's floor under its logarithms


def reduced(values: Any, reduction: str, first: int = 0) -> Any:
    """The values, their sum or their mean over the axes from `first` on. On arrays and tensors."""
    if reduction == "none":
        return values
    dims = tuple(range(first, values.ndim))
    if first and not dims:
        return values
    return (sum_ if reduction == "sum" else mean)(values, dim=dims if first else None, keepdim=False)


def share(g: Any, values: Any, reduction: str) -> Any:
    """What each value gets of the cotangent of its reduction."""
    return g / math.prod(values.shape) if reduction == "mean" else g


def comparison(name: str, cost: Callable[..., Any], *slopes: Callable[..., Any] | None, on: Sequence[Any], grad_fn: str = "") -> Op:
    """Declare a loss: cost (*arrays, **params) -> one value per element, then reduced.

    slopes: (y, *arrays, **params) -> d cost / d argument, one per argument, None for what is not differentiated.
    """

    def kernel(*arrays: Any, reduction: str, **params: Any) -> Any:
        values = cost(*arrays, **params)
        if reduction == "none":
            return values
        total = np.add.reduce(values, axis=None)
        return total if reduction == "sum" else total / total.dtype.type(np.size(values))

    def tangent(ts: Sequence[Any], y: Any, *arrays: Any, reduction: str, **params: Any) -> Any:
        parts = [t * slope(y, *arrays, **taken(slope, params)) for t, slope in zip(ts, slopes) if t is not None and slope]
        return reduced(sum(parts[1:], parts[0]), reduction)

    kernel.__doc__ = cost.__doc__
    out = Op(name, kernel, on, grad_fn=grad_fn, family="reduction").jvp(tangent)
    out.rules = tuple(slope and spread_over(slope) for slope in slopes)
    out.differentiable = True
    return out.batch(batched)


def batched(op: Op, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
    """A loss for every entry of a batch axis: all values, then reduced over the other axes."""
    values = op(*lifted(flags, args), **{**params, "reduction": "none"})
    return reduced(values, params["reduction"], 1)


def taken(fn: Callable[..., Any], params: dict[str, Any]) -> dict[str, Any]:
    """The metadata that `fn` has parameters for."""
    code = fn.__code__
    return {name: params[name] for name in code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]}


def spread_over(slope: Callable[..., Any]) -> Rule:
    """The rule of one argument of a loss: each element's share of the cotangent, times its slope."""
    rule = Rule.of_slope(slope)

    def gradient(g: Any, y: Any, *arrays: Any, reduction: str, **params: Any) -> Any:
        values = slope(y, *arrays, **params)
        return values * share(g, values, reduction)

    rule.fn, rule.names = gradient, (*rule.names, "reduction")
    return rule


# ---------------------------------------------------------------- costs per element
def squared(x: Any, t: Any) -> Any:
    """(x - t) squared."""
    refuse.floating(x, "mse_cpu")
    return (x - t) ** 2


def smooth(x: Any, t: Any, *, beta: float) -> Any:
    """|x - t| - beta / 2, and a parabola where |x - t| < beta."""
    d = (x - t) * np.sign((x - t).real)
    return np.where(d.real < beta, d * d * (0.5 / beta), d - 0.5 * beta)


def huber(x: Any, t: Any, *, delta: float) -> Any:
    """delta (|x - t| - delta / 2), and a parabola where |x - t| <= delta."""
    d = (x - t) * np.sign((x - t).real)
    return np.where(d.real <= delta, d * d * 0.5, (d - 0.5 * delta) * delta)


def binary(x: Any, t: Any, w: Any) -> Any:
    """-t log(x) - (1 - t) log(1 - x), with logarithms of at least -100."""
    if ((x.real < 0) | (x.real > 1)).any():
        raise RuntimeError("all elements of input should be between 0 and 1")
    values = (t - 1) * floored(np.log(1 - x)) - t * floored(np.log(x))
    return values if w is None else values * w


def floored(x: Any) -> Any:
    return np.where(x.real < LOG_FLOOR, x.dtype.type(LOG_FLOOR), x)


def binary_logits(x: Any, t: Any, w: Any, p: Any) -> Any:
    """Binary cross entropy of sigmoid(x), exact far from 0; p weighs the positive class."""
    down = -logsigmoid.kernel(x)
    values = (1 - t) * x + (down if p is None else ((p - 1) * t + 1) * down)
    return values if w is None else values * w


def soft(x: Any, t: Any) -> Any:
    """log(1 + exp(-t x))."""
    return -logsigmoid.kernel(x * t)


# ---------------------------------------------------------------- their slopes
def slope_smooth(_y: Any, x: Any, t: Any, *, beta: float) -> Any:
    d = x - t
    return where(abs_(d) < beta, d / beta, sign(d))


def slope_huber(_y: Any, x: Any, t: Any, *, delta: float) -> Any:
    d = x - t
    return where(abs_(d) <= delta, d, sign(d) * delta)


def slope_binary(_y: Any, x: Any, t: Any, w: Any) -> Any:
    """(x - t) / (x (1 - x)), the denominator kept from 0."""
    room = (1 - x) * x
    slope = (x - t) / where(room < CLOSE_TO_0, CLOSE_TO_0, room)
    return slope if w is None else slope * w


def slope_binary_target(_y: Any, x: Any, _t: Any, w: Any) -> Any:
    slope = log(1 - x) - log(x)
    return slope if w is None else slope * w


def slope_logits(_y: Any, x: Any, t: Any, w: Any, p: Any) -> Any:
    slope = sigmoid(x) - t if p is None else (1 - t) - ((p - 1) * t + 1) * sigmoid(-x)
    return slope if w is None else slope * w


def slope_logits_target(_y: Any, x: Any, _t: Any, w: Any, p: Any) -> Any:
    slope = -x if p is None else -x - (p - 1) * logsigmoid(x)
    return slope if w is None else slope * w


# fmt: off
MEAN, SUM, NONE = {"reduction": "mean"}, {"reduction": "sum"}, {"reduction": "none"}
PAIR = (normal(2, 3), normal(2, 3))
UNIT = (within(0.1, 0.9, 2, 3), within(0.1, 0.9, 2, 3))
#                           name                                cost           slopes (y, x, t, ...)                                          sampled on
mse           = comparison("mse_loss",                          squared,       lambda _y, x, t: 2 * (x - t), lambda _y, x, t: 2 * (t - x),   on=[(*PAIR, MEAN), (*PAIR, SUM), (*PAIR, NONE), (normal(), normal(), MEAN)])
smooth_l1     = comparison("smooth_l1_loss",                    smooth,        slope_smooth, lambda y, x, t, *, beta: -slope_smooth(y, x, t, beta=beta), on=[(*PAIR, {"beta": 0.7, **MEAN}), (*PAIR, {"beta": 2.0, **NONE})], grad_fn="SmoothL1LossBackward0")
huber_op      = comparison("huber_loss",                        huber,         slope_huber, lambda y, x, t, *, delta: -slope_huber(y, x, t, delta=delta), on=[(*PAIR, {"delta": 0.7, **MEAN}), (*PAIR, {"delta": 2.0, **SUM})])
binary_op     = comparison("binary_cross_entropy",              binary,        slope_binary, slope_binary_target, None,                       on=[(*UNIT, None, MEAN), (*UNIT, positive(3), SUM), (*UNIT, positive(2, 3), NONE)])
logits_op     = comparison("binary_cross_entropy_with_logits",  binary_logits, slope_logits, slope_logits_target, None, None,                 on=[(*PAIR, None, None, MEAN), (*PAIR, positive(3), positive(3), SUM), (*PAIR, None, positive(3), NONE)])
soft_margin   = comparison("soft_margin_loss",                  soft,          lambda _y, x, t: -t * sigmoid(-(t * x)), None,                 on=[(normal(2, 3), nonzero(2, 3), MEAN), (normal(4), nonzero(4), NONE)])
# fmt: on
