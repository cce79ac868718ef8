"""Functions with kinks and jumps, element by element: abs, sign, round, clamp, nan_to_num, copysign, ..."""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.creation import into
from gradcli.autograd.interop import answers
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.choose import alike, clamp_max_tensor, clamp_min_tensor, no_gradient, where
from gradcli.autograd.ops.compare import isfinite
from gradcli.autograd.ops.elementwise import NZ, ceil, elementwise, floor, publish, trunc, unary, zero
from gradcli.autograd.renamed import renamed
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import inplace
from gradcli.sample import fixed, gaussian, nonzero, normal, within

TIED = fixed([-1.0, 0.0, 0.5, 2.0])  # values at the bounds used below
C = gaussian(2, 3)


def real_only(name: str, kernel: Any) -> Any:
    """A kernel that refuses complex numbers in torch's words."""

    def checked(x: Any) -> Any:
        if x.dtype.kind == "c":
            raise NotImplementedError(
                f"Unlike NumPy, torch.{name} is not intended to support complex numbers. Please use torch.sgn instead."
            )
        return x.copy() if x.dtype.kind == "b" else kernel(x)

    checked.__doc__ = f"The {name} of each element."
    return checked


def sign_kernel(x: Any) -> Any:
    """-1, 0 or 1, or z/|z| for complex numbers; 0 for NaN, as in torch."""
    if x.dtype.kind == "b":
        return x.copy()
    y = np.sign(x)
    return np.where(np.isnan(x), 0, y).astype(y.dtype)[()] if x.dtype.kind == "f" else y


# fmt: off
#            name     kernel                         slope (y, x)                     sampled on
sign = unary("sign", real_only("sign", sign_kernel),    zero,                            on=[NZ], promote="same", family="arithmetic", replaces=(np.sign,), safe=lambda x: np.sign(x.real))
sgn = elementwise("sgn", sign_kernel,                  zero,                            on=[NZ, C], promote="same", family="arithmetic", safe=lambda x: np.sign(x.real))
abs_ = unary("abs",  np.abs,                         lambda _y, x: sgn(x),            on=[NZ, C], promote="same", family="arithmetic", aliases=("absolute",), replaces=(np.abs, np.fabs), safe=lambda x: x * np.sign(x.real))
frac = unary("frac", lambda x: x - np.trunc(x),      lambda _y, _x: 1.0,              on=[within(0.1, 0.9, 3)], promote="same", family="arithmetic", safe=lambda x: x - np.trunc(x.real))
# fmt: on
for _op in (sign, floor, ceil, trunc):
    _op.vjp(lambda g, _y, _x: no_gradient(g)).jvp(lambda ts, _y, _x: no_gradient(ts[0]))


def turned(g: Any, y: Any, x: Any) -> Any:
    """The derivative of z/|z| along g, which is its own adjoint: the part of g at right angles to z, over |z|. Zero for real numbers."""
    if y.dtype.kind != "c":
        return no_gradient(g)
    size = abs_(x)
    across = g - (g * conj(y)).real * y
    return where(size == 0, 0.0, across / where(size == 0, 1.0, size))


# |z| and z/|z| are no holomorphic functions: their rules are not multiplications by a slope
sgn.vjp(turned).jvp(lambda ts, y, x: turned(ts[0], y, x))
publish(sgn, "sgn", "torch Tensor")
abs_.vjp(lambda g, _y, x: g * sgn(x)).jvp(lambda ts, _y, x: ts[0] * sgn(x) if x.dtype.kind != "c" else (conj(ts[0]) * sgn(x)).real)
expose("Tensor", "__abs__", abs_)


def real_abs(input: Tensor) -> Any:
    """The absolute values of real numbers. Raises RuntimeError for complex ones, whose absolute values are of another type."""
    if input._data.dtype.kind == "c":
        raise RuntimeError("In-place abs is not supported for complex tensors.")
    return abs_(input)


expose("torch Tensor", "abs_", inplace(real_abs, "abs_"))
expose("Tensor", "absolute_", inplace(real_abs, "absolute_"))


@op((within(0.6, 1.4, 3), {"decimals": None}), (within(0.36, 0.44, 3), {"decimals": 1}), promote="same", family="arithmetic", name="round")
def round_op(x: Any, *, decimals: int | None = None) -> Any:
    """x rounded to whole numbers, or to `decimals` digits; halves to even."""
    return np.round(x, decimals or 0)


round_op.vjp(lambda g, _y, _x: no_gradient(g)).jvp(lambda ts, _y, _x, **_: no_gradient(ts[0])).batch(aligned)
round_op.named_by("decimals", "RoundBackward1").complex_safe(lambda x, *, decimals: np.round(x.real, decimals or 0))


