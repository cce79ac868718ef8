"""The losses of nn.functional that compare element by element, with torch's reductions and its warnings."""

from __future__ import annotations

from typing import Any

from gradcli.autograd.dtype import result_type
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.names import public
from gradcli.autograd.ops import loss as ops
from gradcli.autograd.ops._refused import same_type
from gradcli.autograd.ops.expand import broadcast_tensors
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.view import castable
from gradcli.autograd.warned import warn

KINDS = ("none", "mean", "sum")
MISFIT = "Using a target size ({}) that is different to the input size ({})"


def reduction_of(reduction: str, size_average: bool | None = None, reduce: bool | None = None) -> str:
    """The reduction asked for, also by torch's older flags. Raises ValueError for an unknown one."""
    if size_average is not None or reduce is not None:
        flags = [True if flag is None else flag for flag in (size_average, reduce)]
        reduction = "none" if not flags[1] else "mean" if flags[0] else "sum"
        message = f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead."
        warn(message)
    if reduction not in KINDS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


def warn_misfit(input: Tensor, target: Tensor) -> None:
    """torch's warning for a target that only fits by broadcasting."""
    if input.shape != target.shape:
        warn(
            MISFIT.format(target.shape, input.shape)
            + ". This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
        )


def matched(input: Tensor, target: Any) -> tuple[Tensor, Tensor]:
    """Both of one shape and type; a warning where that takes broadcasting."""
    if not isinstance(target, Tensor):
        raise AttributeError(f"'{type(target).__name__}' object has no attribute 'size'")
    warn_misfit(input, target)
    x, t = input, target
    if x._data.dtype != t._data.dtype:
        kind = result_type([x._data, t._data])
        x, t = x.to(kind), t.to(kind)
    return (x, t) if x.shape == t.shape else broadcast_tensors(x, t)  # type: ignore[return-value]


def refuse_gradients(function: str, **tensors: Tensor | None) -> None:
    """RuntimeError, as in torch, for an argument without a derivative that wants a gradient."""
    for name, t in tensors.items():
        if t is not None and t.requires_grad and MODE.enabled:
            raise RuntimeError(
                f"The function '{function}' is not differentiable with respect to argument '{name}'. This input cannot have requires_grad True."
            )


@public("functional")
def mse_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None, reduction: str = "mean", weight: Tensor | None = None
) -> Any:
    """The mean squared difference; with weights, their weighted mean."""
    reduction = reduction_of(reduction, size_average, reduce)
    x, t = matched(input, target)
    if weight is None:
        return ops.mse(x, t, reduction=reduction)
    values = (x - t) ** 2 * weight
    return values.sum() / weight.sum() if reduction == "mean" else finish(values, reduction)


@public("functional")
def l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None, reduction: str = "mean", weight: Tensor | None = None
) -> Any:
    """The mean absolute difference; with weights, their weighted mean."""
    reduction = reduction_of(reduction, size_average, reduce)
    x, t = matched(input, target)
    values = (x - t).abs()
    if weight is None:
        return finish(values, reduction)
    values = values * weight
    return values.sum() / weight.sum() if reduction == "mean" else finish(values, reduction)


def finish(values: Any, reduction: str) -> Any:
    """The reduction of a loss that is composed of public operations."""
    return values if reduction == "none" else values.mean() if reduction == "mean" else values.sum()


@public("functional")
def smooth_l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None, reduction: str = "mean", beta: float = 1.0
) -> Any:
    """l1 loss, rounded off by a parabola where the difference is below beta."""
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, size_average, reduce, reduction)
    return ops.smooth_l1(*matched(input, target), beta=beta, reduction=reduction_of(reduction, size_average, reduce))


@public("functional")
def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None) -> Any:
    """mse / 2, continued by straight lines where the difference is above delta."""
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    x, t = matched(input, target)
    if weight is None:
        return ops.huber_op(x, t, delta=delta, reduction=reduction_of(reduction))
    if weight.shape != input.shape:
        raise ValueError("Weights and input must have the same size.")
    return finish(ops.huber_op(x, t, delta=delta, reduction="none") * weight, reduction_of(reduction))


@public("functional")
def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """The cross entropy of probabilities and targets in [0, 1]. Raises ValueError for shapes that differ."""
    if target.shape != input.shape:
        raise ValueError(MISFIT.format(target.shape, input.shape) + " is deprecated. Please ensure they have the same size.")
    same_type(target, input, "Found dtype {0} but expected {1}")
    refuse_gradients("binary_cross_entropy", weight=weight)
    return ops.binary_op(input, target, weight, reduction=reduction_of(reduction, size_average, reduce))


@public("torch functional")
def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Any:
    """Binary cross entropy of sigmoid(input), without its overflow. Raises ValueError for shapes that differ."""
    if target.shape != input.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    if target._data.dtype.kind not in "fc":
        castable(input._data, target._data)
    refuse_gradients("binary_cross_entropy_with_logits", weight=weight, pos_weight=pos_weight)
    return ops.logits_op(input, target, weight, pos_weight, reduction=reduction_of(reduction, size_average, reduce))


@public("functional")
def soft_margin_loss(input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None, reduction: str = "mean") -> Any:
    """log(1 + exp(-target * input)), for targets 1 and -1."""
    if input.shape != target.shape:
        broadcast_tensors(input, target)
    refuse_gradients("soft_margin_loss", target=target)
    return ops.soft_margin(input, target, reduction=reduction_of(reduction, size_average, reduce))


