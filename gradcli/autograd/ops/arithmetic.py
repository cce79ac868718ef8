"""Sums, products, powers and their operators: functions of two variables, element by element, with torch's broadcasting."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public, with_old_order
from gradcli.autograd.op import Op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.elementwise import elementwise, log, neg, reciprocal
from gradcli.autograd.quick import binary, unary
from gradcli.autograd.rule import as_it_is, conj
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import inplace
from gradcli.sample import nonzero, normal, positive

PAIR = (normal(2, 3), normal(2, 3))
BROADCAST = (normal(2, 3), normal(3))
FLOAT = np.dtype(float)
OPERANDS = (Tensor, float, int, bool, complex, np.ndarray, np.generic)


def difference(a: Any, b: Any) -> Any:
    """a - b. Raises RuntimeError for booleans, as torch does."""
    if getattr(a, "dtype", FLOAT).kind == "b":
        refuse.booleans_in_difference((a, b))
    return a - b


def power(a: Any, b: Any) -> Any:
    """a ** b; whole numbers to negative ones are rounded towards zero, as in torch."""
    refuse.booleans(a, "pow")
    if getattr(a, "dtype", getattr(b, "dtype", FLOAT)).kind in "iu" and np.any(np.less(b, 0)):
        return np.where(b < 0, np.where(abs(a) == 1, a ** (abs(b) % 2), 0), a ** abs(b)).astype(np.result_type(a, b))[()]
    return a**b


def slope_of_power(x: Any, n: float) -> Any:
    """n x^(n-1), exactly 0 for n = 0."""
    return 0.0 if n == 0 else 2 * x if n == 2 else n * x ** (n - 1)


def quotient_tangent(ta: Any, tb: Any, y: Any, b: Any) -> Any:
    """(ta - y tb) / b, where either may be None; never 1 / b, which would be float32 for whole numbers b."""
    if tb is None:
        return ta / b
    return (-y * tb if ta is None else ta - y * tb) / b


def slope_in_base(a: Any, b: Any) -> Any:
    """b a^(b-1), exactly 0 where b is 0."""
    out = b * a ** (b - 1)
    zero = (b == 0) & (a == 0)
    return out if not _any(zero) else _masked(out, zero)


def times_log(y: Any, base: Any, exponent: Any) -> Any:
    """y log(base), 0 where the base is 0 and the exponent not negative: the slope of y = base ** exponent in the exponent."""
    out = y * log(base)
    zero = (base == 0) & (exponent.real >= 0)
    return out if not _any(zero) else _masked(out, zero)


def _any(m: Any) -> bool:
    return bool((m._data if isinstance(m, Tensor) else np.asarray(m)).any())


def _masked(x: Any, m: Any) -> Any:
    return x.masked_fill(m, 0.0) if isinstance(x, Tensor) else np.where(m, 0, x)


# fmt: off
#               name              kernel            slopes                                                       sampled on
add   = elementwise("add",        operator.add,     lambda _y, _a, _b: 1.0, lambda _y, _a, _b: 1.0,              on=[PAIR, BROADCAST, (normal(3), 2.0)], promote="same", family="arithmetic", replaces=(np.add,))
sub   = elementwise("sub",        difference,       lambda _y, _a, _b: 1.0, lambda _y, _a, _b: -1.0,             on=[PAIR, BROADCAST], promote="same", family="arithmetic", replaces=(np.subtract,))
rsub  = elementwise("rsub",       lambda a, b: difference(b, a), lambda _y, _a, _b: -1.0, lambda _y, _a, _b: 1.0,                             on=[(normal(3), 2.0)], promote="same", family="arithmetic", grad_fn="RsubBackward1")
rsub_tensor = elementwise("rsub_tensor", lambda a, b: difference(b, a), lambda _y, _a, _b: -1.0, lambda _y, _a, _b: 1.0, on=[PAIR, BROADCAST], promote="same", family="arithmetic", grad_fn="RsubBackward0")
mul   = elementwise("mul",        operator.mul,     lambda _y, _a, b: b, lambda _y, a, _b: a,                    on=[PAIR, BROADCAST, (normal(3), 2.0)], promote="same", family="arithmetic", replaces=(np.multiply,))
div   = elementwise("div",        operator.truediv, lambda _y, _a, b: 1 / b, lambda y, _a, b: -y / b,            on=[(normal(2, 3), nonzero(3)), (normal(3), 2.0)], family="arithmetic", replaces=(np.divide,))
pow_  = elementwise("pow",        power,            lambda _y, x, n: slope_of_power(x, n), None,                 on=[(positive(3), 2.5), (normal(3), 3), (normal(3), 0), (positive(3), -1)], promote="same", family="arithmetic")
powt  = elementwise("pow_tensor", power,            lambda _y, a, b: slope_in_base(a, b), lambda y, a, b: times_log(y, a, b), on=[(positive(3), normal(3))], promote="same", family="arithmetic", grad_fn="PowBackward1")
rpow  = elementwise("rpow",       lambda x, base: power(base, x), lambda y, x, base: times_log(y, np.asarray(base, float), x), None, on=[(normal(3), 2.0)], promote="same", family="arithmetic", grad_fn="PowBackward2")
# fmt: on

# the hot rules, without the detour over a slope
add.vjp(as_it_is, as_it_is)
sub.vjp(as_it_is, lambda g, _y, _a, _b: -g)
pow_.refuses = refuse.exponents_outside
sub.refuses = rsub.refuses = rsub_tensor.refuses = refuse.booleans_in_difference
rsub.vjp(lambda g, _y, _a, _b: -g, lambda g, _y, _a, _b: g)
div.vjp(lambda g, _y, _a, b: g / conj(b), lambda g, _y, a, b: -g * conj(a / b / b))
div.jvp(lambda ts, y, _a, b: quotient_tangent(ts[0], ts[1], y, b))


@public("torch Tensor", "add")
@with_old_order("alpha", 1)
def add_face(input: Any, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Any:
    """input + alpha * other."""
    return into_or(out, add(input, refuse.scaled(other, alpha, input)))


@public("torch Tensor", "sub", "subtract")
@with_old_order("alpha", 1)
def sub_face(input: Any, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Any:
    """input - alpha * other."""
    return into_or(out, sub(input, refuse.scaled(other, alpha, input)))


@public("torch Tensor", "mul", "multiply")
def mul_face(input: Any, other: Any, *, out: Tensor | None = None) -> Any:
    """input * other."""
    return into_or(out, mul(input, other))


@public("torch Tensor", "div", "divide", "true_divide")
def div_face(input: Any, other: Any, *, rounding_mode: str | None = None, out: Tensor | None = None) -> Any:
    """input / other; rounding_mode "trunc" or "floor" rounds the quotient."""
    if rounding_mode is None:
        return into_or(out, div(input, other))
    kernels = {"floor": divide_floor, "trunc": divide_trunc}
    if rounding_mode not in kernels:
        raise RuntimeError(f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'")
    return into_or(out, kernels[rounding_mode](input, other))


@public("torch", "rsub")
def rsub_face(input: Any, other: Any, *, alpha: Any = 1) -> Any:
    """other - alpha * input."""
    return (rsub_tensor if isinstance(other, Tensor) else rsub)(refuse.scaled(input, alpha, other), other)


@public("torch Tensor", "pow")
def pow_face(input: Any, exponent: Any, *, out: Tensor | None = None) -> Any:
    """input ** exponent, either one a tensor."""
    if not isinstance(input, Tensor):
        refuse.numbers_alone("pow", "exponent", input, exponent)
        return into_or(out, rpow(exponent, input))
    return into_or(out, powt(input, exponent) if isinstance(exponent, Tensor) else pow_(input, exponent))


@public("torch Tensor")
def square(input: Any, *, out: Tensor | None = None) -> Any:
    """input ** 2."""
    return into_or(out, pow_(input, 2))


def into_or(out: Tensor | None, t: Any) -> Any:
    return t if out is None else into(out, t)


def integer_division_by_zero(a: Any, b: Any) -> None:
    if getattr(a, "dtype", np.dtype(float)).kind in "iu" and not np.all(b):
        raise RuntimeError("ZeroDivisionError")


def floor_kernel(a: Any, b: Any) -> Any:
    """floor(a / b). Raises RuntimeError for whole numbers divided by 0."""
    integer_division_by_zero(a, b)
    refuse.fractions(a, "div_floor_cpu")
    return np.floor_divide(a, b)


def remainder_kernel(a: Any, b: Any) -> Any:
    """a - b floor(a / b). Raises RuntimeError for whole numbers divided by 0."""
    integer_division_by_zero(a, b)
    refuse.fractions(a, "remainder_cpu")
    return np.remainder(a, b)


def fmod_kernel(a: Any, b: Any) -> Any:
    """a - b trunc(a / b). Raises RuntimeError for whole numbers divided by 0."""
    integer_division_by_zero(a, b)
    refuse.fractions(a, "fmod_cpu")
    return np.fmod(a, b)


def trunc_kernel(a: Any, b: Any) -> Any:
    """a / b rounded towards zero. Raises RuntimeError for whole numbers divided by 0."""
    integer_division_by_zero(a, b)
    q = np.trunc(np.true_divide(a, b))
    return q.astype(np.result_type(a, b)) if np.result_type(a, b).kind in "iu" else q


def floored(x: Any) -> Any:
    """floor(x), of an array or a tensor."""
    return x.floor() if isinstance(x, Tensor) else np.floor(x)


def truncated(x: Any) -> Any:
    """x rounded towards zero, of an array or a tensor."""
    return x.trunc() if isinstance(x, Tensor) else np.trunc(x)


# fmt: off
floor_divide = elementwise("floor_divide", floor_kernel, on=[(normal(3), nonzero(3))], promote="same", family="arithmetic", grad_fn="NotImplemented", replaces=(np.floor_divide,))
divide_floor = elementwise("divide_floor", floor_kernel, lambda _y, _a, _b: 0.0, lambda _y, _a, _b: 0.0, on=[(normal(3), nonzero(3))], promote="same", family="arithmetic", grad_fn="DivBackward2", safe=lambda a, b: np.floor(a.real / b.real))
divide_trunc = elementwise("divide_trunc", trunc_kernel, lambda _y, _a, _b: 0.0, lambda _y, _a, _b: 0.0, on=[(normal(3), nonzero(3))], promote="same", family="arithmetic", grad_fn="DivBackward2", safe=lambda a, b: np.trunc(a.real / b.real))
remainder = elementwise("remainder", remainder_kernel, lambda _y, _a, _b: 1.0, None, on=[(normal(3), 0.7), (normal(3), -0.7)], promote="same", family="arithmetic", safe=lambda a, b: a - b * np.floor(a.real / b.real))
remainder_tensor = elementwise("remainder_tensor", remainder_kernel, lambda _y, _a, _b: 1.0, lambda _y, a, b: -floored(a / b), on=[(normal(3), nonzero(3))], promote="same", family="arithmetic", grad_fn="RemainderBackward1", replaces=(np.remainder,), safe=lambda a, b: a - b * np.floor(a.real / b.real))
fmod = elementwise("fmod", fmod_kernel, lambda _y, _a, _b: 1.0, None, on=[(normal(3), 0.7), (normal(3), -0.7)], promote="same", family="arithmetic", safe=lambda a, b: a - b * np.trunc(a.real / b.real))
fmod_tensor = elementwise("fmod_tensor", fmod_kernel, lambda _y, _a, _b: 1.0, lambda _y, a, b: -truncated(a / b), on=[(normal(3), nonzero(3))], promote="same", family="arithmetic", grad_fn="FmodBackward1", replaces=(np.fmod,), safe=lambda a, b: a - b * np.trunc(a.real / b.real))
# fmt: on


@public("torch Tensor", "floor_divide")
def floor_divide_face(input: Any, other: Any, *, out: Tensor | None = None) -> Any:
    """floor(input / other)."""
    return into_or(out, floor_divide(input, other))




refuse.derivatives(floor_divide)  # a staircase has none that would be of use


@public("torch Tensor", "remainder")
def remainder_face(input: Any, other: Any, *, out: Tensor | None = None) -> Any:
    """input - other * floor(input / other): with the sign of `other`."""
    return into_or(out, (remainder_tensor if isinstance(other, Tensor) else remainder)(input, other))


@public("torch Tensor", "fmod")
def fmod_face(input: Any, other: Any, *, out: Tensor | None = None) -> Any:
    """input - other * trunc(input / other): with the sign of `input`."""
    return into_or(out, (fmod_tensor if isinstance(other, Tensor) else fmod)(input, other))


def operator_method(fn: Callable[..., Any]) -> Callable[..., Any]:
    """An operator's method: NotImplemented for operands that are no numbers, so that Python raises its usual TypeError."""

    def method(self: Tensor, other: Any) -> Any:
        return fn(self, other) if isinstance(other, OPERANDS) else NotImplemented

    return binary(fn, method) if isinstance(fn, Op) and fn in QUICK else method


