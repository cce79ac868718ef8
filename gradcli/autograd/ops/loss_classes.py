"""Losses over classes: negative log likelihood, cross entropy, and margins between classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.aside import Aside
from gradcli.autograd.batch import Flags, loop
from gradcli.autograd.names import public
from gradcli.autograd.op import Op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops._classes import alike, are_classes, check_targets, class_axis, entries, factors, weights
from gradcli.autograd.ops.loss_layers import reduction_of, refuse_gradients
from gradcli.autograd.rule import without
from gradcli.autograd.tensor import Tensor, unwrap
from gradcli.sample import integers, normal, positive

Shape = tuple[int, ...]


def picked(x: Any, target: Any, weight: Any, only: Aside | None = None, *, reduction: str, ignore_index: int) -> Any:
    """Minus the weighted entries of x at the target classes.   x: (n, c, ...) or (c), target: (n, ...) or () of int64.

    A mean over nothing is NaN, as in torch; its gradient is 0.   only: gets where those entries are, and their factors.
    """
    classes = x.shape[class_axis(x.shape)]
    if are_classes(target, classes) and weight is None and not 0 <= ignore_index < classes:
        safe, factor = target, alike(target, x, reduction)
    else:
        check_targets(target, classes, ignore_index)
        safe, factor = factors(target, weight, x, reduction, ignore_index)
    index = entries(safe)
    if only is not None:
        only.put((None, index, factor, None), target, weight)
    values = x[index]
    if not factor.ndim:
        return (values if reduction == "none" else np.add.reduce(values, axis=None)) * -factor
    values = np.where(factor == 0, values.dtype.type(0), values * -factor)
    if reduction == "none":
        return values
    y = np.add.reduce(values, axis=None)
    return y if reduction == "sum" or factor.any() else y + values.dtype.type(np.nan)


def placed(g: Any, target: Any, weight: Any, *, shape: Shape, reduction: str, ignore_index: int) -> Any:
    """The transpose of `picked`: zeros of `shape`, with minus the weighted cotangents at the target classes."""
    safe, factor = factors(target, weight, g, reduction, ignore_index)
    return placed_at(entries(safe), -g * factor, shape)


def placed_at(index: Any, values: Any, shape: Shape) -> Any:
    """Zeros of `shape`, with `values` at some entries."""
    out = np.zeros(shape, values.dtype)
    out[index] = values
    return out


def many_picked(op: Any, flags: Flags, args: Sequence[Any], params: dict[str, Any]) -> Any:
    """`picked` for a stack of x: as one long batch without a reduction, then reduced one by one."""
    x, target, weight, *_ = args
    if not flags[0] or any(flags[1:]):
        return loop(op, flags, args, params)
    classes, single = unwrap(target), x.ndim == 2
    long = x if single else x.reshape(len(x) * x.shape[1], *x.shape[2:])
    where = np.tile(classes, (len(x), *(1,) * (classes.ndim - 1)))
    values = op(long, where, weight, **{**params, "reduction": "none"}).reshape(len(x), *classes.shape)
    if params["reduction"] == "none":
        return values
    total = np.sum(weights(classes, unwrap(weight), params["ignore_index"])[1]) if params["reduction"] == "mean" else 1
    summed = values if single else values.sum(tuple(range(1, values.ndim)))
    return summed / float(total) if total else summed + float("nan")


def likelihood(name: str, grad_fn: str, *samples: Any) -> Op:
    """Declare a negative log likelihood: linear in x, so its backward is linear too, and each is the other's transpose."""
    turned = [(normal(*target.shape) if how["reduction"] == "none" else normal(), target, w, {**how, "shape": x.shape}) for x, target, w, how in samples]
    place = Op(name + "_backward", placed, turned, grad_fn=grad_fn.replace("Backward0", "BackwardBackward0"), family="reduction")
    pick = Op(name, picked, samples, grad_fn=grad_fn, family="reduction").batch(many_picked)

    def gradient(g: Any, _y: Any, x_shape: Any, target: Any, weight: Any, only: Aside | None = None, **how: Any) -> Any:
        known = None if only is None or isinstance(g, Tensor) else only.look(target, weight)
        if only is None or known is None:
            return place(g, target, weight, shape=x_shape, **how)
        _, index, factor, _ = known
        values = -g * factor
        out = placed_at(index, values, x_shape)
        only.put((out, index, factor, values), target, weight)
        return out

    pick.vjp(gradient, None, None, None)
    place.vjp(lambda g, _y, _g, target, weight, **how: pick(g, target, weight, **without(how, "shape")), None, None)
    place.jvp(lambda ts, _y, _g, target, weight, **params: place(ts[0], target, weight, **params))
    return pick.jvp(lambda ts, _y, _x, target, weight, _only=None, **params: pick(ts[0], target, weight, **params))


