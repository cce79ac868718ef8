"""The largest and smallest elements: max, min, amax, amin, aminmax, argmax, argmin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd import return_types
from gradcli.autograd.batch import along, loop
from gradcli.autograd.creation import into, into_alike
from gradcli.autograd.names import expose
from gradcli.autograd.op import Op
from gradcli.autograd.ops.choose import maximum, minimum, winners
from gradcli.autograd.ops.place import pick, place
from gradcli.autograd.ops.reduce import Dim, axis, kept, largest, np_axes, smallest, sum_, total
from gradcli.autograd.ops.refuse import kind_name
from gradcli.autograd.tensor import Tensor
from gradcli.sample import distinct

WHOLE = [(distinct(2, 3),), (distinct(),)]
ONE = [(distinct(2, 3), {"dim": 1}), (distinct(3, 2), {"dim": 0, "keepdim": True}), (distinct(), {"dim": 0})]
MANY = [(distinct(2, 3), {"dim": ()}), (distinct(2, 3, 2), {"dim": (0, 2)}), (distinct(2, 3), {"dim": -1, "keepdim": True})]


# ------------------------------------------------------------ ties: shared evenly
def share(g: Any, mask: Any, dim: Dim) -> Any:
    """g, divided evenly among the elements in the mask; zero elsewhere, NaN where there is none (amax of NaN, as in torch)."""
    return mask * (g / sum_(mask * 1, dim=dim, keepdim=True))


def average(t: Any, mask: Any, dim: Dim, keepdim: bool) -> Any:
    """The mean of t over the elements in the mask."""
    return sum_(t * mask, dim=dim, keepdim=keepdim) / sum_(mask * 1, dim=dim, keepdim=keepdim)


def by_real_part(x: Any, y: Any, dim: Dim, keepdim: bool) -> Any:
    """The extreme element of complex x whose real part is y (y with keepdim); the mean of equal ones."""
    mask = x.real == y
    over = np_axes(x, dim)
    return total(np.where(mask, x, 0), axis=over, keepdims=keepdim) / total(mask, axis=over, keepdims=keepdim)


def whole(name: str, extreme: Any, grad_fn: str) -> Op:
    """Declare the extreme of all elements; equal ones share the gradient."""

    def kernel(x: Any) -> Any:
        return extreme.reduce(x, axis=None)

    kernel.__doc__ = f"The {name[:3]}imum of all elements."
    out = Op(name, kernel, WHOLE, grad_fn=grad_fn, family="reduction")
    out.vjp(lambda g, y, x: share(g, winners(x, y), None)).jvp(lambda ts, y, x: average(ts[0], winners(x, y), None, False))
    return out.complex_safe(lambda x: by_real_part(x, extreme.reduce(x.real, axis=None, keepdims=True), None, False))


def over_dims(name: str, extreme: Any) -> Op:
    """Declare the extreme over several axes; equal ones share the gradient."""

    def kernel(x: Any, *, dim: Dim, keepdim: bool = False) -> Any:
        return extreme.reduce(x, axis=np_axes(x, dim), keepdims=keepdim)

    kernel.__doc__ = f"The {name[1:]}imum over `dim`: an axis, several, or all."
    out = Op(name, kernel, MANY, family="reduction").batch(along("dim"))
    out.vjp(lambda g, y, x, *, dim, keepdim: share(kept(g, x.shape, dim, keepdim), x == kept(y, x.shape, dim, keepdim), dim))
    out.jvp(lambda ts, y, x, *, dim, keepdim: average(ts[0], x == kept(y, x.shape, dim, keepdim), dim, keepdim))
    return out.complex_safe(
        lambda x, *, dim, keepdim: by_real_part(x, extreme.reduce(x.real, axis=np_axes(x, dim), keepdims=True), dim, keepdim)
    )


max_all, min_all = whole("max_all", np.maximum, "MaxBackward1"), whole("min_all", np.minimum, "MinBackward1")
amax, amin = over_dims("amax", np.maximum), over_dims("amin", np.minimum)


def minmax_kernel(x: Any, *, dim: int | None = None, keepdim: bool = False) -> Any:
    """(smallest, largest) along `dim`, or of all elements."""
    over = np_axes(x, dim)
    return smallest(x, axis=over, keepdims=keepdim), largest(x, axis=over, keepdims=keepdim)


def safe_minmax(x: Any, *, dim: int | None, keepdim: bool) -> Any:
    low, high = minmax_kernel(x.real, dim=dim, keepdim=True)
    return by_real_part(x, low, dim, keepdim), by_real_part(x, high, dim, keepdim)


def minmax_gradient(gs: Any, ys: Any, x: Any, dim: Dim, keepdim: bool) -> Any:
    low, high = (share(kept(g, x.shape, dim, keepdim), x == kept(y, x.shape, dim, keepdim), dim) for g, y in zip(gs, ys))
    return low + high


aminmax = Op("aminmax", minmax_kernel, [*WHOLE, *ONE[:2]], outputs=2, family="reduction").complex_safe(safe_minmax)
aminmax.vjp(lambda gs, y, x, *, dim, keepdim: minmax_gradient(gs, y, x, dim, keepdim)).batch(
    lambda op, flags, args, params: (loop if params["dim"] is None else along("dim"))(op, flags, args, params)
)
aminmax.jvp(
    lambda ts, y, x, *, dim, keepdim: tuple(average(ts[0], x == kept(part, x.shape, dim, keepdim), dim, keepdim) for part in y)
)


# ------------------------------------------------------------ along one axis: one index gets all
def place_of(x: Any, first: Callable[..., Any], dim: int | None, keepdim: bool) -> Any:
    """The index of the extreme along an axis, or in the flattened array; the first of equal ones, the first NaN."""
    if not x.ndim:
        axis(dim or 0, 0)
        return np.int64(0)
    return first(x.real, axis=None if dim is None else axis(dim, x.ndim), keepdims=keepdim)


def one_index(name: str, first: Callable[..., Any]) -> Op:
    """Declare max or min along one axis: (values, indices)."""

    def kernel(x: Any, *, dim: int, keepdim: bool = False) -> Any:
        index = np.asarray(place_of(x, first, dim, True))
        y = np.take_along_axis(x, index, dim) if x.ndim else x
        return (y, index) if keepdim or not x.ndim else (y.squeeze(dim), index.squeeze(dim))

    kernel.__doc__ = f"(values, indices) of the {name}imum along `dim`; the first of equal ones."
    return selecting(Op(name, kernel, ONE, outputs=2, kept=(1,), family="reduction"))


def selecting(op: Op) -> Op:
    """Give rules to an operation (values, indices) that picks one element along `dim`."""
    op.vjp(lambda gs, y, x_shape, *, dim, keepdim: put(gs[0], y[1], x_shape, dim, keepdim))
    return op.jvp(lambda ts, y, x, *, dim, keepdim, **_: (taken(ts[0], y[1], x.shape, dim, keepdim), None)).batch(along("dim"))


def put(g: Any, index: Any, shape: tuple[int, ...], dim: int, keepdim: bool) -> Any:
    """The cotangent at the chosen places."""
    return place(kept(g, shape, dim, keepdim), kept(index, shape, dim, keepdim), dim=dim, shape=shape)


def taken(t: Any, index: Any, shape: tuple[int, ...], dim: int, keepdim: bool) -> Any:
    """The elements of t at the chosen places."""
    out = pick(t, kept(index, shape, dim, keepdim), dim=dim)
    return out if keepdim or not shape else out.reshape(index.shape)


max_along, min_along = one_index("max", np.argmax), one_index("min", np.argmin)


def index_op(name: str, first: Callable[..., Any]) -> Op:
    """Declare argmax or argmin."""
    out = Op(name, lambda x, *, dim=None, keepdim=False: np.asarray(place_of(x, first, dim, keepdim)), [*WHOLE, *ONE], family="reduction")
    return out.batch(lambda op, flags, args, params: (loop if params["dim"] is None else along("dim"))(op, flags, args, params))


argmax, argmin = index_op("argmax", np.argmax), index_op("argmin", np.argmin)


# ------------------------------------------------------------ public
def refuse_empty(name: str, x: Tensor, dim: Any) -> None:
    """torch's errors for the extreme of nothing."""
    shape = x._data.shape
    if 0 not in shape:
        return
    if dim is None or dim == ():
        raise NO_DIM.get(name, RuntimeError)(f"{name}(): {WITHOUT_DIM.get(name, ASK_DIM)}")
    for d in dim if isinstance(dim, (tuple, list)) else (dim,):
        if shape[axis(d, len(shape))] == 0:
            raise IndexError(f"{name}(): Expected reduction dim {axis(d, len(shape))} to have non-zero size.")


