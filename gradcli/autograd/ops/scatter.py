"""Elements written along one axis by index: scatter, scatter_add, scatter_reduce, index_reduce."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.gather import along, check_places, gather, numbered, raised, vector
from gradcli.autograd.ops.mask import masked_fill, typed
from gradcli.autograd.ops.part import narrow
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.rule import or_zero
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.view import inplace
from gradcli.sample import distinct, fixed, nonzero, normal

ONCE = fixed(np.array([[0, 1], [2, 0]]))  # no place twice within a column
TWICE = fixed(np.array([[0, 1], [0, 2]]))


# ---------------------------------------------------------------- scatter
@op((normal(3, 2), ONCE, normal(2, 2), {"dim": 0}), (normal(2, 3), ONCE, normal(2, 2), {"dim": 1}), family="other", ordered=True)
def scatter(x: Any, index: Any, src: Any, *, dim: int) -> Any:
    """x with src[i, j] written at place index[i, j] along `dim`."""
    y = np.array(x, np.result_type(x, src))
    raised(y)[along(index, dim)] = src
    return y


@op(
    (normal(3, 2), ONCE, {"dim": 0, "value": 2.0}),
    (normal(3, 2), TWICE, {"dim": 0, "value": 0.0}),
    grad_fn="ScatterBackward1",
    family="other",
)
def scatter_value(x: Any, index: Any, *, dim: int, value: Any) -> Any:
    """x with a number written at place index[i, j] along `dim`."""
    y = np.array(x)
    raised(y)[along(index, dim)] = typed(x, value)
    return y


@op((normal(3, 2), TWICE, normal(2, 2), {"dim": 0}), (normal(2, 3), ONCE, normal(2, 2), {"dim": 1}), family="other")
def scatter_add(x: Any, index: Any, src: Any, *, dim: int) -> Any:
    """x with src[i, j] added at place index[i, j] along `dim`."""
    y = np.array(x, np.result_type(x, src))
    np.add.at(raised(y), along(index, dim), src)
    return y


scatter.vjp(
    lambda g, _y, _x, index, _s, *, dim: scatter_value(g, index, dim=dim, value=0.0),
    None,
    lambda g, _y, _x, index, _s, *, dim: gather(g, index, dim=dim),
).jvp(lambda ts, _y, x, index, src, *, dim: scatter(or_zero(ts[0], x), index, or_zero(ts[2], src), dim=dim))
scatter_value.vjp(lambda g, _y, _x, index, *, dim: scatter_value(g, index, dim=dim, value=0.0), None)
scatter_value.jvp(lambda ts, _y, _x, index, *, dim, value: scatter_value(ts[0], index, dim=dim, value=0.0))  # noqa: ARG005
scatter_add.vjp(lambda g, _y, _x, _i, _s: g, None, lambda g, _y, _x, index, _s, *, dim: gather(g, index, dim=dim))
scatter_add.jvp(lambda ts, _y, x, index, src, *, dim: scatter_add(or_zero(ts[0], x), index, or_zero(ts[2], src), dim=dim))


def prepared(x: Tensor, dim: int, index: Tensor, src: Any, name: str) -> tuple[Tensor, Any, int]:
    """(index, src, axis), of the same rank and src cut to the shape of index. Raises RuntimeError as torch does."""
    d, index = axis(dim, x._data.ndim), numbered(index)
    if index._data.dtype.kind != "i":
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    if isinstance(src, Tensor):
        if not index._data.ndim == src._data.ndim == 0:
            index, src = vector(index), vector(src)
        src = cut_to(x, src, index, d)
    check_places(x, index, d, name)
    return index, src, d


def cut_to(x: Tensor, src: Tensor, index: Tensor, dim: int) -> Tensor:
    """The part of src that index speaks of: as in torch, src may be larger."""
    if src._data.dtype != x._data.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    if index._data.size and index._data.ndim != src._data.ndim:
        raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
    if any(n > m for n, m in zip(index._data.shape, src._data.shape)):
        raise RuntimeError(
            f"Expected index {list(index._data.shape)} to be no larger than self {list(x._data.shape)} apart from dimension {dim} and to "
            f"be no larger size than src {list(src._data.shape)}"
        )
    for k, (n, m) in enumerate(zip(index._data.shape, src._data.shape)):
        src = src if n == m else narrow(src, k, 0, n)
    return src


@public("torch Tensor", "scatter")
def scatter_face(
    input: Tensor, dim: int, index: Tensor, src: Any = None, value: Any = None, *, reduce: str | None = None, out: Tensor | None = None
) -> Tensor:
    """A copy with src[i, j] (or one value) written at place index[i, j] along `dim`; reduce "add" or "multiply" combines instead."""
    if (src is None) == (value is None):
        raise TypeError("scatter() takes either src or value")
    source = value if src is None else src
    if reduce is not None:
        return into(out, _combined(input, dim, index, source, reduce))
    i, source, d = prepared(input, dim, index, source, "scatter")
    if isinstance(source, Tensor):
        return into(out, scatter(input, i, source, dim=d))
    return into(out, scatter_value(input, i, dim=d, value=source))


def _combined(input: Tensor, dim: int, index: Tensor, source: Any, reduce: str) -> Tensor:
    if reduce not in ("add", "multiply"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    if not isinstance(source, Tensor):
        source = index.new_full(index._data.shape, source, dtype=input.dtype)
    return scatter_reduce_face(input, dim, index, source, "sum" if reduce == "add" else "prod")


@public("torch Tensor", "scatter_add")
def scatter_add_face(input: Tensor, dim: int, index: Tensor, src: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy with src[i, j] added at place index[i, j] along `dim`."""
    i, src, d = prepared(input, dim, index, src, "scatter_add")
    return into(out, scatter_add(input, i, src, dim=d))


