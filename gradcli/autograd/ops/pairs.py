"""Smooth functions of two or three variables, element by element: hypot, atan2, logaddexp, lerp, addcmul, addcdiv, ldexp, xlogy, ..."""


from __future__ import annotations

import math
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public, with_old_order
from gradcli.autograd.op import Op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.arithmetic import pow_face
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.elementwise import elementwise, log, log1p, sigmoid
from gradcli.autograd.tensor import Tensor, unwrap
from gradcli.autograd.unfit import without_tensor
from gradcli.autograd.view import inplace
from gradcli.sample import fixed, gaussian, nonzero, normal, positive

PAIR = (nonzero(2, 3), nonzero(2, 3))
BROADCAST = (nonzero(2, 3), nonzero(3))
TRIPLE = (normal(2, 3), normal(2, 3), normal(3))
LN2 = math.log(2)


def safe_atan2(a: Any, b: Any) -> Any:
    """atan2 continued analytically: an arc tangent of a ratio below 1, plus the constant that puts it into its quadrant."""
    flat = np.abs(b.real) >= np.abs(a.real)
    z = np.where(flat, np.arctan(np.where(flat, a, 1) / np.where(flat, b, 1)), -np.arctan(np.where(flat, 0, b) / np.where(flat, 1, a)))
    return z - z.real + np.arctan2(a.real, b.real)


def safe_logaddexp(a: Any, b: Any) -> Any:
    """The same of complex numbers, relative to the one of the larger real part, whose phase it keeps."""
    less = a.real < b.real
    low, high = np.where(less, a, b), np.where(less, b, a)
    return np.where(low.real == -np.inf, high, np.log1p(np.exp(low - high)) + high)[()]


def logaddexp_kernel(a: Any, b: Any) -> Any:
    """log(exp(a) + exp(b)), without overflow."""
    return safe_logaddexp(a, b) if a.dtype.kind == "c" else np.logaddexp(a, b)


def atan2_slope(x: Any, a: Any, b: Any) -> Any:
    """x / (a^2 + b^2), 0 at the origin as in torch."""
    square = a * a + b * b
    return where(square == 0, 0.0, x / where(square == 0, 1.0, square))


def times_log(x: Any, y: Any) -> Any:
    """x log y, 0 for x = 0 unless y is NaN."""
    y = y if hasattr(y, "dtype") else x.dtype.type(y)
    out = x * np.log(y)
    return np.where((x == 0) & ~np.isnan(y), 0, out).astype(out.dtype, copy=False)[()]


def times_log1p(x: Any, y: Any) -> Any:
    """x log(1 + y), 0 for x = 0 unless y is NaN."""
    y = y if hasattr(y, "dtype") else x.dtype.type(y)
    out = x * np.log1p(y)
    return np.where((x == 0) & ~np.isnan(y), 0, out).astype(out.dtype, copy=False)[()]


def log_unless_zero(x: Any, y: Any, logarithm: Op, pole: float) -> Any:
    """The slope of x log(y) in x: log(y), but 0 where x is 0 and y at or beyond the pole, as in torch."""
    out_of_reach = (x == 0) & (y <= pole)
    return where(out_of_reach, 0.0, logarithm(where(out_of_reach, pole + 1.0, y)))