@public("special", "round")
def special_round(input: Tensor, *, decimals: int = 0, out: Tensor | None = None) -> Tensor:
    """input rounded to `decimals` digits; halves to even."""
    return into(out, round_op(input, decimals=decimals))


@public("torch Tensor", "round")
def round_face(input: Tensor, *, decimals: int | None = None, out: Tensor | None = None) -> Tensor:
    """input rounded to whole numbers, or to `decimals` digits; halves to even."""
    return into(out, round_op(input, decimals=decimals))


expose("torch Tensor", "round_", inplace(round_face, "round_"))


# ------------------------------------------------------------ clamp
def inside(x: Any, min: Any, max: Any) -> Any:
    """Where x is within its bounds, or at one; NaN is nowhere."""
    above = x >= min if min is not None else None
    below = x <= max if max is not None else None
    return below if above is None else above if below is None else above & below


def clip_by_real_part(x: Any, *, min: Any = None, max: Any = None) -> Any:
    """clamp, continued analytically: decided on the real part."""
    y = x
    if min is not None:
        y = np.where(y.real < np.real(min), min, y)
    return y if max is None else np.where(y.real > np.real(max), max, y)


CLAMPED = [(normal(2, 3), {"min": -0.5, "max": 0.5}), (normal(4), {"min": 0.0, "max": None}), (TIED, {"min": None, "max": 0.75})]


@op(*CLAMPED, promote="same", family="arithmetic", grad_fn="ClampBackward1")
def clamp(x: Any, *, min: Any, max: Any) -> Any:
    """x, raised to `min` and lowered to `max` (numbers, or None)."""
    y = x if min is None else np.maximum(x, min)
    return y if max is None else np.minimum(y, max)  # together a third of the time of np.clip


clamp.vjp(lambda g, _y, x, *, min, max: where(inside(x, min, max), g, 0.0))
clamp.jvp(lambda ts, _y, x, *, min, max: where(inside(x, min, max), ts[0], 0.0)).batch(aligned).complex_safe(clip_by_real_part)


@op((normal(4), {"min": 0.25}), promote="same", family="arithmetic")
def clamp_min(x: Any, *, min: Any) -> Any:
    """x, raised to `min` where it is below."""
    return np.maximum(x, min)


@op((normal(4), {"max": 0.25}), promote="same", family="arithmetic")
def clamp_max(x: Any, *, max: Any) -> Any:
    """x, lowered to `max` where it is above."""
    return np.minimum(x, max)


clamp_min.vjp(lambda g, _y, x, *, min: where(x >= min, g, 0.0)).jvp(lambda ts, _y, x, *, min: where(x >= min, ts[0], 0.0))
clamp_max.vjp(lambda g, _y, x, *, max: where(x <= max, g, 0.0)).jvp(lambda ts, _y, x, *, max: where(x <= max, ts[0], 0.0))
for _op in (clamp_min, clamp_max):
    _op.batch(aligned).complex_safe(clip_by_real_part)


BOUNDED = [(normal(2, 3), within(-2.0, -0.5, 3), within(0.5, 2.0, 2, 3)), (normal(4), normal(4), None), (normal(4), None, normal(4))]


@op(*BOUNDED, family="arithmetic")
def clamp_tensor(x: Any, low: Any, high: Any) -> Any:
    """x, raised to `low` and lowered to `high`, element by element; where low > high the result is high."""
    return np.clip(x, low, high)


def safe_clamp_tensor(x: Any, low: Any, high: Any) -> Any:
    return clip_by_real_part(x, min=low, max=high)


clamp_tensor.node.__name__ = "ClampBackward0"
PASSING: list[Any] = [
    lambda g, _y, x, low, high: where(inside(x, low, high), g, 0.0),
    lambda g, _y, x, low, high: where(x < low if high is None else (x < low) & (low < high), g, 0.0),
    lambda g, _y, x, low, high: where(x > high if low is None else (x > high) | (high < low), g, 0.0),
]  # what of a gradient, or of a tangent, passes to or from each argument


def clamp_tensor_tangent(ts: Any, y: Any, *args: Any) -> Any:
    return functools.reduce(operator.add, [passing(t, y, *args) for passing, t in zip(PASSING, ts) if t is not None])


clamp_tensor.vjp(*PASSING).jvp(clamp_tensor_tangent).batch(aligned).complex_safe(safe_clamp_tensor)


