"""Axes in another order: permute, transpose, movedim, .T, .mT, .H, ..."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.interop import answers
from gradcli.autograd.names import expose, public
from gradcli.autograd.op import OPS, op
from gradcli.autograd.ops.reduce import axis
from gradcli.autograd.ops.shape import sizes
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn
from gradcli.sample import normal

Dims = tuple[int, ...]


def opposite(dims: Dims) -> Dims:
    """The permutation that undoes `dims`."""
    out = [0] * len(dims)
    for place, d in enumerate(dims):
        out[d] = place
    return tuple(out)


def transposed(x: Any, *, dim0: int, dim1: int) -> Any:
    """Two axes exchanged."""
    return x.swapaxes(dim0, dim1) if x.ndim else x.reshape(())


@op((normal(2, 3, 4), {"dims": (2, 0, 1)}), (normal(), {"dims": ()}), view=True, family="shape")
def permute(x: Any, *, dims: Dims) -> Any:
    """The axes in the order `dims`."""
    return x.transpose(dims)


permute.vjp(lambda g, _y, _x, *, dims: permute(g, dims=opposite(dims))).linear()
permute.batch(lambda op, _flags, args, params: op(args[0], dims=(0, *(d + 1 for d in params["dims"]))))

transpose = op((normal(2, 3, 4), {"dim0": 0, "dim1": 2}), name="transpose", view=True, family="shape")(transposed)
transpose.vjp(lambda g, _y, _x, *, dim0, dim1: transpose(g, dim0=dim0, dim1=dim1)).linear()
transpose.batch(lambda op, _flags, args, params: op(args[0], dim0=params["dim0"] + 1, dim1=params["dim1"] + 1))


@op((normal(2, 3),), (normal(3),), (normal(),), view=True, family="shape")
def t(x: Any) -> Any:
    """A matrix transposed; vectors and numbers as they are."""
    return x.T if x.ndim else x.reshape(())


t.vjp(lambda g, _y, _x: t(g)).linear()
t.batch(lambda _op, _flags, args, _params: transpose(args[0], dim0=min(1, args[0].ndim - 1), dim1=args[0].ndim - 1))


def relocated(x: Any, source: int, destination: int) -> Any:
    """An array or tensor with one axis moved."""
    order = [d for d in range(x.ndim) if d != source]
    order.insert(destination, source)
    return permute(x, dims=tuple(order))


# ---------------------------------------------------------------- public names
@public("torch Tensor", "permute")
def permute_face(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The axes in another order: permute(2, 0, 1). Raises RuntimeError unless every axis is named once."""
    rank = input._data.ndim
    given = sizes(order if dims is None else dims, "permute")
    if len(given) != rank:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of "
            f"dimensions i.e. input.dim() = {rank} is not equal to len(dims) = {len(given)}"
        )
    order = tuple(axis(d, rank) for d in given)
    if len(set(order)) != rank:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return permute(input, dims=order)  # type: ignore[no-any-return]


@public("torch Tensor", "transpose", "swapaxes", "swapdims")
def transpose_face(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two axes exchanged."""
    rank = input._data.ndim
    return transpose(input, dim0=axis(dim0, rank), dim1=axis(dim1, rank))  # type: ignore[no-any-return]


@public("torch Tensor", "t")
def t_face(input: Tensor) -> Tensor:
    """A matrix transposed. Raises RuntimeError beyond two axes."""
    if input._data.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input._data.ndim}D")
    return t(input)  # type: ignore[no-any-return]


@public("torch Tensor", "movedim", "moveaxis")
def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Axes `source` moved to the places `destination`; the others keep their order."""
    rank = input._data.ndim
    here, there = (tuple(axis(d, rank) for d in ((dims,) if isinstance(dims, int) else dims)) for dims in (source, destination))
    if len(here) != len(there):
        raise RuntimeError(
            "movedim: Invalid source or destination dims: source "
            f"({list(here)} dims) should contain the same number of dims as destination ({list(there)} dims)"
        )
    if len(set(here)) != len(here) or len(set(there)) != len(there):
        name, dims = ("source", here) if len(set(here)) != len(here) else ("destination", there)
        raise RuntimeError(f"movedim: repeated dim in `{name}` ({list(dims)})")
    if not rank:
        return OPS["alias"](input)  # type: ignore[no-any-return]
    order = [d for d in range(rank) if d not in here]
    for place, d in sorted(zip(there, here)):
        order.insert(place, d)
    return permute(input, dims=tuple(order))  # type: ignore[no-any-return]


@public("torch Tensor")
def adjoint(input: Tensor) -> Tensor:
    """The last two axes exchanged, conjugated. Raises RuntimeError for vectors."""
    if input._data.ndim == 1:
        raise RuntimeError("tensor.adjoint() is only supported on matrices or batches of matrices. Got 1-D tensor.")
    return _conjugated(transpose_face(input, -2, -1))


def _conjugated(x: Tensor) -> Tensor:
    return x.conj() if x._data.dtype.kind == "c" else x


def _reversed(self: Tensor) -> Tensor:
    """The axes in reverse order; meant for matrices."""
    rank = self._data.ndim
    if rank not in (0, 2):
        warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an error in a "
            "future release. Consider `x.mT` to transpose batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to "
            "reverse the dimensions of a tensor.",
        )
    return permute(self, dims=tuple(reversed(range(rank))))  # type: ignore[no-any-return]


def _matrix_transposed(self: Tensor) -> Tensor:
    """The last two axes exchanged; a number as it is."""
    if not self._data.ndim:
        return self
    if self._data.ndim < 2:
        raise RuntimeError(f"tensor.mT is only supported on matrices or batches of matrices. Got {self._data.ndim}-D tensor.")
    return transpose_face(self, -2, -1)


def _hermitian(self: Tensor) -> Tensor:
    """A matrix transposed and conjugated."""
    if self._data.ndim not in (0, 2):
        hint = " For batches of matrices, consider using tensor.mH" if self._data.ndim > 2 else ""
        raise RuntimeError(f"tensor.H is only supported on matrices (2-D tensors). Got {self._data.ndim}-D tensor.{hint}")
    return _conjugated(transpose_face(self, 0, 1) if self._data.ndim else self)


def _batch_hermitian(self: Tensor) -> Tensor:
    """The last two axes exchanged, conjugated."""
    return _conjugated(_matrix_transposed(self))


for _name, _getter in (("T", _reversed), ("mT", _matrix_transposed), ("H", _hermitian), ("mH", _batch_hermitian)):
    expose("Tensor", _name, property(_getter))


# ---------------------------------------------------------------- numpy's names
@answers(np.transpose)
def _np_transpose(a: Tensor, axes: Sequence[int] | None = None) -> Tensor:
    return permute_face(a, tuple(reversed(range(a.ndim))) if axes is None else tuple(axes))


@answers(np.swapaxes)
def _np_swapaxes(a: Tensor, axis1: int, axis2: int) -> Tensor:
    return transpose_face(a, axis1, axis2)


@answers(np.moveaxis)
def _np_moveaxis(a: Tensor, source: Any, destination: Any) -> Tensor:
    return movedim(a, source, destination)
