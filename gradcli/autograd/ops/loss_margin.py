"""Losses composed of other operations, as torch composes them: divergences, likelihoods, margins, similarities."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from gradcli.autograd.grad_mode import no_grad
from gradcli.autograd.names import public
from gradcli.autograd.ops.choose import minimum, where
from gradcli.autograd.ops.expand import broadcast_tensors
from gradcli.autograd.ops.loss_layers import KINDS, finish, reduction_of
from gradcli.autograd.ops.norm import vector_norm
from gradcli.autograd.ops.softmax import logsigmoid
from gradcli.autograd.renamed import renamed
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.warned import warn

EPS = 1e-12  # torch's guard of the squares in cosine_embedding_loss


# ---------------------------------------------------------------- likelihoods
@public("functional")
def kl_div(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None, reduction: str = "mean", log_target: bool = False
) -> Any:
    """The Kullback-Leibler divergence of the distribution with log-probabilities `input` from the target one."""
    if size_average is None and reduce is None and reduction == "mean":
        warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by the batch "
            "size, and aligns with the KL div math definition.'mean' will be changed to behave the same as 'batchmean' in the next major "
            "release.",
        )
    kind = reduction_of("sum" if reduction == "batchmean" else reduction, size_average, reduce)
    values = target.exp() * (target - input) if log_target else target.xlogy(target) - target * input
    out = finish(values, kind)
    return out / input.shape[0] if reduction == "batchmean" and input.ndim else out


@public("functional")
def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: Any = None,
    eps: float = 1e-8,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """Minus the log-likelihood of counts under rates exp(input), or input; `full` adds Stirling's term."""
    kind = reduction_of(reduction, size_average, reduce)
    values = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        values = values + stirling.masked_fill(target <= 1, 0)
    return finish(values, kind)


@public("functional")
def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Any:
    """Minus the log-likelihood of the target under normal distributions; variances are kept from 0 by eps, unrecorded."""
    variance = spread_of(var, input)
    if reduction not in KINDS:
        raise ValueError(reduction + " is not valid")
    with no_grad():
        variance.clamp_(min=eps)
    values = (variance.log() + (input - target) ** 2 / variance) * 0.5
    return finish(values + 0.5 * math.log(2 * math.pi) if full else values, reduction)


def spread_of(var: Any, input: Tensor) -> Tensor:
    """A copy of the variances that broadcasts against the input. Raises ValueError for negative or unfitting ones."""
    if isinstance(var, float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        return input.detach() * 0 + var
    if (var._data < 0).any():
        raise ValueError("var has negative entry/entries")
    if var.shape != input.shape:
        if input.shape[:-1] == var.shape:
            var = var.unsqueeze(-1)
        elif input.ndim != var.ndim or sum(m for n, m in zip(input.shape, var.shape) if n != m) != 1:
            raise ValueError("var is of incorrect size")
    return var.clone()  # type: ignore[no-any-return]


# ---------------------------------------------------------------- margins
@public("functional")
def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """The input where the target is 1, max(0, margin - input) where it is -1."""
    zero = input.detach() * 0
    near = where(target != 1, (margin - input).clamp_min(0), zero)
    far = where(target != -1, input, zero)
    return finish(near + far, reduction_of(reduction, size_average, reduce))


@public("functional")
def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """max(0, -target * (input1 - input2) + margin)."""
    if input1.ndim != input2.ndim or input1.ndim != target.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    values = (-target * (input1 - input2) + margin).clamp_min(0)
    return finish(values, reduction_of(reduction, size_average, reduce))


@public("functional")
def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """max(0, |anchor - positive| - |anchor - negative| + margin), in p-norms."""
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor "
            f"{anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs"
        )
    distance = lambda a, b: pairwise_distance(a, b, p, eps)
    kind = reduction_of(reduction, size_average, reduce)
    return triplet(anchor, positive, negative, distance, (margin, swap, kind))


def triplet(a: Tensor, b: Tensor, c: Tensor, distance: Callable[..., Any], how: tuple[float, bool, str]) -> Any:
    margin, swap, reduction = how
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    near, far = distance(a, b), distance(a, c)
    if swap:
        far = minimum(far, distance(b, c))
    return finish((near + margin - far).clamp_min(0), reduction)


@public("functional")
def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[..., Any] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Any:
    """triplet_margin_loss with any distance."""
    if anchor.ndim != positive.ndim or positive.ndim != negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor "
            f"{anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs"
        )
    return triplet(anchor, positive, negative, distance_function or pairwise_distance, (margin, swap, reduction_of(reduction)))


@public("functional")
def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """The mean over classes of binary cross entropies of sigmoid(input)."""
    kind = reduction_of(reduction, size_average, reduce)
    values = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    values = values if weight is None else values * weight
    return finish(values.sum(input.ndim - 1) / input.shape[-1], kind)


# ---------------------------------------------------------------- distances
norm = renamed(vector_norm, "norm", "NormBackward1")


@public("torch functional")
def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Any:
    """The p-norm of x1 - x2 + eps along the last axis."""
    return norm(x1 - x2 + eps, ord=p, dim=max(x1.ndim, x2.ndim) - 1, keepdim=keepdim)


@public("torch functional")
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Any:
    """The cosine of the angle between x1 and x2 along `dim`; norms are kept from 0 by eps."""
    parts = []
    for x in (x1, x2) if x1.shape == x2.shape else broadcast_tensors(x1, x2):
        parts.append(x / vector_norm(x, ord=2, dim=dim, keepdim=True).clamp(min=eps))
    return (parts[0] * parts[1]).sum(dim)


@public("functional")
def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """1 - cos where the target is 1, max(0, cos - margin) where it is -1."""
    dim = target.ndim
    if dim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    squares = [(x * x).sum(dim) + EPS for x in (input1, input2)]
    cos = (input1 * input2).sum(dim) / (squares[0] * squares[1]).sqrt()
    zero = cos.detach() * 0
    alike = where(target == 1, 1 - cos, zero)
    unlike = where(target == -1, (cos - margin).clamp_min(0), zero)
    return finish(alike + unlike, reduction_of(reduction, size_average, reduce))
