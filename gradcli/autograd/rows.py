"""Gradients for many cotangents at once, and the Jacobian, which is the gradients for all unit vectors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd import backprop, state
from gradcli.autograd.node import Node, Output
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.units import Units
from gradcli.autograd.walk_rows import RowWalk, as_whole, dense, pile

AT_ONCE = 2**17  # elements of an intermediate gradient, 1 MiB: beyond it stacking costs more in memory traffic than it saves in calls


def checked(outputs: Sequence[Tensor], gs: Sequence[Any]) -> None:
    """RuntimeError or ValueError, in torch's words, for cotangents that are no stacks of cotangents of the outputs."""
    if len(gs) < len(outputs) or any(g is None for g in gs):
        raise RuntimeError("grad_outputs must be given for every output when is_grads_batched is True")
    for i, (t, g) in enumerate(zip(outputs, gs)):
        if g._data.shape[1:] != t._data.shape or not g._data.ndim:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. The sizes of the "
                "remaining dimensions are expected to match the shape of corresponding output, but a mismatch was detected: "
                f"grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of {t.shape}. If you only want some tensors in "
                "`grad_output` to be considered batched, consider using vmap."
            )
    sizes = [len(g._data) for g in gs]
    if len(set(sizes)) > 1:
        raise ValueError(
            f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the mapped dimension"
        )


def pulled(outputs: Sequence[Tensor], inputs: Sequence[Any], gs: Sequence[Any], create: bool, keep: bool) -> list[Any]:
    """The gradient of every input for each entry of the cotangents' leading axis, stacked; None where no path exists.

    gs: tensors, or Units.   Returns arrays, or tensors when the backward is recorded (`create`).
    """
    if state.tracer is not None or state.anomaly or (state.levels and not create):
        return one_by_one(outputs, inputs, gs, create)
    seeds = [(backprop.target_of_output(i, t), seed(t, g, create)) for i, (t, g) in enumerate(zip(outputs, gs))]
    targets = [backprop.target(t) for t in inputs]
    walk = backprop.walked(RowWalk(len(gs[0]), create, keep, targets), seeds, create)
    return [walk.found(edge) for edge in targets]


def seed(t: Tensor, g: Any, create: bool) -> Any:
    """Cotangents of `t` in the form the walk has them."""
    if isinstance(g, Units):
        return make(g.dense()) if create else g
    g = g if g._data.dtype == t._data.dtype else g.to(t.dtype)
    return g if create else g._data


def one_by_one(outputs: Sequence[Tensor], inputs: Sequence[Any], gs: Sequence[Any], create: bool) -> list[Any]:
    """As `pulled`, one backward pass each: for when somebody watches."""
    wholes = [as_whole(dense(g)) for g in gs]
    rows = [
        backprop.grad(outputs, inputs, [make(g._data[k]) for g in wholes], True, create, allow_unused=True) for k in range(len(gs[0]))
    ]
    return [pile(column if create else [g if g is None else g._data for g in column]) for column in zip(*rows)]


def jacobian(y: Tensor, xs: Sequence[Tensor], create: bool) -> list[Any]:
    """The Jacobian of y in each of xs as tensors of shape (*y, *x); None where no path exists."""
    n = int(y._data.size)
    if not y.requires_grad or not n:
        return [None] * len(xs)
    step = max(1, AT_ONCE // largest(y))
    parts = [pulled([y], xs, [unit_rows(y, k, min(k + step, n))], create, True) for k in range(0, n, step)]
    return [None if column[0] is None else shaped(column, y, x) for column, x in zip(zip(*parts), xs)]


def unit_rows(y: Tensor, start: int, stop: int) -> Units:
    return Units(np.ones(y._data.shape, y._data.dtype), slice(start, stop))


def shaped(parts: Sequence[Any], y: Tensor, x: Tensor) -> Tensor:
    """The rows of a Jacobian, in chunks, as one tensor."""
    if isinstance(parts[0], Tensor):
        from gradcli.autograd.op import OPS

        whole = parts[0] if len(parts) == 1 else OPS["cat"](*parts, dim=0)
        return whole.reshape((*y._data.shape, *x._data.shape))
    array = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return make(array.reshape((*y._data.shape, *x._data.shape)))


def largest(y: Tensor) -> int:
    """The number of elements of the largest result that y is computed from."""
    shapes = {y._data.shape}
    nodes: list[Any] = [] if y.grad_fn is None else [y.grad_fn]
    seen = {None, *nodes}
    for node in nodes:  # more come while it runs
        if node._outputs == 1:
            shapes.add(node._shape)
        else:
            shapes.update(node._shape)
        for edge in node._edges:
            source = edge.node if edge.__class__ is Output else edge
            if source not in seen and isinstance(source, Node):
                seen.add(source)
                nodes.append(source)
    return max(1, *map(math.prod, shapes))
