"""Variance and standard deviation over axes: var, std, var_mean, std_mean, cov, corrcoef."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.batch import along
from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.reduce import Dim, count, kept, mean, np_axes, spread, sum_, total
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn
from gradcli.sample import gaussian, normal

SAMPLES = [
    (normal(2, 3), {"dim": None, "correction": 1}),
    (normal(2, 3), {"dim": 1, "correction": 0}),
    (normal(2, 3, 2), {"dim": (0, 2), "correction": 1.5, "keepdim": True}),
    (gaussian(3), {"dim": 0, "correction": 1}),
]


def variance(x: Any, dim: Dim, correction: float, keepdim: bool) -> tuple[Any, Any]:
    """(variance, mean); deviations squared for real numbers, |.|^2 for complex ones."""
    over = np_axes(x, dim)
    n = count(x.shape, dim)
    m = total(x, axis=over, keepdims=True) / x.real.dtype.type(n)
    d = x - m
    squares = total(d * d if d.dtype.kind == "f" else (d * d.conj()).real, axis=over, keepdims=keepdim)
    return squares / squares.dtype.type(max(n - correction, 0)), m if keepdim or not x.ndim else np.squeeze(m, over)


def analytic_variance(x: Any, dim: Dim, correction: float, keepdim: bool) -> tuple[Any, Any]:
    """`variance` without the absolute value: for complex steps."""
    over = np_axes(x, dim)
    n = count(x.shape, dim)
    m = total(x, axis=over, keepdims=True) / n
    return total((x - m) ** 2, axis=over, keepdims=keepdim) / (n - correction), m if keepdim else np.squeeze(m, over)


def var_gradient(g: Any, x: Any, dim: Dim, correction: float, keepdim: bool) -> Any:
    """2 (x - mean) / (n - correction) times g; NaN (infinite off the mean) without degrees of freedom, as in torch."""
    freedom = count(x.shape, dim) - correction
    d = x - mean(x, dim=dim, keepdim=True)
    g = kept(g, x.shape, dim, keepdim)
    if dim is None and freedom <= 0:
        return g * where(d == 0, np.nan, np.inf)
    return g * d * (2 / freedom if freedom else np.inf)


def var_tangent(t: Any, x: Any, dim: Dim, correction: float, keepdim: bool) -> Any:
    """The tangent of var: the transpose of `var_gradient`."""
    d = x - mean(x, dim=dim, keepdim=True)
    part = sum_(d * t if x.dtype.kind != "c" else (conj(d) * t).real, dim=dim, keepdim=keepdim)
    return part * (2 / (count(x.shape, dim) - correction or np.nan))


def over_std(g: Any, y: Any) -> Any:
    """g / (2 std), 0 where std is 0: from the cotangent of std to that of var."""
    return where(y == 0, 0.0, g / (where(y == 0, 1.0, y) * 2))


@op(*SAMPLES, family="reduction")
def var(x: Any, *, dim: Dim, correction: float, keepdim: bool = False) -> Any:
    """The variance over `dim`, with n - correction in the denominator."""
    return variance(x, dim, correction, keepdim)[0]


@op(*SAMPLES, family="reduction")
def std(x: Any, *, dim: Dim, correction: float, keepdim: bool = False) -> Any:
    """The standard deviation over `dim`, with n - correction in the denominator."""
    return np.sqrt(variance(x, dim, correction, keepdim)[0])


@op(*SAMPLES, family="reduction", outputs=2)
def var_mean(x: Any, *, dim: Dim, correction: float, keepdim: bool = False) -> Any:
    """(variance, mean) over `dim`."""
    return variance(x, dim, correction, keepdim)


@op(*SAMPLES, family="reduction", outputs=2, kept=(0,))
def std_mean(x: Any, *, dim: Dim, correction: float, keepdim: bool = False) -> Any:
    """(standard deviation, mean) over `dim`."""
    v, m = variance(x, dim, correction, keepdim)
    return np.sqrt(v), m


def mean_gradient(g: Any, x: Any, dim: Dim, correction: float, keepdim: bool) -> Any:
    return spread(g / count(x.shape, dim), x.shape, dim, keepdim)


def mean_of(t: Any, dim: Dim, correction: float, keepdim: bool) -> Any:
    return mean(t, dim=dim, keepdim=keepdim)




var.vjp(lambda g, _y, x, **over: var_gradient(g, x, **over))
var.jvp(lambda ts, _y, x, **over: var_tangent(ts[0], x, **over))
var.complex_safe(lambda x, **over: analytic_variance(x, **over)[0])
std.vjp(lambda g, y, x, **over: var_gradient(over_std(g, y), x, **over))
std.jvp(lambda ts, y, x, **over: over_std(var_tangent(ts[0], x, **over), y))
std.complex_safe(lambda x, **over: np.sqrt(analytic_variance(x, **over)[0]))
var_mean.vjp(lambda gs, _y, x, **over: var_gradient(gs[0], x, **over) + mean_gradient(gs[1], x, **over))
var_mean.jvp(lambda ts, _y, x, **over: (var_tangent(ts[0], x, **over), mean_of(ts[0], **over)))
var_mean.complex_safe(analytic_variance)
std_mean.vjp(lambda gs, y, x, **over: var_gradient(over_std(gs[0], y[0]), x, **over) + mean_gradient(gs[1], x, **over))
std_mean.jvp(lambda ts, y, x, **over: (over_std(var_tangent(ts[0], x, **over), y[0]), mean_of(ts[0], **over)))
std_mean.complex_safe(lambda x, **over: (np.sqrt(analytic_variance(x, **over)[0]), analytic_variance(x, **over)[1]))
for _op in (var, std, var_mean, std_mean):
    _op.batch(along("dim"))


def checked(name: str, input: Tensor, dim: Any, unbiased: Any, correction: Any) -> dict[str, Any]:
    """The metadata of var and its relatives: torch's var(x, dim, unbiased) and var(x, unbiased) as well as var(x, correction=)."""
    if input._data.dtype.kind in "biu":
        raise RuntimeError(f"{'std and var' if name in ('std', 'var') else name} only support floating point and complex dtypes")
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased is not None:
        correction = int(unbiased)
    correction = 1 if correction is None else correction
    if isinstance(dim, (tuple, list)) and not dim:
        dim = None
    if count(input._data.shape, dim) - correction <= 0:
        warn(f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel "
                      "divided by output numel).")  # fmt: skip
    return {"dim": dim, "correction": correction}


@public("torch Tensor", "var")
def var_face(input: Any, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None, out: Any = None) -> Any:
    """The variance over `dim`, with n - correction (default 1) in the denominator."""
    return into(out, var(input, keepdim=keepdim, **checked("var", input, dim, unbiased, correction)))


@public("torch Tensor", "std")
def std_face(input: Any, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None, out: Any = None) -> Any:
    """The standard deviation over `dim`, with n - correction (default 1) in the denominator."""
    return into(out, std(input, keepdim=keepdim, **checked("std", input, dim, unbiased, correction)))


@public("torch", "var_mean")
def var_mean_face(input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None) -> Any:
    """(variance, mean) over `dim`."""
    return var_mean(input, keepdim=keepdim, **checked("var_mean", input, dim, unbiased, correction))


@public("torch", "std_mean")
def std_mean_face(input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *, correction: Any = None) -> Any:
    """(standard deviation, mean) over `dim`."""
    return std_mean(input, keepdim=keepdim, **checked("std_mean", input, dim, unbiased, correction))
