"""Cross entropy: the negative log likelihood of softmax; of class numbers, or of probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gradcli.autograd import quick
from gradcli.autograd.aside import Aside, asides
from gradcli.autograd.batch import aligned
from gradcli.autograd.names import public
from gradcli.autograd.node import FREED
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops._classes import alike, are_classes, class_axis, entries, weights
from gradcli.autograd.ops._columns import by_column
from gradcli.autograd.ops.loss_classes import likelihood_of, nll
from gradcli.autograd.ops.loss_layers import reduction_of
from gradcli.autograd.ops.softmax import ROUND_ALIKE, exponentials, log_softmax
from gradcli.autograd.tensor import PLAIN, Tensor, make, unwrap
from gradcli.sample import normal

if TYPE_CHECKING:
    from gradcli.autograd.op_node import OpNode
    from gradcli.autograd.walk import Walk

LONG = np.dtype(np.int64)


@public("functional")
def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Any:
    """The cross entropy of softmax(input) and the targets: class numbers, or probabilities when shaped like the input."""
    if weight is None and size_average is None and reduce is None and not label_smoothing and ignore_index < 0:
        loss = at_once(input, target, reduction, ignore_index)
        if loss is not None:
            return loss
    refuse.tensor(target, "cross_entropy_loss", 2, "target")
    reduction = reduction_of(reduction, size_average, reduce)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    if target._data.shape == input._data.shape:
        if target._data.dtype.kind != "f":
            raise RuntimeError(f"Expected floating point type for target with class probabilities, got {refuse.kind_name(target._data)}")
        return of_probabilities(input, target, weight, ignore_index, (reduction, label_smoothing))
    shared = asides(2, input)
    logp = log_softmax(input, *shared, dim=class_axis(input._data.shape))
    loss = likelihood_of(logp, target, weight, *shared[1:], reduction=reduction, ignore_index=ignore_index)
    if not label_smoothing:
        return loss
    return loss * (1 - label_smoothing) + smoothed(logp, target, weight, ignore_index, reduction) * (
        label_smoothing / logp.shape[class_axis(logp.shape)]
    )


def at_once(input: Tensor, target: Tensor, reduction: str, ignore_index: int) -> Tensor | None:
    """The loss of a batch of logits and their classes without a step through each operation; None where anything else is the case.

    Its values and what it records are those of log_softmax and nll_loss, one after the other.   input: (n, c), target: (n).
    """
    edge = quick.plain_edge(input)
    if edge is None or target.__class__ not in PLAIN or (target._counter is not None and target._counter.n):
        return None
    x, classes = input._data, target._data
    usual = x.ndim == 2 and x.flags.c_contiguous and x.dtype.char in "fd" and classes.dtype is LONG and classes.shape == x.shape[:1]
    if not usual or reduction not in ("mean", "sum") or not are_classes(classes, x.shape[1]):
        return None
    powers, only = Aside(), Both()
    z, e, sums = exponentials(x, 1, ROUND_ALIKE)
    powers.put((e, sums))
    logp = by_column(np.subtract, z, np.log(sums), None if z is x else z)
    index, factor = entries(classes), alike(classes, x, reduction)
    only.put((None, index, factor, None), classes, None)
    loss = np.add.reduce(logp[index]) * -factor
    soft = quick.recorded(log_softmax, logp, (edge, None, None), (None, powers, only), {"dim": 1})
    how = {"reduction": reduction, "ignore_index": ignore_index}
    return make(loss, quick.recorded(nll, loss, (soft, None, None, None), (x.shape, target, None, only), how))


class Both(Aside):
    """What the outer node of `at_once` knows of its loss, with the inner one, to which nothing else leads but who asks for that very node."""


def through_both(walk: Walk, node: OpNode, g: Any) -> bool:
    """Take the plain walk through both nodes of `at_once`, with the gradient of the logits: softmax less 1 at the classes, times the factor."""
    if node._saved is FREED or node._saved[-1].__class__ is not Both:
        return False
    (soft, *_), (_, target, _, both) = node._edges, node._saved
    known = None if target._counter is not None and target._counter.n else both.look(target._data, None)
    if known is None or soft._hooks is not None or soft._saved is FREED or soft in walk.pending:
        return False
    _, index, factor, _ = known
    e, sums = soft._saved[1].look()
    share = -g * factor
    x = by_column(np.multiply, e, -share / sums)
    x[index] += share
    walk.give(soft._edges[0], x)
    if not walk.keep:
        node._saved = soft._saved = FREED
        soft._y = None
    return True


nll.shortcut = through_both


def smoothed(logp: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str) -> Any:
    """The part of label smoothing: every class counted alike, reduced as nll_loss is."""
    at = class_axis(logp.shape)
    values = -(logp if weight is None else logp * along(weight, logp.ndim)).sum(at)
    ignored = target == ignore_index
    values = values.masked_fill(ignored, 0.0)
    if reduction != "mean":
        return values.sum() if reduction == "sum" else values
    _, w = weights(target._data, unwrap(weight), ignore_index)
    return values.sum() / float(np.sum(w)) if np.sum(w) else values.sum() / float("nan")


def along(weight: Tensor, rank: int) -> Any:
    """Class weights with axes of length 1, to multiply (n, c, ...)."""
    return weight if rank == 1 else weight.view(1, -1, *(1,) * (rank - 2))


@op((normal(), {"n": 3}), family="arithmetic", grad_fn="DivBackward1", name="div_by_count")
def per_sample(x: Any, *, n: int) -> Any:
    """x over a number of samples."""
    return x / n


per_sample.vjp(lambda g, _y, _x, *, n: g / n).linear().batch(aligned)


def of_probabilities(x: Tensor, p: Tensor, weight: Tensor | None, ignore_index: int, how: tuple[str, float]) -> Any:
    """Cross entropy with a distribution as the target."""
    reduction, smoothing = how
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    at = class_axis(x._data.shape)
    if smoothing:
        p = p * (1 - smoothing) + smoothing / x._data.shape[at]
    values = log_softmax(x, dim=at) * p
    values = values if weight is None else values * along(weight, x.ndim)
    if reduction == "none":
        return -values.sum(at)
    total = -values.sum()
    return total if reduction == "sum" else per_sample(total, n=x._data.size // x._data.shape[at])


