"""Sums, means and products over axes: sum, mean, nansum, nanmean, prod, logsumexp; `dim` is None (all), an axis or several, as in torch."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any

import numpy as np

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.batch import along
from gradcli.autograd.creation import into
from gradcli.autograd.fit import repeated
from gradcli.autograd.names import public
from gradcli.autograd.op import OPS, op
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.compare import isnan
from gradcli.autograd.ops.elementwise import exp
from gradcli.autograd.rule import conj
from gradcli.autograd.tensor import Tensor, type_name, unwrap
from gradcli.sample import fixed, gaussian, nonzero, normal

Dim = int | Sequence[int] | None
# numpy's stubs want keepdims as a literal
total: Any = np.add.reduce
product: Any = np.multiply.reduce
smallest: Any = np.minimum.reduce
largest: Any = np.maximum.reduce


def axes(dim: Dim, rank: int) -> tuple[int, ...]:
    """The axes `dim` names, counted from the front. Raises IndexError as torch does, RuntimeError for repeated ones."""
    if dim is None or (isinstance(dim, (tuple, list)) and not dim):
        return tuple(range(rank))
    dims = tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)
    found = tuple(axis(d, rank) for d in dims)
    if len(set(found)) < len(found):
        again = next(d for i, d in enumerate(found) if d in found[:i])
        raise RuntimeError(f"dim {again} appears multiple times in the list of dims")
    return found


def axis(dim: Any, rank: int) -> int:
    """One axis, counted from the front. Raises IndexError as torch does; a 0-d tensor has axis 0 and -1."""
    n, at = max(rank, 1), index(dim)
    if not -n <= at < n:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-n}, {n - 1}], but got {dim})")
    return at % n


def kept(g: Any, shape: tuple[int, ...], dim: Dim, keepdim: bool) -> Any:
    """A reduction's result with the reduced axes as axes of length 1, so that it broadcasts against the argument of that shape."""
    if keepdim or not shape:
        return g
    reduced = axes(dim, len(shape))
    return g.reshape(tuple(1 if i in reduced else n for i, n in enumerate(shape)))


def spread(g: Any, shape: tuple[int, ...], dim: Dim, keepdim: bool) -> Any:
    """A reduction's cotangent, repeated over the reduced axes: the gradient of sum, whose elements share memory as in torch."""
    if not shape:
        return g
    if dim is not None:
        g = kept(g, shape, dim, keepdim)
    return OPS["expand"](g, shape=shape) if isinstance(g, Tensor) else repeated(np.asarray(g), shape)


def spread_evenly(g: Any, shape: tuple[int, ...], dim: Dim, keepdim: bool) -> Any:
    """The gradient of mean: a sum's divided, in memory of its own when handed out, which an array that is read only says."""
    if isinstance(g, Tensor):
        return spread(g, shape, dim, keepdim) / count(shape, dim)
    out = spread(g / count(shape, dim), shape, dim, keepdim)
    if shape:
        out.flags.writeable = False
    return out


def np_axes(x: Any, dim: Dim) -> tuple[int, ...] | None:
    """The axes for numpy: None for all of them, which is its fast path."""
    if dim is None:
        return None
    over = axes(dim, x.ndim)
    return over if x.ndim else None


def count(shape: tuple[int, ...], dim: Dim) -> int:
    """How many elements each result of a reduction is made of."""
    n = 1
    for i in axes(dim, len(shape)):
        n *= shape[i] if shape else 1
    return n


def cast_to(t: Tensor, dtype: Any) -> Tensor:
    """`t` in the dtype asked for, if any."""
    return t if dtype is None else t.to(dtype)


SAMPLES = [(normal(2, 3),), (normal(2, 3), {"dim": 1}), (normal(2, 3, 2), {"dim": (0, 2), "keepdim": True}), (normal(), {"dim": None})]
COMPLEX = (gaussian(2, 2), {"dim": 0})


# ------------------------------------------------------------ sum and mean
@op(*SAMPLES, COMPLEX, name="sum", family="reduction")
def sum_(x: Any, *, dim: Dim = None, keepdim: bool = False) -> Any:
    """The sum over `dim`."""
    return total(x, axis=np_axes(x, dim), keepdims=keepdim)


sum_.vjp(lambda g, _y, x_shape, *, dim, keepdim: spread(g, x_shape, dim, keepdim)).linear().batch(along("dim"))
sum_.named_by("dim", "SumBackward1")


@op(*SAMPLES, COMPLEX, family="reduction")
def mean(x: Any, *, dim: Dim = None, keepdim: bool = False) -> Any:
    """The mean over `dim`."""
    return total(x, axis=np_axes(x, dim), keepdims=keepdim) / x.dtype.type(count(x.shape, dim))


mean.vjp(lambda g, _y, x_shape, *, dim, keepdim: spread_evenly(g, x_shape, dim, keepdim)).linear().batch(along("dim"))
mean.named_by("dim", "MeanBackward1")


@op((normal(2, 3),), (fixed([[1.0, np.nan], [2.0, 3.0]]), {"dim": 0}), family="reduction")
def nansum(x: Any, *, dim: Dim = None, keepdim: bool = False) -> Any:
    """The sum over `dim` of what is not NaN."""
    return total(np.where(np.isnan(x.real), 0, x), axis=np_axes(x, dim), keepdims=keepdim)


nansum.vjp(lambda g, _y, x, *, dim, keepdim: where(isnan(x), 0.0, spread(g, x.shape, dim, keepdim)))
nansum.jvp(lambda ts, _y, x, *, dim, keepdim: sum_(where(isnan(x), 0.0, ts[0]), dim=dim, keepdim=keepdim)).batch(along("dim"))


