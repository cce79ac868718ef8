"""Elements chosen by a mask: masked_fill, masked_select, masked_scatter, nonzero, argwhere, one_hot."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.batch import aligned
from gradcli.autograd.creation import into
from gradcli.autograd.dtype import C_NAMES, CPP_NAMES, number_as
from gradcli.autograd.fit import in_rows
from gradcli.autograd.interop import answers
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import op
from gradcli.autograd.ops.expand import common_shape, expand_face
from gradcli.autograd.ops.refuse import kind_name
from gradcli.autograd.rule import or_zero
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.view import inplace
from gradcli.sample import fixed, normal

MASK = fixed(np.array([[True, False, True], [False, False, True]]))
ROW = fixed(np.array([True, False, True]))


def typed(x: Any, value: Any) -> Any:
    """A Python number in the type of x, for which torch says when it does not fit."""
    return number_as(value, x.dtype)


# ---------------------------------------------------------------- masked_fill
@op((normal(2, 3), MASK, {"value": 2.0}), (normal(2, 3), ROW, {"value": 0.0}), (normal(3), MASK, {"value": 1.0}), family="other", ordered=True)
def masked_fill(x: Any, mask: Any, *, value: Any) -> Any:
    """x, with a number wherever the mask is true."""
    return np.where(mask, typed(x, value), x)


masked_fill.vjp(lambda g, _y, _x, mask: masked_fill(g, mask, value=0.0), None).batch(aligned)
masked_fill.jvp(lambda ts, _y, _x, mask, *, value: masked_fill(ts[0], mask, value=0.0))  # noqa: ARG005


@op((normal(2, 3), MASK, normal()), family="other", grad_fn="MaskedFillBackward1")
def masked_fill_tensor(x: Any, mask: Any, value: Any) -> Any:
    """x, with a 0-d tensor's value wherever the mask is true."""
    return np.where(mask, value.astype(x.dtype), x)


masked_fill_tensor.vjp(
    lambda g, _y, _x, mask, _v: masked_fill(g, mask, value=0.0), None, lambda g, _y, _x, mask, _v: masked_fill(g, ~mask, value=0.0).sum()
).jvp(lambda ts, _y, x, mask, value: masked_fill_tensor(or_zero(ts[0], x), mask, or_zero(ts[2], value)))


