"""Matrix products of which one slice of a factor moves: what that adds to the result is the product of two slices."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gradcli.graph import Node

Array = np.ndarray[Any, Any]
EPS = float(np.finfo(np.float64).eps)
# fmt: off
FACTORS: dict[str, tuple[int, int]] = {  # the arguments that are multiplied; a third one is added
    **dict.fromkeys(("dot", "mv", "mm", "bmm", "row_matmul", "matmul", "matmul_broadcast"), (0, 1)),
    **dict.fromkeys(("addmm", "addmv", "baddbmm"), (1, 2)),
}
# fmt: on
SUMMED = (-1, -2)  # the axis of each factor that is summed over
TRIED = 3  # slices moved at once, to see that what they add is added up
TRIALS: dict[tuple[Any, ...], bool] = {}  # what came of it


class Product(NamedTuple):
    """A product as one of its factors sees it.

    factors: (..., n, k) and (..., k, m), vectors as a row and a column.   moving: the number of the factor that is looked at.
    scale: of the product in the result.
    """

    factors: tuple[Array, Array]
    moving: int
    scale: float
    result: Array

    @staticmethod
    def of(node: Node, argument: int) -> Product | None:
        """The product that a node is of its input number `argument`; None for other operations, and for types but float64."""
        replay, places = node.replay, FACTORS.get(node.op)
        if replay is None or places is None or not replay.arguments or replay.places[argument] not in places:
            return None
        first, second = (replay.arguments[k] for k in places)
        if not all(isinstance(x, np.ndarray) and x.dtype == np.float64 for x in (first, second)):
            return None
        factors = (first if first.ndim > 1 else first[None], second if second.ndim > 1 else second[:, None])
        scale = node.params.get("alpha", 1)
        return Product(factors, places.index(replay.places[argument]), scale, np.asarray(replay.outputs[0]))

    def added(self, change: Array, lane: Array) -> Array:
        """What the result moves by, (l c, *shape), for changes (l, c, *shape without k) of the slices `lane` (c,)."""
        still = np.moveaxis(self.factors[1 - self.moving], SUMMED[1 - self.moving], 0)[lane][None]
        moved = change if change.ndim > 2 else change[:, :, None]
        rank = max(still.ndim, moved.ndim)
        still, moved = (x.reshape(*x.shape[:2], *(1,) * (rank - x.ndim), *x.shape[2:]) for x in (still, moved))
        a, b = (still, moved) if self.moving else (moved, still)
        y = a[..., :, None] * b[..., None, :]
        return np.asarray((y if self.scale == 1 else y * self.scale).reshape(-1, *self.result.shape))


def multiplications(node: Node, argument: int) -> int:
    """How many numbers are multiplied in the product that a node is of an input, 0 for other operations."""
    product = Product.of(node, argument)
    return 0 if product is None else product.result.size * product.factors[0].shape[-1]


def slices_add(node: Node, argument: int, axis: int) -> bool:
    """Whether slices along this axis of an argument move the result of a product by what each adds.

    Tried once per operation and ranks of its factors: a kernel does the same to all sizes.
    """
    replay, product = node.replay, Product.of(node, argument)
    if replay is None or product is None or axis != max(np.ndim(replay.inputs[argument]) + SUMMED[product.moving], 0):
        return False
    kind = (node.op, product.moving, product.scale, tuple(map(np.ndim, replay.arguments)))
    if kind not in TRIALS:
        TRIALS[kind] = _added_up(node, argument, axis)
    return TRIALS[kind]


def _added_up(node: Node, argument: int, axis: int) -> bool:
    """Whether a few slices moved at once add up to what the result moves by.

    The rounding of a sum of n products is at most n u times the sum of their absolute values, however much of it cancels.
    Source: Higham, Accuracy and Stability of Numerical Algorithms, 3.1.
    """
    replay, product = node.replay, Product.of(node, argument)
    assert replay is not None
    assert product is not None
    x, rng = np.asarray(replay.inputs[argument]), np.random.default_rng(0)
    lane = rng.permutation(x.shape[axis])[:TRIED]
    change = rng.normal(size=(1, len(lane), *x.shape[:axis], *x.shape[axis + 1 :]))
    moved = x.copy()
    np.moveaxis(moved, axis, 0)[lane] += change[0]
    (whole,) = replay.forward(*(moved if k == argument else given for k, given in enumerate(replay.inputs)))
    gap = whole - product.result - product.added(change, lane).sum(axis=0)
    factors = [np.abs(factor) for factor in product.factors]
    factors[product.moving] += np.abs(change).max(initial=0.0)
    paths = abs(product.scale) * (factors[0] @ factors[1]).reshape(whole.shape)
    return bool((np.abs(gap) <= (x.shape[axis] + TRIED) * EPS * (paths + np.abs(whole) + np.abs(product.result))).all())