@public("torch Tensor", "sum")
def sum_face(input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The sum over `dim`; whole numbers and booleans add up in int64."""
    if dtype is None and out is None and input._data.dtype.kind not in "biu":
        return sum_(input, dim=dim, keepdim=keepdim)  # type: ignore[no-any-return]
    return into(out, cast_to(sum_(cast_to(input, dtype or whole_type(input)), dim=dim, keepdim=keepdim), dtype))


def whole_type(input: Tensor) -> Any:
    """int64 for whole numbers and booleans, None for others: the type sums and products are made in."""
    return dtypes.int64 if input._data.dtype.kind in "biu" else None


@public("torch Tensor", "nansum")
def nansum_face(input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The sum over `dim` of what is not NaN."""
    if whole_type(input):
        return sum_face(input, dim, keepdim, dtype=dtype, out=out)
    return into(out, nansum(cast_to(input, dtype), dim=dim, keepdim=keepdim))


@public("torch Tensor", "mean")
def mean_face(input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The mean over `dim`. Raises RuntimeError for whole numbers."""
    x = cast_to(input, dtype)
    if x._data.dtype.kind in "biu":
        raise RuntimeError(
            f"mean(): could not infer output dtype. {'Input' if dtype is None else 'Optional'} dtype must be either a floating point or "
            f"complex dtype. Got: {type_name(x._data)[6:-6]}"
        )
    return into(out, mean(x, dim=dim, keepdim=keepdim))


@public("torch Tensor")
def nanmean(input: Tensor, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The mean over `dim` of what is not NaN. Raises RuntimeError for whole numbers."""
    if whole_type(input):
        raise RuntimeError(f"nanmean(): expected input to have floating point or complex dtype but got {type_word(input)}")
    x = cast_to(input, dtype)
    return into(out, nansum(x, dim=dim, keepdim=keepdim) / sum_(x.isnan().logical_not().to(x.dtype), dim=dim, keepdim=keepdim))


def type_word(t: Tensor) -> str:
    """torch's word for a type in messages: Long, Float, ..."""
    words = {"int64": "Long", "int32": "Int", "float32": "Float", "float64": "Double", "uint8": "Byte", "bool": "Bool"}
    return words.get(t.dtype.name, t.dtype.name.title())


# ------------------------------------------------------------ products
PRODUCTS = [(nonzero(2, 3),), (nonzero(2, 3), {"dim": 1}), (fixed([[0.0, 2.0, 3.0], [0.0, 0.0, 1.5]]), {"dim": -1, "keepdim": True})]


@op(*PRODUCTS, (gaussian(3),), (nonzero(), {"dim": 0}), family="reduction")
def prod(x: Any, *, dim: int | None = None, keepdim: bool = False) -> Any:
    """The product over `dim`: one axis, or all."""
    return product(x, axis=np_axes(x, dim), keepdims=keepdim)


def others(x: Any, y: Any, dim: int | None, keepdim: bool) -> Any:
    """For each element the product of all others along `dim`: the slope of prod. By division where nothing is 0, else exact."""
    from gradcli.autograd.ops.scan import product_of_others

    if np.all(unwrap(x)):
        return kept(y, x.shape, dim, keepdim) / x
    if dim is None:
        return product_of_others(x.reshape(-1), 0).reshape(x.shape)
    return product_of_others(x, axis(dim, x.ndim)) if x.ndim else x * 0 + 1


prod.vjp(lambda g, y, x, *, dim, keepdim: kept(g, x.shape, dim, keepdim) * conj(others(x, y, dim, keepdim)))
prod.jvp(lambda ts, y, x, *, dim, keepdim: sum_(ts[0] * others(x, y, dim, keepdim), dim=dim, keepdim=keepdim)).batch(along("dim"))
prod.named_by("dim", "ProdBackward1")


@public("torch Tensor", "prod")
def prod_face(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Tensor | None = None) -> Tensor:
    """The product over `dim` (one axis) or of all elements; whole numbers multiply in int64."""
    return into(out, cast_to(prod(cast_to(input, dtype or whole_type(input)), dim=dim, keepdim=keepdim), dtype))


# ------------------------------------------------------------ logsumexp
@op((normal(2, 3), {"dim": 1}), (normal(2, 3), {"dim": (0, 1), "keepdim": True}), (fixed([1000.0, 1001.0]), {"dim": 0}),
    promote="float", family="reduction")  # fmt: skip
def logsumexp(x: Any, *, dim: Dim, keepdim: bool = False) -> Any:
    """log(sum(exp(x))) over `dim`, without overflow."""
    over = np_axes(x, dim)
    top = largest(x.real, axis=over, keepdims=True, initial=-np.inf)
    top = np.where(np.isfinite(top), top, 0)
    y = np.log(total(np.exp(x - top), axis=over, keepdims=True)) + top
    return (y if keepdim or not x.ndim else np.squeeze(y, over)).astype(x.dtype)[()]


logsumexp.vjp(
    lambda g, y, x, *, dim, keepdim: kept(g, x.shape, dim, keepdim) * conj(exp(x - kept(y, x.shape, dim, keepdim)))
).batch(along("dim"))
logsumexp.jvp(
    lambda ts, y, x, *, dim, keepdim: sum_(ts[0] * exp(x - kept(y, x.shape, dim, keepdim)), dim=dim, keepdim=keepdim)
)


@public("torch Tensor special", "logsumexp")
def logsumexp_face(input: Tensor, dim: Dim, keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
    """log(sum(exp(input))) over `dim`, without overflow."""
    return into(out, logsumexp(input, dim=dim, keepdim=keepdim))
