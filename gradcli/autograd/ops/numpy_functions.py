"""numpy's reductions and sorts on Tensors, with numpy's own signatures and defaults: np.std divides by n, np.median averages, ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.interop import answers
from gradcli.autograd.names import SPACES
from gradcli.autograd.ops import count, differences, extremes, kinked, norm, order, quantile, reduce, scan, spread  # noqa: F401  publish
from gradcli.autograd.tensor import Tensor, make, unwrap

F = SPACES["torch"]


def tensor(a: Any) -> Any:
    return make(a) if isinstance(a, np.ndarray) else a


def reducing(name: str) -> Callable[..., Any]:
    """A function (a, axis, keepdims) of numpy's as torch's `name`."""

    def answer(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False) -> Any:
        assert out is None, "out= of numpy functions is not supported on Tensors"
        typed = {} if dtype is None else {"dtype": dtype}
        return F[name](tensor(a), axis, bool(keepdims) if keepdims is not np._NoValue else False, **typed)

    return answer


for _fn, _name in ((np.sum, "sum"), (np.mean, "mean"), (np.nansum, "nansum"), (np.nanmean, "nanmean")):
    answers(_fn)(reducing(_name))


def flat_or_along(fn: Callable[..., Any]) -> Callable[..., Any]:
    """A function of one axis that numpy applies to the flattened array by default."""

    def answer(a: Any, axis: Any = None, **_: Any) -> Any:
        return fn(tensor(a).reshape(-1), 0) if axis is None else fn(tensor(a), axis)

    return answer


answers(np.cumsum)(flat_or_along(F["cumsum"]))
answers(np.cumprod)(flat_or_along(F["cumprod"]))


@answers(np.max, np.amax)
def np_max(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Any:
    """np.max; equal elements share the gradient."""
    return F["amax"](a, () if axis is None else axis, keepdims, out=out)


@answers(np.min, np.amin)
def np_min(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Any:
    """np.min; equal elements share the gradient."""
    return F["amin"](a, () if axis is None else axis, keepdims, out=out)


@answers(np.ptp)
def np_ptp(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Any:
    """np.ptp: the largest minus the smallest."""
    return np_max(a, axis, keepdims=keepdims) - np_min(a, axis, keepdims=keepdims)


@answers(np.argmax)
def np_argmax(a: Any, axis: Any = None, **named: Any) -> Any:
    """np.argmax."""
    return F["argmax"](a, axis, named.get("keepdims", False))


@answers(np.argmin)
def np_argmin(a: Any, axis: Any = None, **named: Any) -> Any:
    """np.argmin."""
    return F["argmin"](a, axis, named.get("keepdims", False))


@answers(np.prod)
def np_prod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False) -> Any:
    """np.prod, over one axis, several or all."""
    if axis is None:
        y = F["prod"](a, dtype=dtype)
        return y.reshape((1,) * a.ndim) if keepdims else y
    for d in (axis,) if isinstance(axis, int) else sorted((d % a.ndim for d in axis), reverse=True):
        a = F["prod"](a, d, keepdims, dtype=dtype)
    return a


@answers(np.var)
def np_var(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: Any = False, **_: Any) -> Any:
    """np.var: divides by n unless ddof is given."""
    return F["var"](a, axis, keepdim=keepdims, correction=ddof)


@answers(np.std)
def np_std(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: Any = False, **_: Any) -> Any:
    """np.std: divides by n unless ddof is given."""
    return F["std"](a, axis, keepdim=keepdims, correction=ddof)


@answers(np.all)
def np_all(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Any:
    """np.all."""
    return F["all"](a, axis, keepdims)


@answers(np.any)
def np_any(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Any:
    """np.any."""
    return F["any"](a, axis, keepdims)


@answers(np.count_nonzero)
def np_count_nonzero(a: Any, axis: Any = None) -> Any:
    """np.count_nonzero."""
    return F["count_nonzero"](a, axis)


@answers(np.sort)
def np_sort(a: Any, axis: Any = -1, **_: Any) -> Any:
    """np.sort: the values."""
    return F["sort"](a.reshape(-1) if axis is None else a, 0 if axis is None else axis, stable=True)[0]


@answers(np.argsort)
def np_argsort(a: Any, axis: Any = -1, **_: Any) -> Any:
    """np.argsort, always stable."""
    return F["argsort"](a.reshape(-1) if axis is None else a, 0 if axis is None else axis, stable=True)


@answers(np.median)
def np_median(a: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    """np.median: the mean of the two middle elements, unlike torch's."""
    return np_quantile(a, 0.5, axis, keepdims=keepdims)


@answers(np.quantile)
def np_quantile(a: Any, q: Any, axis: Any = None, *, keepdims: bool = False, method: str = "linear", **_: Any) -> Any:
    """np.quantile, over one axis or all. Raises TypeError for several axes."""
    if isinstance(axis, tuple):
        raise TypeError("quantiles over several axes at once have no operation on Tensors here; reshape first")
    return F["quantile"](a, _weights(q, a), axis, keepdims, interpolation=method)


@answers(np.percentile)
def np_percentile(a: Any, q: Any, axis: Any = None, *, keepdims: bool = False, method: str = "linear", **_: Any) -> Any:
    """np.percentile."""
    return np_quantile(a, np.asarray(q, float) / 100, axis, keepdims=keepdims, method=method)


def _weights(q: Any, a: Tensor) -> Any:
    return float(q) if np.ndim(q) == 0 else make(np.asarray(q, a._data.dtype))


@answers(np.diff)
def np_diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """np.diff."""
    missing = (np._NoValue, None)
    return F["diff"](a, n, axis, None if prepend in missing else tensor(prepend), None if append in missing else tensor(append))


@answers(np.trapezoid)
def np_trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any:
    """np.trapezoid."""
    return F["trapezoid"](tensor(y), tensor(x), dim=axis) if x is not None else F["trapezoid"](y, dx=dx, dim=axis)


@answers(np.round, np.around)
def np_round(a: Any, decimals: int = 0, out: Any = None) -> Any:
    """np.round."""
    return F["round"](a, decimals=decimals)


@answers(np.nan_to_num)
def np_nan_to_num(x: Any, copy: bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """np.nan_to_num."""
    return F["nan_to_num"](x, nan, posinf, neginf)


@answers(np.linalg.norm)
def np_norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """np.linalg.norm: the 2-norm of all elements unless an order is given; of matrices then for two axes."""
    if ord is None or x.ndim == 1 or isinstance(axis, int):
        return F["norm"](x, 2 if ord is None else ord, axis, keepdims)
    return SPACES["linalg"]["matrix_norm"](x, ord, (-2, -1) if axis is None else axis, keepdims)


@answers(np.allclose)
def np_allclose(a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """np.allclose; not differentiable, as the result is no Tensor."""
    return bool(np.allclose(unwrap(a), unwrap(b), rtol=rtol, atol=atol, equal_nan=equal_nan))


@answers(np.array_equal)
def np_array_equal(a1: Any, a2: Any, equal_nan: bool = False) -> bool:
    """np.array_equal; not differentiable, as the result is no Tensor."""
    return bool(np.array_equal(unwrap(a1), unwrap(a2), equal_nan=equal_nan))