# fmt: off
#                        name        kernel                     slopes (y, a, b) -> dy/da, dy/db
hypot       = elementwise("hypot",     np.hypot,                 lambda y, a, _b: a / y, lambda y, _a, b: b / y,                          on=[PAIR, BROADCAST], promote="same", family="arithmetic", replaces=(np.hypot,), safe=lambda a, b: np.sqrt(a * a + b * b))
atan2       = elementwise("atan2",     np.arctan2,               lambda _y, a, b: atan2_slope(b, a, b), lambda _y, a, b: atan2_slope(-a, a, b), on=[PAIR, BROADCAST], family="arithmetic", replaces=(np.arctan2,), safe=safe_atan2)
logaddexp   = elementwise("logaddexp", logaddexp_kernel,         lambda _y, a, b: sigmoid(a - b), lambda _y, a, b: sigmoid(b - a),        on=[PAIR, BROADCAST, (fixed([1000.0]), fixed([1001.0])), (gaussian(2), gaussian(2))], promote="same", family="arithmetic", replaces=(np.logaddexp,), safe=safe_logaddexp)
logaddexp2  = elementwise("logaddexp2", np.logaddexp2,           lambda _y, a, b: sigmoid((a - b) * LN2), lambda _y, a, b: sigmoid((b - a) * LN2), on=[PAIR, BROADCAST], promote="same", family="arithmetic", replaces=(np.logaddexp2,), safe=lambda a, b: safe_logaddexp(a * LN2, b * LN2) / LN2)
lerp_tensor = elementwise("lerp_tensor", lambda a, b, w: np.where(np.abs(w) < 0.5, a + w * (b - a), b - (b - a) * (1 - w)).astype(a.dtype, copy=False)[()], lambda _y, _a, _b, w: 1 - w, lambda _y, _a, _b, w: w, lambda _y, a, b, _w: b - a, on=[TRIPLE, (gaussian(2), gaussian(2), gaussian(2))], promote="same", family="arithmetic", grad_fn="LerpBackward1", safe=lambda a, b, w: a + w * (b - a))
lerp        = elementwise("lerp",      lambda a, b, *, weight: a + weight * (b - a) if abs(weight) < 0.5 else b - (b - a) * (1 - weight), lambda _y, _a, _b, *, weight: 1 - weight, lambda _y, _a, _b, *, weight: weight, on=[(*PAIR, {"weight": 0.25}), (*BROADCAST, {"weight": 2.0})], promote="same", family="arithmetic")
addcmul     = elementwise("addcmul",   lambda x, a, b, *, value: x + value * a * b, lambda _y, _x, _a, _b: 1.0, lambda _y, _x, _a, b, *, value: b * value, lambda _y, _x, a, _b, *, value: a * value, on=[(*TRIPLE, {"value": 1}), (*TRIPLE, {"value": -0.5})], promote="same", family="arithmetic")
addcdiv     = elementwise("addcdiv",   lambda x, a, b, *, value: x + value * (a / b), lambda _y, _x, _a, _b: 1.0, lambda _y, _x, _a, b, *, value: value / b, lambda _y, _x, a, b, *, value: -value * a / (b * b), on=[(normal(2, 3), normal(2, 3), nonzero(3), {"value": 2.0})], promote="same", family="arithmetic")
ldexp       = elementwise("ldexp",     lambda x, n: (x * np.exp2(n)).astype(np.result_type(x, np.float32), copy=False), lambda _y, _x, n: 2.0**n, lambda y, _x, _n: y * LN2, on=[PAIR, (normal(2), 3.0)], promote="float", family="arithmetic")
xlogy       = elementwise("xlogy",     times_log,                lambda _y, x, y: log_unless_zero(x, y, log, 0.0), lambda _y, x, y: x / y,         on=[(normal(2, 3), positive(3)), (fixed([0.0, 1.0]), fixed([2.0, 3.0])), (normal(3), 2.0)], family="arithmetic")
xlogy_left  = elementwise("xlogy_left", lambda y, x: times_log(np.asarray(x, y.dtype), y), lambda _y, y, x: x / y, None,                      on=[(positive(3), 2.0)], family="arithmetic", grad_fn="XlogyBackward1")
xlog1py     = elementwise("xlog1py",   times_log1p,              lambda _y, x, y: log_unless_zero(x, y, log1p, -1.0), lambda _y, x, y: x / (y + 1), on=[(normal(2, 3), positive(3)), (fixed([0.0, 1.0]), fixed([2.0, 3.0])), (normal(3), 2.0)], family="arithmetic", grad_fn="SpecialXlog1PyBackward0")
xlog1py_left = elementwise("xlog1py_left", lambda y, x: times_log1p(np.asarray(x, y.dtype), y), lambda _y, y, x: x / (y + 1), None,            on=[(positive(3), 2.0)], family="arithmetic", grad_fn="SpecialXlog1PyBackward1")
xlogy_number = elementwise("xlogy_number", times_log, lambda _y, x, y: log_unless_zero(x, y, log, 0.0), None, on=[(normal(3), 2.0)], family="arithmetic", grad_fn="XlogyBackward2")
xlog1py_number = elementwise("xlog1py_number", times_log1p, lambda _y, x, y: log_unless_zero(x, y, log1p, -1.0), None, on=[(normal(3), 2.0)], family="arithmetic", grad_fn="SpecialXlog1PyBackward2")
# fmt: on


