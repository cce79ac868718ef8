"""A recorded graph, or one node of it, evaluated a tiny imaginary step away: every operation by its analytic continuation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check.replay import Values, evaluate
from gradcli.check.subject import Block
from gradcli.check.tape import Tape
from gradcli.graph import Node

Array = np.ndarray[Any, Any]
Numbered = Mapping[str, tuple[int, Block]]  # the arguments by name: which one, and as part of a flat vector
Draws = np.random.Generator | None
REAL = 1e-9  # relative: what the real part of a continuation may differ by from what was recorded


class NotAnalytic(Exception):
    """No complex step gets through. node: where it ends, None for the function as a whole; why: a clause."""

    def __init__(self, why: str, node: Node | None = None) -> None:
        super().__init__(why)
        self.why, self.node = why, node


def along_tape(tape: Tape, name: str, points: Array, rng: Draws = None) -> Array:
    """The outputs (k, m) at complex points (k, n) of one input. Raises NotAnalytic naming the node in the way."""
    known, block = tape.plan(name), next(block for block in tape.inputs if block.name == name)
    assert known is not None
    _real((block, *tape.outputs))
    known = replace(known, nodes=tuple(map(_continued, known.nodes)))
    touch = None if rng is None else lambda _, ys: shaken(ys, rng)
    leaf = tape.graph.leaves[name]
    tape.count(len(points))
    found = (evaluate(known, {leaf: point.reshape(block.shape)}, touch=touch) for point in points)
    return np.stack([_joined({**tape.values, **values}, tape.outputs) for values in found])


def along_node(node: Node, inputs: Numbered, outputs: Sequence[Block], name: str, points: Array, rng: Draws = None) -> Array:
    """The same of one node, whose arguments are rounded at random in place of its results."""
    k, block = inputs[name]
    _real((block, *outputs))
    continued = _continued(node).replay
    assert continued is not None
    values = []
    for point in points:
        given = [*continued.inputs[:k], point.reshape(block.shape), *continued.inputs[k + 1 :]]
        found = continued.forward(*(given if rng is None else shaken(given, rng)))
        values.append(_joined({str(i): y for i, y in enumerate(found)}, outputs))
    return np.stack(values)


def _real(blocks: Sequence[Block]) -> None:
    odd = next((block.name for block in blocks if block.complex), "")
    if odd:
        raise NotAnalytic(f"{odd} is complex itself, so there is no imaginary direction left to step in")


def _joined(values: Mapping[str, Array], outputs: Sequence[Block]) -> Array:
    return np.concatenate([np.asarray(values[block.name], dtype=np.complex128).reshape(-1) for block in outputs])


def _continued(node: Node) -> Node:
    """The node with its continuation for a forward."""
    assert node.replay is not None
    return replace(node, replay=replace(node.replay, forward=lambda *inputs: _stepped(node, inputs), stack=None))


def _stepped(node: Node, inputs: Sequence[Array]) -> Values:
    assert node.replay is not None
    if any(np.iscomplexobj(y) for y in (*node.replay.inputs, *node.replay.outputs)):
        raise NotAnalytic(f"{node.op} computes with complex numbers of its own", node)
    if node.replay.analytic is None:
        raise NotAnalytic(f"{node.op} has no analytic continuation", node)
    try:
        values = tuple(map(np.asarray, node.replay.analytic(*inputs)))
    except Exception as error:  # a kernel without a continuation, or a user's forward that does not take complex numbers
        raise NotAnalytic(f"{node.op} does not take complex numbers: {error}", node) from None
    size = max((_size(x) for x in (*node.replay.inputs, *node.replay.outputs)), default=0.0)
    if not all(_same(y, known, size) for y, known in zip(values, node.replay.outputs, strict=True)):
        raise NotAnalytic(f"{node.op} computes something else with complex numbers", node)
    return values


def _same(value: Array, known: Array, size: float) -> bool:
    """Whether a continuation has the recorded real part; shaken inputs move it by little, and `size` by what may cancel."""
    real = np.real(value)
    return real.shape == np.shape(known) and bool(np.allclose(real, known, rtol=REAL, atol=REAL * size, equal_nan=True))


def _size(array: Array) -> float:
    return float(np.abs(np.where(np.isfinite(array), array, 0)).max(initial=0.0))


def shaken(values: Sequence[Array], rng: np.random.Generator) -> Values:
    """Every number moved by a unit in the last place, up or down, its real and its imaginary part apart."""
    return tuple(_nudged(np.asarray(y), rng) for y in values)


def _nudged(y: Array, rng: np.random.Generator) -> Array:
    if y.dtype.kind not in "fc":
        return y
    parts = [part * (1 + np.finfo(part.dtype).eps * rng.choice([-1.0, 1.0], y.shape)) for part in (y.real, y.imag)]
    return np.asarray(parts[0] + 1j * parts[1] if y.dtype.kind == "c" else parts[0].astype(y.dtype))