@public("torch Tensor", "masked_fill")
def masked_fill_face(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """`value` (a number or a 0-d tensor) wherever `mask` is true. Raises RuntimeError for masks that are not boolean."""
    if mask._data.dtype.kind != "b":
        raise RuntimeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {_c_name(mask)}")
    common_shape([input._data.shape, mask._data.shape])
    if not isinstance(value, Tensor):
        return masked_fill(input, mask, value=value)  # type: ignore[no-any-return]
    if value._data.ndim:
        raise RuntimeError(f"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {value._data.ndim} dimension(s).")
    return masked_fill_tensor(input, mask, value)  # type: ignore[no-any-return]


def _c_name(t: Tensor) -> str:
    name: str = t._data.dtype.name
    return CPP_NAMES.get(name) or C_NAMES.get(name, name)


expose("Tensor", "masked_fill_", inplace(masked_fill_face, "masked_fill_"))


# ---------------------------------------------------------------- masked_select, masked_scatter
@op((normal(2, 3), MASK), (normal(3), MASK), (normal(2, 3), ROW), family="other")
def masked_select(x: Any, mask: Any) -> Any:
    """The elements where the mask is true, as a vector."""
    x, mask = np.broadcast_arrays(x, mask)
    return x[mask]


@op((normal(3), MASK), family="other")
def masked_spread(g: Any, mask: Any) -> Any:
    """A vector's elements put where the mask is true, zeros elsewhere."""
    z = np.zeros(mask.shape, g.dtype)
    z[mask] = g
    return z


masked_select.vjp(lambda g, _y, x_shape, mask: _spread(g, x_shape, mask), None)
masked_select.jvp(lambda ts, _y, _x, mask: masked_select(ts[0], mask))
masked_spread.vjp(lambda g, _y, _x, mask: masked_select(g, mask), None).jvp(lambda ts, _y, _x, mask: masked_spread(ts[0], mask))


def _spread(g: Any, shape: Any, mask: Any) -> Any:
    """The gradient of a selection, in the common shape of array and mask; the engine sums what was broadcast."""
    full = common_shape([shape, tuple(mask.shape)])
    if full != tuple(mask.shape):
        mask = mask.expand(full) if isinstance(mask, Tensor) else np.broadcast_to(mask, full)
    return masked_spread(g, mask)


@public("torch Tensor", "masked_select")
def masked_select_face(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements where `mask` is true, as a vector."""
    if mask._data.dtype.kind != "b":
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    common_shape([input._data.shape, mask._data.shape])
    y = masked_select(input, mask)
    return y if out is None else into(out, y)


@op((normal(2, 3), MASK, normal(4)), family="other")
def masked_scatter(x: Any, mask: Any, source: Any) -> Any:
    """x, with the elements of `source`, in order, wherever the mask is true."""
    y = np.array(x)
    y[mask] = source.ravel()[: int(np.count_nonzero(mask))]
    return y


@op((normal(2, 3), MASK, {"shape": (4,)}), family="other")
def masked_scatter_source(g: Any, mask: Any, *, shape: Any) -> Any:
    """The gradient of what was scattered: the elements under the mask, then zeros."""
    z = np.zeros(int(np.prod(shape)), g.dtype)
    taken = g[mask]
    z[: taken.size] = taken
    return z.reshape(shape)


masked_scatter.vjp(
    lambda g, _y, _x, mask, _s: masked_fill(g, mask, value=0.0),
    None,
    lambda g, _y, _x, mask, s_shape: masked_scatter_source(g, mask, shape=s_shape),
).jvp(lambda ts, _y, x, mask, s: masked_scatter(or_zero(ts[0], x), mask, or_zero(ts[2], s)))
masked_scatter_source.vjp(lambda g, _y, _shape, mask: masked_spread(_first(g, mask), mask), None)
masked_scatter_source.jvp(lambda ts, _y, _g, mask, *, shape: masked_scatter_source(ts[0], mask, shape=shape))


def _first(g: Any, mask: Any) -> Any:
    """As many elements of g as the mask has true ones."""
    return g.reshape((-1,))[: int((mask._data if isinstance(mask, Tensor) else mask).sum())]


@public("torch Tensor", "masked_scatter")
def masked_scatter_face(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """The elements of `source`, in order, wherever `mask` is true. Raises RuntimeError when there are too few."""
    if mask._data.dtype.kind != "b":
        raise RuntimeError("masked_scatter_ only supports boolean masks, but got mask with dtype " + _c_name(mask))
    if source._data.dtype != input._data.dtype:
        raise RuntimeError(
            f"masked_scatter: expected self and source to have same dtypes but got {kind_name(input._data)} and {kind_name(source._data)}"
        )
    shape = common_shape([input._data.shape, mask._data.shape])
    x, m = (t if t._data.shape == shape else expand_face(t, shape) for t in (input, mask))
    if int(m._data.sum()) > source._data.size:
        raise RuntimeError("Number of elements of source < number of ones in mask")
    return masked_scatter(x, m, source)  # type: ignore[no-any-return]


expose("Tensor", "masked_scatter_", inplace(masked_scatter_face, "masked_scatter_"))


# ---------------------------------------------------------------- where the nonzero elements are
@public("torch Tensor")
def nonzero(input: Tensor, *, out: Tensor | None = None, as_tuple: bool = False) -> Any:
    """The indices of the nonzero elements: one row each, or one vector per axis."""
    data = np.asarray(input._data)
    if as_tuple:
        return tuple(make(in_rows(i)) for i in np.nonzero(np.atleast_1d(data)))
    rows = np.argwhere(data) if data.ndim else np.zeros((int(bool(data)), 0), np.int64)
    return make(rows) if out is None else into(out, make(rows))


@public("torch Tensor")
def argwhere(input: Tensor) -> Tensor:
    """The indices of the nonzero elements, one row each."""
    return nonzero(input)  # type: ignore[no-any-return]


@public("torch Tensor")
def count_nonzero(input: Tensor, dim: Any = None) -> Tensor:
    """How many elements are not zero, along `dim`."""
    return make(np.count_nonzero(np.asarray(input._data), axis=tuple(dim) if isinstance(dim, list) else dim) + np.int64(0))


@public("functional")
def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Class numbers as rows of zeros with a one. Raises RuntimeError for numbers outside the classes."""
    data = np.asarray(tensor._data)
    if data.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if data.size == 0 and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    if data.size and data.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    n = int(data.max()) + 1 if num_classes == -1 else num_classes
    if data.size and data.max() >= n:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return make((data[..., None] == np.arange(n)).astype(np.int64, "C"))


answers(np.nonzero)(lambda a: tuple(i.numpy() for i in nonzero(a.detach(), as_tuple=True)))
answers(np.argwhere)(lambda a: nonzero(a.detach()).numpy())
__all__ = ["masked_fill", "masked_select"]