QUICK = (add, sub, rsub, mul, div)
quick_mul, quick_pow, quick_powt, quick_reciprocal = binary(mul), binary(pow_), binary(powt), unary(reciprocal)


def _rpow(x: Any, base: Any) -> Any:
    return powt(base, x) if isinstance(base, Tensor) else rpow(x, base)


def _pow(x: Any, n: Any) -> Any:
    return quick_powt(x, n) if isinstance(n, Tensor) else quick_pow(x, n)


def _rdiv(x: Any, other: Any) -> Any:
    return quick_mul(quick_reciprocal(x), other)


OPERATORS: dict[str, Callable[..., Any]] = {
    "__add__": add, "__radd__": add, "__sub__": sub, "__rsub__": rsub, "__mul__": mul, "__rmul__": mul,
    "__truediv__": div, "__rtruediv__": _rdiv, "__pow__": _pow, "__rpow__": _rpow,
    "__mod__": remainder_face, "__floordiv__": floor_divide,
    "__rfloordiv__": lambda x, other: floor_divide(other, x), "__rmod__": lambda x, other: remainder_face(other, x),
}  # fmt: skip
for _name, _fn in OPERATORS.items():
    expose("Tensor", _name, operator_method(_fn))

CHANGES: dict[str, tuple[str, Any]] = {
    "__iadd__": ("add_", add_face), "__isub__": ("sub_", sub_face), "__imul__": ("mul_", mul_face), "__itruediv__": ("div_", div_face),
    "__ipow__": ("pow_", pow_face), "__ifloordiv__": ("floor_divide_", floor_divide), "__imod__": ("remainder_", remainder_face),
}  # fmt: skip
for _name, (_public, _fn) in CHANGES.items():
    for _each in (_name, _public):
        expose("Tensor", _each, inplace(_fn, _public))
expose("Tensor", "subtract_", inplace(sub_face, "subtract_"))
expose("Tensor", "multiply_", inplace(mul_face, "multiply_"))
expose("Tensor", "divide_", inplace(div_face, "divide_"))
expose("Tensor", "true_divide_", inplace(div_face, "true_divide_"))
expose("torch Tensor", "square_", inplace(square, "square_"))
expose("Tensor", "fmod_", inplace(fmod_face, "fmod_"))
expose("Tensor", "__neg__", neg)
expose("Tensor", "__pos__", lambda self: self)
