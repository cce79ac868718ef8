"""Gradients brought into the shape and type of what they are the gradients of."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.blocks import ones
from gradcli.autograd.node import Node, Output
from gradcli.autograd.tensor import Tensor, make


def fit(g: Any, edge: Any, node: Node) -> Any:
    """The gradient in the shape and type of what it is the gradient of: summed over broadcast axes, cast.

    Raises RuntimeError when the shape cannot be reduced to it.
    """
    shape, dtype = form(edge)
    data = g._data if isinstance(g, Tensor) else g
    if data.shape == shape and data.dtype is dtype:
        return g
    if data.shape != shape:
        if data.shape[data.ndim - len(shape) :] != shape:
            require_expandable(shape, data.shape, (edge, node))
        g = reduce_to(g, shape)
    return g if (g._data if isinstance(g, Tensor) else g).dtype == dtype else cast(g, dtype)


def fit_rows(g: Any, edge: Any, node: Node) -> Any:
    """As `fit`, for many gradients stacked on a leading axis."""
    shape, dtype = form(edge)
    full: tuple[int, ...] = tuple(g.shape)
    if full[1:] != shape:
        require_expandable(shape, full[1:], (edge, node))
        lone = (1,) * (len(full) - 1 - len(shape))
        g = reduce_to(g, (full[0], *lone, *shape)).reshape((full[0], *shape))
    return g if (g._data if isinstance(g, Tensor) else g).dtype == dtype else cast(g, dtype)


def form(edge: Any) -> tuple[tuple[int, ...], Any]:
    """Shape and type (numpy's) of what stands at the other end of an edge."""
    if isinstance(edge, Node):
        return edge._shape, edge._dtype
    if edge.__class__ is Output:
        return edge.node._shape[edge._number], edge.node._dtype[edge._number]
    return edge._data.shape, edge._data.dtype


def require_expandable(shape: tuple[int, ...], got: tuple[int, ...], where: tuple[Any, Node]) -> None:
    """RuntimeError for a gradient that is no gradient of an array of `shape`, at (edge, node)."""
    if not expandable(shape, got):
        number = next(i for i, e in enumerate(where[1]._edges) if e is where[0])
        raise RuntimeError(
            f"Function {type(where[1]).__name__} returned an invalid gradient at index {number} - got {list(got)} but expected "
            f"shape compatible with {list(shape)}"
        )


def expandable(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    """Whether an array of shape `small` broadcasts to `large`."""
    lead = len(large) - len(small)
    return lead >= 0 and all(s in (1, n) for s, n in zip(small, large[lead:]))


def reduce_to(g: Any, shape: tuple[int, ...]) -> Any:
    """`g` summed over the axes along which an array of `shape` was broadcast."""
    if isinstance(g, Tensor):
        return g.sum_to_size(shape)
    lead = g.ndim - len(shape)
    if g.shape[lead:] == shape:
        if lead == 1:
            return over_rows(g)
        if shape and g.flags.c_contiguous and g.size:
            return over_rows(g.reshape(-1, *shape))
        return np.add.reduce(g, axis=tuple(range(lead)))
    axes = (*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1 and g.shape[lead + i] != 1))
    out = np.add.reduce(g, axis=axes, keepdims=True)
    return out.reshape(shape) if lead else out


def over_rows(x: Any) -> Any:
    """The sum over the first axis; of a matrix as a product with ones, which BLAS does faster and adds in the same order."""
    if x.ndim == 2 and x.dtype.char in "df":
        return ones(len(x), x.dtype).dot(x)
    return np.add.reduce(x, axis=0)


def repeated(x: Any, shape: tuple[int, ...]) -> Any:
    """np.broadcast_to, writable where x is, and in a tenth of the time for a single number: the gradient of every total sum."""
    if not x.ndim:
        return np.ndarray(shape, x.dtype, x, 0, (0,) * len(shape))
    y = np.broadcast_to(x, shape)
    if x.flags.writeable:
        y.flags.writeable = True  # the view machinery refuses writes to overlapping elements, and allows those to one of them
    return y


def in_rows(a: Any) -> Any:
    """An array laid out row by row, as PyTorch's kernels return most of theirs."""
    return a if a.flags.c_contiguous else np.ascontiguousarray(a)


def handed_out(g: Any) -> Tensor:
    """A gradient as a tensor without gaps."""
    if not isinstance(g, Tensor):
        return make(compact(g))
    return g.contiguous() if is_gapped(g._data) else g


def compact(a: Any) -> Any:
    """An array without gaps, as PyTorch's kernels return gradients: what was cut out of a larger one, or turned around, is copied.

    So is what is read only: repeated elements stand there for separate ones.
    """
    if a.ndim and not a.flags.writeable:
        return np.array(a, order="C")
    return in_rows(a) if is_gapped(a) else a


def is_gapped(a: Any) -> bool:
    """Whether there is memory of something else between the elements, or they run backwards. Repeated elements have no gaps."""
    if a.flags.c_contiguous or 0 in a.strides:
        return False
    return bool(min(a.strides) < 0 or sum((n - 1) * step for n, step in zip(a.shape, a.strides)) + a.itemsize > a.nbytes)


def cast(g: Any, dtype: Any) -> Any:
    """`g` in another type; the real part where the other type is real."""
    if isinstance(g, Tensor):
        if dtype.kind != "c" and g._data.dtype.kind == "c":
            g = g.real
        return g.to(dtype)
    return (g.real if dtype.kind != "c" and g.dtype.kind == "c" else g).astype(dtype)