# ---------------------------------------------------------------- scatter_reduce
COMBINE = {"sum": np.add, "mean": np.add, "prod": np.multiply, "amax": np.maximum, "amin": np.minimum}


def start_of(reduce: str, kind: np.dtype[Any]) -> Any:
    """What a reduction starts from when the old value is left out."""
    if reduce in ("amax", "amin"):
        low = reduce == "amax"
        if kind.kind == "b":
            return not low
        if kind.kind == "f":
            return kind.type(-np.inf if low else np.inf)
        return np.iinfo(kind).min if low else np.iinfo(kind).max
    return kind.type(reduce == "prod")


def _reduced(x: Any, index: Any, src: Any, *, dim: int, reduce: str, include_self: bool) -> Any:
    """x combined, at place index[i, j] along `dim`, with src[i, j]: by sum, product, mean, maximum or minimum."""
    y, where = np.array(x, np.result_type(x, src)), along(index, dim)
    if not include_self:
        raised(y)[where] = start_of(reduce, y.dtype)
    COMBINE[reduce].at(raised(y), where, src)
    if reduce != "mean":
        return y
    n = counts(x.shape, index, dim, include_self)
    return (y / n).astype(y.dtype) if y.dtype.kind in "fc" else y // n.astype(y.dtype)


def _reduced_complex(x: Any, index: Any, src: Any, *, dim: int, reduce: str, include_self: bool) -> Any:
    """The same for a complex step: the extreme is the one of the real parts."""
    params: dict[str, Any] = {"dim": dim, "reduce": reduce, "include_self": include_self}
    if reduce not in ("amax", "amin"):
        return _reduced(x, index, src, **params)
    found, where = _reduced(np.real(x), index, np.real(src), **params), along(index, dim)
    y = np.array(found, np.result_type(x, src))
    y[...] = np.where(np.real(x) == found, x, y)
    raised(y)[where] = np.where(np.real(src) == raised(found)[where], src, raised(y)[where])
    return y


def counts(shape: Any, index: Any, dim: int, include_self: bool) -> Any:
    """How many values are combined at each place, at least 1."""
    n = np.full(shape, float(include_self))
    np.add.at(raised(n), along(index, dim), 1.0)
    return np.maximum(n, 1.0)


SAMPLES = [
    (nonzero(3, 2), TWICE, nonzero(2, 2), {"dim": 0, "reduce": reduce, "include_self": include})
    for reduce in ("sum", "prod", "mean")
    for include in (True, False)
] + [(distinct(3, 2), ONCE, distinct(2, 2), {"dim": 0, "reduce": "amax", "include_self": include}) for include in (True, False)]


def _declare(name: str) -> Op:
    made = op(*SAMPLES, name=name, family="reduction")(_reduced).complex_safe(_reduced_complex)
    made.vjp_all(lambda g, y, xs, wanted, *, dim, reduce, include_self: REDUCED[reduce](g, y, xs, dim, include_self))  # noqa: ARG005
    return made.jvp(lambda ts, y, *xs, **params: _reduced_tangent(ts, y, xs, **params))


def through_sum(g: Any, _y: Any, xs: Any, dim: int, include_self: bool) -> list[Any]:
    """The gradients of a sum: each value gets all of it."""
    return [_of_self(g, xs[1], dim, include_self), None, gather(g, xs[1], dim=dim)]


