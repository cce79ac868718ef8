"""Axes of length 1: squeeze, unsqueeze, atleast_1d, ..."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.interop import answers
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops.reduce import axes, axis
from gradcli.autograd.ops.shape import reshape
from gradcli.autograd.tensor import Tensor
from gradcli.sample import normal


def _squeeze_kernel(x: Any, *, dim: Any) -> Any:
    """Axes of length 1 left out."""
    return x.reshape(tuple(n for i, n in enumerate(x.shape) if i not in dim))


def _squeeze_stacked(op: Any, _flags: Any, args: Sequence[Any], params: dict[str, Any]) -> Any:
    return op(args[0], dim=tuple(d + 1 for d in params["dim"]))


def _squeeze(name: str, grad_fn: str) -> Any:
    """One of torch's three squeezes: over all axes, one axis, several axes."""
    declare = op((normal(2, 1, 3), {"dim": (1,)}), (normal(1, 1), {"dim": (0, 1)}), name=name, grad_fn=grad_fn, view=True, family="shape")
    return declare(_squeeze_kernel).vjp(lambda g, _y, x_shape: g.reshape(x_shape)).linear().batch(_squeeze_stacked)


squeeze_all = _squeeze("squeeze", "SqueezeBackward0")
squeeze_one = _squeeze("squeeze_dim", "SqueezeBackward1")
squeeze_some = _squeeze("squeeze_dims", "SqueezeBackward2")


@public("torch Tensor", "squeeze")
def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Axes of length 1 left out: all of them, or those in `dim` that have length 1."""
    shape = input._data.shape
    chosen = range(len(shape)) if dim is None else axes(dim, len(shape)) if not isinstance(dim, (tuple, list)) or dim else ()
    found = tuple(i for i in chosen if i < len(shape) and shape[i] == 1)
    squeezed = squeeze_all if dim is None else squeeze_some if isinstance(dim, (tuple, list)) else squeeze_one
    return squeezed(input, dim=found)  # type: ignore[no-any-return]


@op((normal(2, 3), {"dim": 1}), (normal(), {"dim": 0}), view=True, family="shape")
def unsqueeze(x: Any, *, dim: int) -> Any:
    """A new axis of length 1 at `dim`, counted from the front."""
    return x.reshape((*x.shape[:dim], 1, *x.shape[dim:]))


unsqueeze.vjp(lambda g, _y, x_shape: g.reshape(x_shape)).linear()
unsqueeze.batch(lambda op, _flags, args, params: op(args[0], dim=params["dim"] + 1))


@public("torch Tensor", "unsqueeze")
def unsqueeze_face(input: Tensor, dim: int) -> Tensor:
    """A new axis of length 1 at `dim`."""
    return unsqueeze(input, dim=axis(dim, input._data.ndim + 1))  # type: ignore[no-any-return]


@public("torch")
def atleast_1d(*tensors: Any) -> Any:
    """Tensors with at least one axis."""
    return each(tensors, lambda t: reshape(t, 1) if not t._data.ndim else t)


@public("torch")
def atleast_2d(*tensors: Any) -> Any:
    """Tensors with at least two axes; new ones come first."""
    return each(tensors, lambda t: reshape(t, 1, 1) if not t._data.ndim else unsqueeze_face(t, 0) if t._data.ndim == 1 else t)


@public("torch")
def atleast_3d(*tensors: Any) -> Any:
    """Tensors with at least three axes: a vector in the middle, a matrix with a new last axis."""
    return each(tensors, _three)


def _three(t: Tensor) -> Tensor:
    if t._data.ndim >= 3:
        return t
    return unsqueeze_face(t if t._data.ndim == 2 else unsqueeze_face(t, 0), 2) if t._data.ndim else reshape(t, 1, 1, 1)


def each(tensors: Sequence[Any], fn: Any) -> Any:
    """fn of a single tensor, or the tuple of fn over several, given as arguments or in one sequence."""
    if len(tensors) == 1 and isinstance(tensors[0], Tensor):
        return fn(tensors[0])
    given = tensors[0] if len(tensors) == 1 else tensors
    return tuple(fn(t) for t in given)


@answers(np.squeeze)
def _np_squeeze(a: Tensor, axis: Any = None) -> Tensor:
    return squeeze(a, axis)


@answers(np.expand_dims)
def _np_expand_dims(a: Tensor, axis: Any) -> Tensor:
    for d in sorted((axis,) if isinstance(axis, int) else axis):
        a = unsqueeze_face(a, d)
    return a
