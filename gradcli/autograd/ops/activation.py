"""Activation functions of one variable, smooth and piecewise: relu, gelu, elu, hardtanh, ..."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.op import Op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.elementwise import erf, erf_complex, erf_kernel, exp, sigmoid, sigmoid_kernel, tanh
from gradcli.autograd.ops.gate import along, gate, tied
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor
from gradcli.sample import fixed, nonzero, normal

R = (normal(2, 3),)
NZ = (nonzero(2, 3),)
FAR = (fixed([-800.0, 800.0]),)


def activation(name: str, kernel: Callable[..., Any], rule: Callable[..., Any], on: Sequence[Any], **traits: Any) -> Op:
    """Declare a real function of one variable; rule (g, y, x, **params) multiplies g by the slope, backward and forward alike."""
    code = rule.__code__
    names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    out = Op(name, kernel, on, family="activation", **traits).vjp(rule).batch(aligned)
    return out.jvp(lambda ts, y, x, **params: rule(ts[0], y, x, **{n: params[n] for n in names}))


# ---------------------------------------------------------------- kernels; all of them decide on real parts, so that complex step works
def relu_kernel(x: Any) -> Any:
    """max(x, 0); NaN stays NaN."""
    if x.dtype.kind in "bc":
        refuse_relu(x)
    return np.maximum(x, 0)


def refuse_relu(x: Any) -> None:
    """torch's errors for what has no order, or is nothing but 0 and 1."""
    if x.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu")
    if not refuse.is_continued():
        raise NotImplementedError("clamp is not supported for complex types")


def threshold_kernel(x: Any, *, threshold: float, value: float) -> Any:
    """x where it is above the threshold, elsewhere the value."""
    return np.where(x.real <= threshold, x.dtype.type(value), x)


def hardtanh_kernel(x: Any, *, low: float, high: float) -> Any:
    """x within [low, high]."""
    kind = x.dtype.type
    return np.clip(x, kind(low), kind(high))


def clipped(x: Any, low: float, high: float) -> Any:
    """clip, continued analytically."""
    return np.where(x.real <= low, low, np.where(x.real >= high, high, x))


def leaky_kernel(x: Any, *, slope: float) -> Any:
    """x where positive, elsewhere slope * x."""
    refuse.floating(x, "leaky_relu_cpu")
    return np.where(x.real > 0, x, x * slope)


def elu_kernel(x: Any, *, alpha: float, scale: float, inner: float) -> Any:
    """scale * x where positive, elsewhere scale * alpha * (exp(inner * x) - 1)."""
    refuse.floating(x, "elu_cpu")
    up = x.real > 0
    return np.where(up, x * scale, np.expm1(np.where(up, 0, x) * inner) * (alpha * scale))


def gelu_kernel(x: Any, *, approximate: str) -> Any:
    """x times the normal distribution function, or its tanh approximation."""
    refuse.floating(x, "GeluKernelImpl")
    return gelu_by(erf_kernel, x, approximate)


def gelu_by(erf: Callable[[Any], Any], x: Any, approximate: str) -> Any:
    """gelu with a given error function."""
    if approximate == "tanh":
        return x * 0.5 * (1 + np.tanh((x + x * x * x * CUBIC) * SQRT_2_PI))
    return x * 0.5 * (1 + erf(x * math.sqrt(0.5)))


def silu_kernel(x: Any) -> Any:
    """x * sigmoid(x)."""
    refuse.floating(x, "silu_cpu")
    return x * sigmoid_kernel(x)


def mish_kernel(x: Any) -> Any:
    """x * tanh(softplus(x))."""
    refuse.floating(x, "mish_cpu")
    return x * np.tanh(log1p_exp(x))


def log1p_exp(x: Any) -> Any:
    """log(1 + exp(x)) without overflow."""
    up = x.real > 0
    return np.where(up, x, 0) + np.log1p(np.exp(np.where(up, -x, x)))


def softplus_kernel(x: Any, *, beta: float, threshold: float) -> Any:
    """log(1 + exp(beta * x)) / beta, and x itself where beta * x is above the threshold."""
    refuse.floating(x, "softplus_cpu")
    z = x * beta
    return np.where(z.real > threshold, x, log1p_exp(z) / beta)


def hardsigmoid_kernel(x: Any) -> Any:
    """(x + 3) / 6 within [0, 1]."""
    refuse.floating(x, "hardsigmoid_cpu")
    return clipped(x + 3, 0, 6) / 6


def hardswish_kernel(x: Any) -> Any:
    """x * hardsigmoid(x)."""
    refuse.floating(x, "hardswish_cpu")
    return x * clipped(x + 3, 0, 6) / 6


def hardshrink_kernel(x: Any, *, lambd: float) -> Any:
    """x outside of [-lambd, lambd], 0 inside."""
    refuse.floating(x, "hardshrink_cpu")
    return np.where((x.real >= -lambd) & (x.real <= lambd), x.dtype.type(0), x)


def softshrink_kernel(x: Any, *, lambd: float) -> Any:
    """x moved towards 0 by lambd, at most to 0."""
    refuse.floating(x, "softshrink_check")
    return np.where(x.real > lambd, x - lambd, np.where(x.real < -lambd, x + lambd, np.where(x.real == x.real, x.dtype.type(0), x)))