def through_mean(g: Any, _y: Any, xs: Any, dim: int, include_self: bool) -> list[Any]:
    """The gradients of a mean: each value gets an equal share."""
    n = counts(tuple(g.shape), plain(xs[1]), dim, include_self)
    share = g / (n if not isinstance(g, Tensor) else wrap(n, g))
    return [_of_self(share, xs[1], dim, include_self), None, gather(share, xs[1], dim=dim)]


def through_extreme(g: Any, y: Any, xs: Any, dim: int, include_self: bool) -> list[Any]:
    """The gradients of a maximum or minimum: all values equal to it share evenly."""
    x, index, src = xs
    x_wins, src_wins = plain(x) == plain(y), plain(src) == gather.kernel(plain(y), plain(index), dim=dim)
    if not include_self:
        x_wins = scatter_value.kernel(x_wins, plain(index), dim=dim, value=False) | ~touched(x_wins.shape, plain(index), dim)
    n = np.array(x_wins, plain(g).dtype)
    np.add.at(raised(n), along(plain(index), dim), src_wins)
    share = g / wrap(np.maximum(n, 1), g)
    return [share * wrap(x_wins.astype(n.dtype), g), None, gather(share, index, dim=dim) * wrap(src_wins.astype(n.dtype), g)]


def through_prod(g: Any, y: Any, xs: Any, dim: int, include_self: bool) -> list[Any]:
    """The gradients of a product, exact where one of the factors is zero."""
    x, index, src = xs
    params = {"dim": dim, "reduce": "prod", "include_self": include_self}
    no_x, no_src = plain(x) == 0, plain(src) == 0
    x1, src1 = filled(x, no_x, 1.0), filled(src, no_src, 1.0)
    of_self = g * scatter_reduce(x1, index, src, **params) / x1
    zeros = np.zeros(no_x.shape)
    np.add.at(raised(zeros), along(plain(index), dim), no_src)
    alone = no_src & (gather.kernel(zeros, plain(index), dim=dim) == 1)
    others = gather(g * scatter_reduce(x, index, src1, **params), index, dim=dim)
    of_src = filled(gather(g * y, index, dim=dim) / src1, alone, 0.0) + filled(others, ~alone, 0.0)
    return [_of_self(of_self, index, dim, include_self), None, of_src]


REDUCED = {"sum": through_sum, "mean": through_mean, "amax": through_extreme, "amin": through_extreme, "prod": through_prod}


def _of_self(g: Any, index: Any, dim: int, include_self: bool) -> Any:
    """The gradient of x: nothing where its value was left out."""
    return g if include_self else scatter_value(g, index, dim=dim, value=0.0)


def touched(shape: Any, index: Any, dim: int) -> Any:
    """Where something is written."""
    return scatter_value.kernel(np.zeros(shape, bool), index, dim=dim, value=True)


def plain(x: Any) -> Any:
    """The array, for decisions that are constants."""
    return x._data if isinstance(x, Tensor) else x


def wrap(array: Any, like: Any) -> Any:
    """A constant array in the form the rule computes in."""
    return make(array.astype(like._data.dtype, copy=False)) if isinstance(like, Tensor) else array.astype(like.dtype, copy=False)


def filled(x: Any, mask: Any, value: float) -> Any:
    """x with a number where a constant mask is true."""
    return masked_fill(x, make(mask) if isinstance(x, Tensor) else mask, value=value)


def _reduced_tangent(ts: Any, y: Any, xs: Any, *, dim: int, reduce: str, include_self: bool) -> Any:
    """The tangent, through the gradients: both ways are the same matrix, and each column of it has few entries."""
    x, index, src = xs
    ones = y * 0 + 1
    of_x, _, of_src = REDUCED[reduce](ones, y, xs, dim, include_self)
    total = of_x * or_zero(ts[0], x)
    return scatter_add(total, index, of_src * or_zero(ts[2], src), dim=dim)


scatter_reduce = _declare("scatter_reduce")
index_reduce = _declare("index_reduce")


@public("torch Tensor", "scatter_reduce")
def scatter_reduce_face(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True, out: Tensor | None = None
) -> Tensor:
    """A copy combined, at place index[i, j] along `dim`, with src[i, j]: sum, prod, mean, amax or amin."""
    if reduce not in COMBINE:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    i, source, d = prepared(input, dim, index, src, "scatter_reduce")
    return into(out, scatter_reduce(input, i, source, dim=d, reduce=reduce, include_self=include_self))


FACES: dict[str, Callable[..., Tensor]] = {
    "scatter": scatter_face, "scatter_add": scatter_add_face, "scatter_reduce": scatter_reduce_face,
}  # fmt: skip
for _name, _face in FACES.items():
    expose("Tensor", _name + "_", inplace(_face, _name + "_"))
