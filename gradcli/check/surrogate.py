"""A declared surrogate replayed as the linear map its backward declares, so that everything around it is still checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.graph import Node

Array = np.ndarray[Any, Any]


def declared(node: Node, inputs: Sequence[Array], stacked: Sequence[bool], count: int | None) -> tuple[Array, ...]:
    """y0 + J (x - x0) for each output, J the transpose of what the node's backward does; stacked if any input is."""
    assert node.replay is not None
    lead = 1 if any(stacked) else 0
    moved = [np.asarray(x) - np.asarray(x0) for x, x0 in zip(inputs, node.replay.inputs)]
    outputs = []
    for k, y in enumerate(node.replay.outputs):
        change = sum(_push(node, k, i, t, lead) for i, t in enumerate(moved) if np.any(t))
        new = np.asarray(y) + change
        outputs.append(np.broadcast_to(new, (count, *np.shape(y))) if count is not None and new.ndim == np.ndim(y) else new)
    return tuple(outputs)


def _push(node: Node, output: int, argument: int, t: Array, lead: int) -> Array:
    """J t for one output and one argument: elementwise where the backward is, else through the whole matrix."""
    assert node.replay is not None
    if node.replay.pushed is not None:
        return np.asarray(node.replay.pushed(argument, t))
    shape = np.shape(node.replay.outputs[output])
    slope = _elementwise(node, output, argument)
    if slope is not None:
        return np.asarray(slope * t)
    rows = [_pull(node, output, argument, e.reshape(shape)) for e in np.eye(int(np.prod(shape)))]
    matrix = np.stack([np.ravel(row) for row in rows])
    flat = t.reshape((*t.shape[:lead], -1))
    return np.asarray((flat @ matrix.T).reshape((*t.shape[:lead], *shape)))


def _elementwise(node: Node, output: int, argument: int) -> Array | None:
    """The diagonal of J where J is diagonal, else None: a backward with g = 1 and g = 1, 2, 3, ... shows which."""
    assert node.replay is not None
    y, x = np.asarray(node.replay.outputs[output]), np.asarray(node.replay.inputs[argument])
    if y.shape != x.shape:
        return None
    ramp = 1.0 + np.arange(y.size, dtype=np.float64).reshape(y.shape)
    ones = _pull(node, output, argument, np.ones_like(y))
    return ones if np.allclose(_pull(node, output, argument, ramp), ramp * ones, rtol=1e-9, atol=0.0) else None


def _pull(node: Node, output: int, argument: int, g: Array) -> Array:
    assert node.replay is not None
    gs = [np.zeros_like(y) for y in node.replay.outputs]
    gs[output] = g.astype(gs[output].dtype)
    gradient = node.replay.pullback(gs, *(np.array(x) for x in node.replay.inputs))[argument]
    return np.zeros(np.shape(node.replay.inputs[argument])) if gradient is None else np.asarray(gradient)