# ---------------------------------------------------------------- rules that are more than a line
SQRT_2_PI = math.sqrt(2 / math.pi)
CUBIC = 0.044715  # of the tanh approximation of gelu (Hendrycks & Gimpel, 2016)


def gelu_rule(g: Any, _y: Any, x: Any, *, approximate: str) -> Any:
    """g times the slope of gelu."""
    if approximate != "tanh":
        return g * (0.5 * (1 + erf(x * math.sqrt(0.5))) + x * exp(x * x * -0.5) * math.sqrt(0.5 / math.pi))
    t = tanh((x + x * x * x * CUBIC) * SQRT_2_PI)
    return g * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * (SQRT_2_PI * (1 + 3 * CUBIC * x * x)))


def elu_rule(g: Any, _y: Any, x: Any, *, alpha: float, scale: float, inner: float) -> Any:
    """g times the slope of elu; exp is kept from large arguments."""
    return where(x <= 0, g * exp(where(x < 0, x, 0.0) * inner) * (alpha * scale * inner), g * scale)


def mish_rule(g: Any, _y: Any, x: Any) -> Any:
    """g times the slope of mish."""
    t = tanh(softplus(x, beta=1, threshold=20))
    return g * (t + x * (1 - t * t) * sigmoid(x))


def hardswish_rule(g: Any, _y: Any, x: Any) -> Any:
    """g times the slope of hardswish: 0 from -3 down, 1 from 3 up."""
    return where(x <= -3, 0.0, where(x < 3, g * (x / 3 + 0.5), g))


def silu_rule(g: Any, _y: Any, x: Any) -> Any:
    """g times the slope of silu."""
    s = sigmoid(x)
    return g * (s * (1 + x * (1 - s)))


def relu_rule(g: Any, y: Any, _x: Any) -> Any:
    """g where the result is not 0."""
    return tied(gate(g, y != 0), y) if isinstance(g, Tensor) else gate.kernel(g, y != 0)


def leaky_rule(g: Any, _y: Any, x: Any, *, slope: float) -> Any:
    """g where x is positive, elsewhere slope * g."""
    return along(where(x > 0, g, g * slope), x)


def shrink_rule(g: Any, _y: Any, x: Any, *, lambd: float) -> Any:
    """g outside of [-lambd, lambd], 0 inside."""
    return along(gate(g, ~((x >= -lambd) & (x <= lambd))), x)


# fmt: off
#                        name           kernel              g times the slope                                                        sampled on
relu        = activation("relu",        relu_kernel,        relu_rule,                                                               on=[NZ, (nonzero(),)]).complex_safe(lambda x: np.where(x.real > 0, x, 0))
threshold   = activation("threshold",   threshold_kernel,   lambda g, _y, x, *, threshold: along(gate(g, ~(x <= threshold)), x),            on=[(*R, {"threshold": 0.3, "value": -1.0})])
hardtanh    = activation("hardtanh",    hardtanh_kernel,    lambda g, _y, x, *, low, high: along(gate(g, ~((x <= low) | (x >= high))), x),  on=[(*R, {"low": -0.5, "high": 0.75})]).complex_safe(lambda x, *, low, high: clipped(x, low, high))
leaky_relu  = activation("leaky_relu",  leaky_kernel,       leaky_rule,                                                              on=[(*NZ, {"slope": 0.2})])
elu         = activation("elu",         elu_kernel,         elu_rule,                                                                on=[(*NZ, {"alpha": 1.5, "scale": 1.0, "inner": 1.0}), (*FAR, {"alpha": 1.0, "scale": 1.05, "inner": 1.0})])
celu        = activation("celu",        elu_kernel,         elu_rule,                                                                on=[(*NZ, {"alpha": 2.0, "scale": 1.0, "inner": 0.5})])
gelu        = activation("gelu",        gelu_kernel,        gelu_rule,                                                               on=[(*R, {"approximate": "none"}), (*R, {"approximate": "tanh"}), (*FAR, {"approximate": "none"})])
silu        = activation("silu",        silu_kernel,        silu_rule,                                                               on=[R, FAR])
mish        = activation("mish",        mish_kernel,        mish_rule,                                                               on=[R, FAR])
softplus    = activation("softplus",    softplus_kernel,    lambda g, _y, x, *, beta, threshold: where(x * beta > threshold, g, g * sigmoid(x * beta)), on=[(*R, {"beta": 1, "threshold": 20}), (*R, {"beta": 2, "threshold": 0.5})])
hardsigmoid = activation("hardsigmoid", hardsigmoid_kernel, lambda g, _y, x: along(gate(g / 6, (x > -3) & (x < 3)), x),                  on=[R, FAR])
hardswish   = activation("hardswish",   hardswish_kernel,   hardswish_rule,                                                          on=[R, FAR])
hardshrink  = activation("hardshrink",  hardshrink_kernel,  shrink_rule,                                                             on=[(*R, {"lambd": 0.5})])
softshrink  = activation("softshrink",  softshrink_kernel,  shrink_rule,                                                             on=[(*R, {"lambd": 0.5})])
# fmt: on
silu.vjp(lambda g, _y, x: silu_rule(g, _y, conj(x)))  # the conjugate of the slope is the slope at the conjugate
gelu.complex_safe(lambda x, *, approximate: gelu_by(erf_complex, x, approximate))