# fmt: off
MEAN, SUM, NONE = ({"reduction": kind, "ignore_index": 1} for kind in ("mean", "sum", "none"))
nll   = likelihood("nll_loss",   "NllLossBackward0",   (normal(4, 3), integers(0, 3, 4), None, MEAN), (normal(4, 3), integers(0, 3, 4), positive(3), MEAN), (normal(4, 3), integers(0, 3, 4), positive(3), NONE), (normal(3), integers(2, 3), None, SUM))
nll2d = likelihood("nll_loss2d", "NllLoss2DBackward0", (normal(2, 3, 4), integers(0, 3, 2, 4), positive(3), MEAN), (normal(2, 3, 2, 2), integers(0, 3, 2, 2, 2), None, NONE))
# fmt: on


def check_shapes(x: Any, target: Any) -> None:
    """ValueError or RuntimeError, in torch's words, for targets that do not fit the input."""
    if x.ndim < 1:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if x.ndim != 1 and x.shape[0] != target.shape[:1][0] if target.ndim else x.ndim > 1:
        count = target.shape[0] if target.ndim else 1
        raise ValueError(f"Expected input batch_size ({x.shape[0]}) to match target batch_size ({count}).")
    if x.ndim <= 2 and target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if x.ndim == 4 and target.ndim != 3:
        raise RuntimeError(f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {target.ndim}")
    if x.ndim > 2 and target.shape[1:] != x.shape[2:]:
        raise RuntimeError(f"Expected target size {[x.shape[0], *x.shape[2:]]}, got {list(target.shape)}")


CLASS_NUMBERS = (np.dtype(np.int64), np.dtype(np.uint8))


def check_kinds(x: Any, target: Any, weight: Any) -> None:
    """RuntimeError for targets that are no class numbers, and for weights that do not fit the classes."""
    if target.dtype not in CLASS_NUMBERS:
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {refuse.kind_name(target)}")
    classes = x.shape[class_axis(x.shape)]
    if weight is not None and weight.shape != (classes,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: "
            f"{list(weight.shape)}"
        )
    if weight is not None and weight.dtype != x.dtype:
        raise RuntimeError(f"expected scalar type {refuse.kind_name(x)} but found {refuse.kind_name(weight)}")


@public("functional")
def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """Minus the log-probabilities of the target classes.   input: (c), (n, c) or (n, c, ...), target: without the c axis."""
    refuse.tensor(target, "nll_loss_nd", 2, "target")
    return likelihood_of(input, target, weight, reduction=reduction_of(reduction, size_average, reduce), ignore_index=ignore_index)


def likelihood_of(input: Tensor, target: Tensor, weight: Tensor | None, *only: Aside, reduction: str, ignore_index: int) -> Any:
    """nll_loss by the operation for this rank."""
    x, t = input._data, target._data
    check_shapes(x, t)
    check_kinds(x, t, unwrap(weight))
    target = target[0] if x.ndim == 1 and t.shape == (1,) else target
    if weight is not None:
        refuse_gradients(f"nll_loss{'2d' if x.ndim > 2 else ''}_forward", weight=weight)
    y = (nll if x.ndim <= 2 else nll2d)(input, target, weight, *only, reduction=reduction, ignore_index=ignore_index)
    return y.view(y.shape) if x.ndim > 2 and x.ndim != 4 and reduction == "none" else y  # torch has it in four axes, and views the result
