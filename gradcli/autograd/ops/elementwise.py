"""Functions of one variable, element by element: a row each with kernel, slope dy/dx and where it is sampled."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import quick
from gradcli.autograd.batch import aligned
from gradcli.autograd.creation import into
from gradcli.autograd.names import expose
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.ops import _turns
from gradcli.autograd.renamed import renamed
from gradcli.autograd.rule import Rule, conj
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import inplace
from gradcli.sample import Recipe, fixed, nonzero, normal, positive, within

R = normal(2, 3)  # all real numbers
P = positive(2, 3)
NZ = nonzero(2, 3)
U = within(-0.9, 0.9, 2, 3)
OVER1 = within(1.1, 3.0, 2, 3)
OF_TENSORS: dict[str, Callable[..., Any]] = {}  # the public functions, by their fast paths
METHODS_ONLY = ("absolute", "digamma", "erfinv", "lgamma", "sgn", "sign")  # their in-place forms are no functions of torch


def elementwise(name: str, kernel: Callable[..., Any], *slopes: Callable[..., Any] | None, on: Sequence[Any], **traits: Any) -> Op:
    """Declare an operation that acts element by element; slopes: (y, *arguments, **params) -> dy/dargument, one per argument."""
    traits.setdefault("promote", "float")
    safe = traits.pop("safe", None)
    samples = [s if isinstance(s, tuple) else (s,) for s in on]
    op = Op(name, kernel, samples, **traits).batch(aligned)
    op.rules = tuple(slope and Rule.of_slope(slope) for slope in slopes)
    op.differentiable = True
    if slopes:
        op.tangent = lambda ts, y, *args, **params: tangent(slopes, ts, y, args, params)
    return op.complex_safe(safe) if safe else op


def tangent(slopes: Sequence[Any], ts: Sequence[Any], y: Any, args: Sequence[Any], params: dict[str, Any]) -> Any:
    """The sum of slope times tangent over the arguments that have one."""
    parts = []
    for slope, t in zip(slopes, ts):
        if slope is not None and t is not None:
            code = slope.__code__
            names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
            parts.append(t * slope(y, *args, **{n: params[n] for n in names}))
    return sum(parts[1:], parts[0])


def unary(name: str, kernel: Callable[..., Any], slope: Callable[..., Any], on: Sequence[Recipe], **traits: Any) -> Op:
    """A function of one variable, published as torch.name, Tensor.name and the in-place Tensor.name_."""
    where = traits.pop("where", "torch Tensor")
    aliases = traits.pop("aliases", ())
    op = elementwise(name, kernel, slope, on=on, **traits)
    for public_name in (name, *aliases):
        publish(op, public_name, where)
    return op


def publish(op: Op, name: str, where: str) -> None:
    """The public function of a unary operation, with torch's `out`."""

    def slow(input: Tensor, *, out: Tensor | None = None) -> Any:
        return into(out, op(input))

    face = quick.unary(op, slow)
    face.__name__ = face.__qualname__ = name
    face.__module__ = __name__
    face.__doc__ = op.__doc__
    OF_TENSORS[name] = face
    expose(where, name, face)
    if "Tensor" in where:
        expose("torch Tensor" if "torch" in where and name not in METHODS_ONLY else "Tensor", name + "_", inplace(op, name + "_"))


def negative(x: Any) -> Any:
    """-x. Raises RuntimeError for booleans."""
    try:
        return np.negative(x)
    except TypeError:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
            "`logical_not()` operator instead."
        ) from None


def zero(_y: Any) -> Any:
    """The slope of a function that is constant between its jumps."""
    return 0.0


def erf_kernel(x: Any) -> Any:
    """The error function, element by element in double precision (math.erf)."""
    return _each(math.erf, x)


def erfc_kernel(x: Any) -> Any:
    """The complementary error function, element by element in double precision (math.erfc)."""
    return _each(math.erfc, x)