def publish(op: Op, name: str, where: str = "torch Tensor") -> None:
    """The public function of two operands, with torch's `out`, and the in-place method."""

    def face(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
        return into(out, op(input, other))

    face.__name__ = face.__qualname__ = name
    face.__doc__ = op.__doc__
    expose(where, name, face)
    if "Tensor" in where and not name.startswith("logaddexp"):
        expose("Tensor", name + "_", inplace(face, name + "_"))


for _op, *_names in ((hypot, "hypot"), (atan2, "atan2", "arctan2"), (logaddexp, "logaddexp"), (logaddexp2, "logaddexp2"), (ldexp, "ldexp")):
    for _name in _names:
        publish(_op, _name)


@public("torch Tensor special", "xlogy")
def xlogy_face(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """input log(other), 0 where input is 0."""
    refuse.numbers_alone("xlogy", "other", input, other)
    return into(out, chosen_by_sides("xlogy", (xlogy, xlogy_left, xlogy_number), input, other))


@public("special", "xlog1py")
def xlog1py_face(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """input log(1 + other), 0 where input is 0."""
    return into(out, chosen_by_sides("special_xlog1py", (xlog1py, xlog1py_left, xlog1py_number), input, other))


def chosen_by_sides(label: str, ops: tuple[Op, Op, Op], input: Any, other: Any) -> Tensor:
    """The operation of two tensors, of a number and a tensor, or of a tensor and a number. Raises TypeError for two numbers."""
    both, left, right = ops
    if isinstance(input, Tensor):
        return (both if isinstance(other, Tensor) else right)(input, other)  # type: ignore[no-any-return]
    if not isinstance(other, Tensor):
        raise without_tensor(label, input, other)
    return left(other, input)  # type: ignore[no-any-return]


@public("torch Tensor", "lerp")
def lerp_face(input: Tensor, end: Tensor, weight: Any, *, out: Tensor | None = None) -> Tensor:
    """input + weight (end - input); weight: a number or a tensor."""
    if not isinstance(end, Tensor):
        raise TypeError(f"lerp() received an invalid combination of arguments - end must be Tensor, not {type(end).__name__}")
    if input._data.dtype != end._data.dtype:
        raise RuntimeError(f"expected dtype {input.dtype} for `end` but got dtype {end.dtype}")
    return into(out, lerp_tensor(input, end, weight) if isinstance(weight, Tensor) else lerp(input, end, weight=weight))


@public("torch Tensor", "addcmul")
@with_old_order("value", 2)
def addcmul_face(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, out: Tensor | None = None) -> Tensor:
    """input + value * tensor1 * tensor2."""
    return into(out, addcmul(input, tensor1, tensor2, value=value))


@public("torch Tensor", "addcdiv")
@with_old_order("value", 2)
def addcdiv_face(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1, out: Tensor | None = None) -> Tensor:
    """input + value * tensor1 / tensor2. Raises RuntimeError for whole numbers."""
    if all(t._data.dtype.kind in "biu" for t in (tensor1, tensor2)):
        raise RuntimeError("Integer division with addcdiv is no longer supported, and in a future release addcdiv will perform a true "
                           "division of tensor1 and tensor2.")  # fmt: skip
    return into(out, addcdiv(input, tensor1, tensor2, value=value))


@public("torch Tensor")
def float_power(input: Any, exponent: Any, *, out: Tensor | None = None) -> Tensor:
    """input ** exponent, computed in double precision."""
    refuse.numbers_alone("float_power", "exponent", input, exponent)
    kind = dtypes.complex128 if any(getattr(unwrap(v), "dtype", np.dtype(float)).kind == "c" for v in (input, exponent)) else dtypes.float64
    return into(out, pow_face(*(v.to(kind) if isinstance(v, Tensor) else v for v in (input, exponent))))


CHANGES: dict[str, Any] = {
    "xlogy_": xlogy_face, "lerp_": lerp_face, "addcmul_": addcmul_face, "addcdiv_": addcdiv_face, "float_power_": float_power,
}  # fmt: skip
for _name, _face in CHANGES.items():
    expose("torch Tensor" if _name == "xlogy_" else "Tensor", _name, inplace(_face, _name))

