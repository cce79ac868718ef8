"""What rounding does to a result: every number on the way moved by a unit in the last place, at random. Source: CESTAC, Vignes 1974."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from gradcli.graph import Node

Array = np.ndarray[Any, Any]
SUMMING = ("linalg", "reduction", "normalisation")  # families whose operations add up inside
DRAWS = 4  # random roundings; their spread is the noise within a factor of two
MORE_DRAWS = 12  # where a sum is 0 but for its rounding, that is often 0 as well


def _one(_x: Array) -> float:
    return 1.0


def _largest(x: Array) -> float:
    return float(np.abs(x).max(initial=0.0))


# operations that give what is left of larger numbers and has their rounding: how large those are, by the first argument
LEFT: Mapping[str, Callable[[Array], float]] = {
    "log_softmax": _one,
    "logsumexp": _one,
    "binary_cross_entropy_with_logits": _largest,
}


def nudged(values: Any, rng: np.random.Generator) -> Array:
    """Floating numbers moved by one unit in the last place, up or down: of subnormal ones that is the smallest there is."""
    y: Array = np.asarray(values)
    if y.dtype.kind not in "fc":
        return y
    kind, sign = np.finfo(y.dtype), 2.0 * (rng.random(y.shape) < 0.5) - 1.0
    moved, size = np.asarray(y * (1 + kind.eps * sign)), np.abs(y)
    if size.min(initial=1.0) < kind.tiny:
        moved = np.where((size < kind.tiny) & (y != 0), y + kind.smallest_subnormal * sign, moved)
    return moved.astype(y.dtype, copy=False)


def result_nudged(node: Node, ys: Sequence[Array], rng: np.random.Generator) -> tuple[Array, ...]:
    """What a node gives, rounded at random: copies are exact, what is left of larger numbers is as far off as those."""
    if node.family == "shape":
        return tuple(ys)
    if node.op not in LEFT or node.replay is None:
        return tuple(nudged(y, rng) for y in ys)
    size = LEFT[node.op](node.replay.inputs[0])
    return tuple(nudged(y, rng) + size * (nudged(np.ones_like(y), rng) - 1) for y in ys)


def roundable(node: Node, rng: np.random.Generator) -> Node:
    """The node, a user's with the result of every operation inside nudged."""
    replay = node.replay
    if replay is None or replay.rounded is None:
        return node
    inside, plain = replay.rounded(lambda y: nudged(y, rng)), replay.forward

    def forward(*inputs: Array) -> tuple[Array, ...]:
        try:
            return inside(*inputs)
        except Exception:  # a forward that takes its operations from elsewhere
            return plain(*inputs)

    return replace(node, replay=replace(replay, forward=forward))


def unrefused(node: Node) -> Node:
    """The node; where it refuses what rounding made of its arguments, as a loss does a probability above 1, it gives what it gave."""
    if node.replay is None:
        return node
    replay = node.replay

    def forward(*inputs: Array) -> tuple[Array, ...]:
        try:
            return replay.forward(*inputs)
        except Exception:
            return tuple(replay.outputs)

    return replace(node, replay=replace(replay, forward=forward))


def shaken(node: Node, rng: np.random.Generator) -> Node:
    """The node, one that adds up inside with its arguments nudged: its result may be small beside what it is a sum of."""
    if node.replay is None or node.family not in SUMMING:
        return node
    plain = node.replay.forward
    return replace(node, replay=replace(node.replay, forward=lambda *inputs: plain(*(nudged(x, rng) for x in inputs))))


def spread(draws: Sequence[Array], exact: Array) -> Array:
    """The largest distance of the draws (m,) from the exact values."""
    return np.asarray(np.nan_to_num(np.abs(np.stack(draws) - exact), nan=0.0).max(axis=0))


def inside(node: Node, result: Callable[[Sequence[Array]], Array]) -> Callable[[], Array] | None:
    """Noise of a user's node, or one in LEFT, absolute, from roundings inside. result: its outputs as one flat vector."""
    if node.replay is None or (node.replay.rounded is None and node.op not in LEFT):
        return None
    replay = node.replay
    touch = result_nudged if node.op in LEFT else lambda _node, ys, _rng: ys

    @cache
    def blur() -> Array:
        rng = np.random.default_rng(0)
        forward = roundable(node, rng).replay.forward  # type: ignore[union-attr]
        draws = [result(touch(node, forward(*map(np.array, replay.inputs)), rng)) for _ in range(DRAWS)]
        return spread(draws, result(replay.outputs))

    return blur