@public("torch Tensor", "clamp", "clip")
def clamp_face(input: Tensor, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
    """input within [min, max]; the gradient passes at the bounds. Raises RuntimeError when both are None."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return into(out, clamp_tensor(*alike(input, min, max)))
    x, min, max = (input, min, max) if input._data.dtype.kind == "f" else alike(input, min, max)
    return into(out, clamp(x, min=min, max=max))


@public("torch Tensor", "clamp_min")
def clamp_min_face(input: Tensor, min: Any, *, out: Tensor | None = None) -> Tensor:
    """input, raised to `min` where it is below."""
    if isinstance(min, Tensor):
        return into(out, clamp_min_tensor(input, min))
    x, min = alike(input, min)
    return into(out, clamp_min(x, min=min))


@public("torch Tensor", "clamp_max")
def clamp_max_face(input: Tensor, max: Any, *, out: Tensor | None = None) -> Tensor:
    """input, lowered to `max` where it is above."""
    if isinstance(max, Tensor):
        return into(out, clamp_max_tensor(input, max))
    x, max = alike(input, max)
    return into(out, clamp_max(x, max=max))


for _name, _face in {"clamp_": clamp_face, "clip_": clamp_face, "clamp_min_": clamp_min_face, "clamp_max_": clamp_max_face}.items():
    expose("torch Tensor", _name, inplace(_face, _name))


@answers(np.clip)
def np_clip(a: Any, a_min: Any = None, a_max: Any = None, **named: Any) -> Any:
    """np.clip."""
    return clamp_face(a, named.get("min", a_min), named.get("max", a_max))


# ------------------------------------------------------------ one value for another
@op((fixed([np.nan, np.inf, -np.inf, 0.5]), {"nan": 5.0, "posinf": 6.0, "neginf": -6.0}), promote="same", family="arithmetic")
def nan_to_num(x: Any, *, nan: float | None = None, posinf: float | None = None, neginf: float | None = None) -> Any:
    """x with finite numbers in place of NaN and the infinities; by default 0 and the largest of the type."""
    return np.nan_to_num(x, nan=nan or 0.0, posinf=posinf, neginf=neginf)


def safe_nan_to_num(x: Any, **params: Any) -> Any:
    return np.where(np.isfinite(x.real), x, np.nan_to_num(x.real, **{**params, "nan": params["nan"] or 0.0}))


nan_to_num.vjp(lambda g, _y, x: where(isfinite(x), g, 0.0)).jvp(lambda ts, _y, x, **_: where(isfinite(x), ts[0], 0.0))
nan_to_num.batch(aligned).complex_safe(safe_nan_to_num)


@public("torch Tensor", "nan_to_num")
def nan_to_num_face(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None, *, out: Tensor | None = None
) -> Tensor:
    """input with finite numbers in place of NaN and the infinities."""
    return into(out, nan_to_num(input, nan=nan, posinf=posinf, neginf=neginf))


expose("torch Tensor", "nan_to_num_", inplace(nan_to_num_face, "nan_to_num_"))

# fmt: off
copysign = elementwise("copysign", np.copysign, lambda y, x, _s: copied_sign(y, x), lambda _y, _x, _s: 0.0, on=[(nonzero(2, 3), nonzero(3)), (nonzero(3), -2.0)],
                       family="arithmetic", replaces=(np.copysign,), safe=lambda x, s: x * np.sign(x.real) * np.copysign(1.0, np.real(s)))
# fmt: on


def copied_sign(y: Any, x: Any) -> Any:
    """Whether copysign turned the sign: y / x, 0 at 0."""
    return where(x == 0, 0.0, y / where(x == 0, 1.0, x))


@op((normal(2, 3), normal(3)), promote="same", grad_fn="NotImplemented", family="other", replaces=(np.heaviside,))
def heaviside(x: Any, values: Any) -> Any:
    """0 for negative x, 1 for positive, `values` at 0."""
    return np.where(x == 0, values, x > 0).astype(x.dtype)[()]


@public("torch Tensor", "heaviside")
def heaviside_face(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """0 for negative input, 1 for positive, `values` at 0; torch has no derivative of it."""
    if input._data.dtype != values._data.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    return into(out, heaviside(input, values))


refuse.derivatives(heaviside)
heaviside.batch(aligned)
expose("Tensor", "heaviside_", inplace(heaviside_face, "heaviside_"))
copysign_of_number = renamed(copysign, "copysign_of_number", "CopysignBackward1")


@public("torch Tensor", "copysign")
def copysign_face(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """The size of input with the sign of `other`, a tensor or a number."""
    return into(out, (copysign if isinstance(other, Tensor) else copysign_of_number)(input, other))


expose("Tensor", "copysign_", inplace(copysign_face, "copysign_"))