def lgamma_kernel(x: Any) -> Any:
    """log |gamma(x)|, element by element in double precision (math.lgamma); inf at the poles."""
    return _each(lambda v: math.inf if math.isinf(v) or (v <= 0 and v == math.floor(v)) else math.lgamma(v), x)


def _each(fn: Callable[[float], float], x: Any) -> Any:
    x = np.asarray(x)
    out = np.fromiter(map(fn, x.astype(np.float64).ravel().tolist()), np.float64, x.size)
    return out.reshape(x.shape).astype(x.dtype)[()]


def sigmoid_kernel(x: Any) -> Any:
    """1 / (1 + exp(-x)), without overflow on either side."""
    right = x.real >= 0
    e = np.exp(np.where(right, -x, x))
    return np.where(right, 1 / (1 + e), e / (1 + e)).astype(x.dtype, copy=False)[()]


def cosine(x: Any) -> Any:
    """The slope of the sine."""
    return OF_TENSORS["cos"](x) if isinstance(x, Tensor) else _turns.cosine(x) if _turns.suits(x) else np.cos(x)


def sine(x: Any) -> Any:
    """Minus the slope of the cosine."""
    return OF_TENSORS["sin"](x) if isinstance(x, Tensor) else _turns.sine(x) if _turns.suits(x) else np.sin(x)


sin: Op  # the slopes name them before they are there
cos: Op
cosh: Op