NO_DIM: dict[str, type[Exception]] = {"argmax": IndexError, "argmin": IndexError}
ASK_DIM = "Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
WITHOUT_DIM = {
    **dict.fromkeys(("argmax", "argmin"), "Expected reduction dim to be specified for input.numel() == 0."),
    "aminmax": "cannot compute aminmax over an empty dimension as the operation has no identity.",
}


def extreme_face(name: str, all_op: Op, dim_op: Op, pair: Op) -> Callable[..., Any]:
    """torch.max and torch.min: of all, along an axis, or of two tensors."""

    def face(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Any = None, out: Any = None) -> Any:
        if isinstance(dim, Tensor) or other is not None:
            return into(out, pair(input, dim if other is None else other))
        refuse_empty(name, input, dim)
        if dim is None:
            return into(out, all_op(input))
        results = dim_op(input, dim=dim, keepdim=keepdim)
        if out is not None:
            results = tuple(into(o, r) for o, r in zip(out, results))
        return return_types.named(name, "values", "indices")(results)

    face.__name__ = face.__qualname__ = name
    face.__doc__ = f"The {name}imum of all elements, (values, indices) along `dim`, or the elementwise {name}imum of two tensors."
    return face


def dims_face(name: str, op: Op) -> Callable[..., Any]:
    """torch.amax and torch.amin."""

    def face(input: Tensor, dim: Dim = (), keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
        refuse_empty(name, input, dim)
        if out is not None and out._data.dtype != input._data.dtype:
            raise RuntimeError(
                f"Expected the dtype for input and out to match, but got {kind_name(input._data)} for input's dtype and "
                f"{kind_name(out._data)} for out's dtype."
            )
        return into(out, op(input, dim=dim, keepdim=keepdim))

    face.__name__ = face.__qualname__ = name
    face.__doc__ = f"The {name[1:]}imum over `dim`: an axis, several, or all; equal elements share the gradient."
    return face


def index_face(name: str, op: Op) -> Callable[..., Any]:
    """torch.argmax and torch.argmin."""

    def face(input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
        refuse_empty(name, input, dim)
        return into(out, op(input, dim=dim, keepdim=keepdim))

    face.__name__ = face.__qualname__ = name
    face.__doc__ = f"The index of the {name[3:]}imum along `dim`, or in the flattened tensor; the first of equal ones."
    return face


def aminmax_face(input: Tensor, *, dim: int | None = None, keepdim: bool = False, out: Any = None) -> Any:
    """(min, max) along `dim`, or of all elements."""
    refuse_empty("aminmax", input, dim)
    found = aminmax(input, dim=dim, keepdim=keepdim)
    return return_types.named("aminmax", "min", "max")(map(into_alike, out or (None, None), found))


aminmax_face.__name__ = aminmax_face.__qualname__ = "aminmax"
for _name, _face in {
    "max": extreme_face("max", max_all, max_along, maximum), "min": extreme_face("min", min_all, min_along, minimum),
    "amax": dims_face("amax", amax), "amin": dims_face("amin", amin), "aminmax": aminmax_face,
    "argmax": index_face("argmax", argmax), "argmin": index_face("argmin", argmin),
}.items():  # fmt: skip
    expose("torch Tensor", _name, _face)

__all__ = ["amax", "amin", "argmax", "argmin", "max_along", "min_along", "selecting", "share"]
