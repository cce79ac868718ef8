"""Copies with one part replaced: select_scatter, slice_scatter, diagonal_scatter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.creation import into
from gradcli.autograd.names import public
from gradcli.autograd.op import Op, op
from gradcli.autograd.ops.diagonal import diagonal, writable_diagonal
from gradcli.autograd.ops.part import at, select, slice_
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.rule import or_zero
from gradcli.autograd.tensor import Tensor
from gradcli.sample import normal


def replaced(x: Any, where: tuple[Any, ...], src: Any) -> Any:
    """A copy of x, in the common type, with `src` at an index."""
    y = np.array(x, np.result_type(x, src))
    y[where] = src
    return y


@op((normal(2, 3), normal(3), {"dim": 0, "index": 1}), (normal(3), normal(), {"dim": 0, "index": 0}), family="shape")
def select_scatter(x: Any, src: Any, *, dim: int, index: int) -> Any:
    """x with one entry along an axis replaced."""
    return replaced(x, at(dim, index), src)


@op((normal(5, 2), normal(2, 2), {"dim": 0, "start": 1, "stop": 4, "step": 2}), family="shape")
def slice_scatter(x: Any, src: Any, *, dim: int, start: int, stop: int, step: int) -> Any:
    """x with the entries start, start + step, ... below stop along an axis replaced."""
    return replaced(x, at(dim, slice(start, stop, step)), src)


@op((normal(2, 3), normal(2), {"offset": 1, "dim1": 0, "dim2": 1}), family="shape")
def diagonal_scatter(x: Any, src: Any, *, offset: int, dim1: int, dim2: int) -> Any:
    """x with a diagonal replaced."""
    y = np.array(x, np.result_type(x, src))
    writable_diagonal(y, offset, dim1, dim2)[...] = src
    return y


def _rules(scatter: Op, part: Any) -> None:
    """The part replaced takes its share of the gradient, the rest goes to x."""
    scatter.vjp(
        lambda g, _y, _x, _src, **params: scatter(g, 0.0, **params),
        lambda g, _y, _x, _src, **params: part(g, **params),
    ).jvp(lambda ts, _y, x, src, **params: scatter(or_zero(ts[0], x), or_zero(ts[1], src), **params))


def same_shape(src: Tensor, shape: Sequence[int], name: str) -> None:
    """RuntimeError unless what is written has the shape of where it is written."""
    if src._data.shape != tuple(shape):
        raise RuntimeError(
            f"expected src to have a size equal to the slice of self. src size = {list(src._data.shape)}, slice size = {list(shape)} "
            f"(in {name})"
        )


_rules(select_scatter, select)
_rules(slice_scatter, slice_)
_rules(diagonal_scatter, diagonal)


@public("torch Tensor", "select_scatter")
def select_scatter_face(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy with entry `index` along `dim` replaced by `src`."""
    d = axis(dim, input._data.ndim)
    same_shape(src, input._data.shape[:d] + input._data.shape[d + 1 :], "select_scatter")
    return select_scatter(input, src, dim=d, index=index % input._data.shape[d])  # type: ignore[no-any-return]


@public("torch Tensor", "slice_scatter")
def slice_scatter_face(
    input: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """A copy with entries start, start + step, ... below end along `dim` replaced by `src`."""
    shape = input._data.shape
    d = axis(dim, len(shape))
    first, last, stride = slice(start, end, step).indices(shape[d])
    same_shape(src, (*shape[:d], len(range(first, last, stride)), *shape[d + 1 :]), "slice_scatter")
    return into(out, slice_scatter(input, src, dim=d, start=first, stop=max(first, last), step=stride))


@public("torch Tensor", "diagonal_scatter")
def diagonal_scatter_face(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy with a diagonal replaced by `src`."""
    rank = input._data.ndim
    places = {"offset": offset, "dim1": axis(dim1, rank), "dim2": axis(dim2, rank)}
    same_shape(src, input._data.diagonal(*places.values()).shape, "diagonal_scatter")
    return diagonal_scatter(input, src, **places)  # type: ignore[no-any-return]