# fmt: off
#                 name         kernel            slope (y, x) -> dy/dx               sampled on
neg        = unary("neg",        negative,         lambda _y, _x: -1.0,                on=[R], promote="same", family="arithmetic", aliases=("negative",), replaces=(np.negative,))
exp        = unary("exp",        np.exp,           lambda y, _x: y,                    on=[R], family="arithmetic", replaces=(np.exp,))
exp2       = unary("exp2",       np.exp2,          lambda y, _x: y * math.log(2),      on=[R], family="arithmetic", replaces=(np.exp2,))
expm1      = unary("expm1",      np.expm1,         lambda y, _x: y + 1,                on=[R], family="arithmetic", replaces=(np.expm1,))
log        = unary("log",        np.log,           lambda _y, x: 1 / x,                on=[P], family="arithmetic", replaces=(np.log,))
log2       = unary("log2",       np.log2,          lambda _y, x: 1 / (x * math.log(2)),  on=[P], family="arithmetic", replaces=(np.log2,))
log10      = unary("log10",      np.log10,         lambda _y, x: 1 / (x * math.log(10)), on=[P], family="arithmetic", replaces=(np.log10,))
log1p      = unary("log1p",      np.log1p,         lambda _y, x: 1 / (x + 1),          on=[P], family="arithmetic", replaces=(np.log1p,))
sqrt       = unary("sqrt",       np.sqrt,          lambda y, _x: 0.5 / y,              on=[P], family="arithmetic", replaces=(np.sqrt,))
rsqrt      = unary("rsqrt",      lambda x: 1 / np.sqrt(x),  lambda y, _x: -0.5 * y * y * y,  on=[P], family="arithmetic")
reciprocal = unary("reciprocal", np.reciprocal,    lambda y, _x: -(y * y),             on=[NZ], family="arithmetic", replaces=(np.reciprocal,))
sin        = unary("sin",        np.sin,           lambda _y, x: cosine(x),            on=[R], family="arithmetic", replaces=(np.sin,))
cos        = unary("cos",        np.cos,           lambda _y, x: -sine(x),             on=[R], family="arithmetic", replaces=(np.cos,))
tan        = unary("tan",        np.tan,           lambda y, _x: 1 + y * y,            on=[U], family="arithmetic", replaces=(np.tan,))
asin       = unary("asin",       np.arcsin,        lambda _y, x: rsqrt(1 - x * x),     on=[U], family="arithmetic", aliases=("arcsin",), replaces=(np.arcsin,))
acos       = unary("acos",       np.arccos,        lambda _y, x: -rsqrt(1 - x * x),    on=[U], family="arithmetic", aliases=("arccos",), replaces=(np.arccos,))
atan       = unary("atan",       np.arctan,        lambda _y, x: 1 / (x * x + 1),      on=[R], family="arithmetic", aliases=("arctan",), replaces=(np.arctan,))
sinh       = unary("sinh",       np.sinh,          lambda _y, x: cosh(x),              on=[R], family="arithmetic", replaces=(np.sinh,))
cosh       = unary("cosh",       np.cosh,          lambda _y, x: sinh(x),              on=[R], family="arithmetic", replaces=(np.cosh,))
tanh       = unary("tanh",       np.tanh,          lambda y, _x: 1 - y * y,            on=[R], family="activation", where="torch Tensor functional", replaces=(np.tanh,))
asinh      = unary("asinh",      np.arcsinh,       lambda _y, x: rsqrt(x * x + 1),     on=[R], family="arithmetic", aliases=("arcsinh",), replaces=(np.arcsinh,))
acosh      = unary("acosh",      np.arccosh,       lambda _y, x: rsqrt(x * x - 1),     on=[OVER1], family="arithmetic", aliases=("arccosh",), replaces=(np.arccosh,))
atanh      = unary("atanh",      np.arctanh,       lambda _y, x: 1 / (1 - x * x),      on=[U], family="arithmetic", aliases=("arctanh",), replaces=(np.arctanh,))
sigmoid    = unary("sigmoid",    sigmoid_kernel,   lambda y, _x: y * (1 - y),          on=[R, fixed([-800.0, 800.0])], family="activation", where="torch Tensor functional")
erf        = unary("erf",        erf_kernel,       lambda _y, x: exp(-(x * x)) * (2 / math.sqrt(math.pi)),  on=[R], family="arithmetic", where="torch Tensor special", safe=lambda x: erf_complex(x))
erfc       = unary("erfc",       erfc_kernel,      lambda _y, x: exp(-(x * x)) * (-2 / math.sqrt(math.pi)), on=[R], family="arithmetic", where="torch Tensor special", safe=lambda x: 1 - erf_complex(x))
floor      = unary("floor",      np.floor,         zero,                               on=[R], promote="same", family="arithmetic", replaces=(np.floor,), safe=lambda x: np.floor(x.real))
ceil       = unary("ceil",       np.ceil,          zero,                               on=[R], promote="same", family="arithmetic", replaces=(np.ceil,), safe=lambda x: np.ceil(x.real))
trunc      = unary("trunc",      np.trunc,         zero,                               on=[R], promote="same", family="arithmetic", aliases=("fix",), replaces=(np.trunc, np.fix), safe=lambda x: np.trunc(x.real))
# fmt: on
publish(sigmoid, "expit", "special")


def in_place_only(op: Op) -> Op:
    """The operation under the name of its in-place form, which has no derivative in torch: its backward is an error."""
    there = renamed(op, f"{op.name}_", f"{op.name.title()}Backward1")

    def rule(_g: Any, _y: Any, _x: Any) -> Any:
        raise NotImplementedError(f"the derivative for 'inplace version of {op.name}' is not implemented.")

    def forward(*_: Any) -> Any:
        raise NotImplementedError(f"Trying to use forward AD with {op.name}_ that does not support it because it has not been implemented yet.")

    del OPS[there.name]  # with no derivative there is nothing that the registry's tests could ask of it
    return there.vjp(rule).jvp(forward)


for _op in (asinh, acosh, atanh):
    _there = in_place_only(_op)
    for _name in (_there.name, f"arc{_there.name[1:]}"):
        expose("torch Tensor", _name, inplace(_there, _name))


def erf_complex(x: Any) -> Any:
    """erf at x.real + i h for tiny h: first-order in the imaginary part, which is exact for complex step."""
    return erf_kernel(x.real) + 1j * x.imag * np.exp(-x.real**2) * (2 / math.sqrt(math.pi))


__all__ = ["OPS", "conj", "elementwise", "unary"]
