"""Functions of torch itself in the form of its kernels: arguments in another order than in nn.functional, reductions and modes as numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gradcli.autograd.names import SPACES, expose, public
from gradcli.autograd.ops import affine, loss_margin, pairs, shuffle  # noqa: F401  they publish the functions first
from gradcli.autograd.ops.embedding import embedding_layer
from gradcli.autograd.ops.grid import affine_grid, grid_sample
from gradcli.autograd.ops.loss_layers import binary_cross_entropy_with_logits, finish
from gradcli.autograd.ops.normalise import batch_norm as by_batch
from gradcli.autograd.ops.normalise import group_norm as by_group
from gradcli.autograd.ops.normalise import layer_norm as by_layer
from gradcli.autograd.ops.normalise_layers import batch_norm as by_running
from gradcli.autograd.ops.normalise_layers import instance_norm, running_moved
from gradcli.autograd.tensor import Tensor

REDUCTIONS = ("none", "mean", "sum")
MODES, PADDINGS = ("bilinear", "nearest", "bicubic"), ("zeros", "border", "reflection")
LOSSES = {  # the arguments before the reduction
    "cosine_embedding_loss": ("input1", "input2", "target", "margin"),
    "hinge_embedding_loss": ("input", "target", "margin"),
    "kl_div": ("input", "target"),
    "margin_ranking_loss": ("input1", "input2", "target", "margin"),
    "poisson_nll_loss": ("input", "target", "log_input", "full", "eps"),
    "triplet_margin_loss": ("anchor", "positive", "negative", "margin", "p", "eps", "swap"),
}


# ---------------------------------------------------------------- losses
def numbered(name: str, before: Sequence[str]) -> Callable[..., Any]:
    """A loss of nn.functional with its reduction as a number, which follows the arguments `before`."""
    loss = SPACES["functional"][name]

    def call(*args: Any, **named: Any) -> Any:
        given = {**dict(zip((*before, "reduction"), args)), **named}
        kind = REDUCTIONS[given.pop("reduction", 0)]
        return finish(loss(**given, reduction="none"), kind)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"nn.functional.{name} with its reduction as a number: 0 none (the default), 1 mean, 2 sum."
    return call


for _name, _before in LOSSES.items():
    expose("torch", _name, numbered(_name, _before))


@public("torch", "binary_cross_entropy_with_logits")
def bce_of(input: Tensor, target: Tensor, weight: Tensor | None = None, pos_weight: Tensor | None = None, reduction: int = 0) -> Any:
    """nn.functional.binary_cross_entropy_with_logits with its reduction as a number."""
    return binary_cross_entropy_with_logits(input, target, weight, reduction=REDUCTIONS[reduction], pos_weight=pos_weight)


# ---------------------------------------------------------------- grids, tables
@public("torch", "grid_sampler", "grid_sampler_2d", "grid_sampler_3d")
def grid_sampler(input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool) -> Any:
    """nn.functional.grid_sample with modes as numbers: 0 bilinear, 1 nearest, 2 bicubic; 0 zeros, 1 border, 2 reflection."""
    return grid_sample(input, grid, MODES[interpolation_mode], PADDINGS[padding_mode], align_corners)


@public("torch")
def affine_grid_generator(theta: Tensor, size: Sequence[int], align_corners: bool) -> Any:
    """nn.functional.affine_grid."""
    return affine_grid(theta, size, align_corners)


@public("torch")
def embedding(weight: Tensor, indices: Tensor, padding_idx: int = -1, scale_grad_by_freq: bool = False, sparse: bool = False) -> Any:
    """Rows of `weight` by number; a row padding_idx from 0 on gets no gradient."""
    return embedding_layer(indices, weight, padding_idx if padding_idx >= 0 else None, None, 2.0, scale_grad_by_freq, sparse)


# ---------------------------------------------------------------- normalisations
@public("torch", "batch_norm")
def batch_norm_of(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None,
    training: bool, momentum: float, eps: float, cudnn_enabled: bool,
) -> Any:  # fmt: skip
    """nn.functional.batch_norm."""
    return by_running(input, running_mean, running_var, weight, bias, training, momentum, eps)


@public("torch", "instance_norm")
def instance_norm_of(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None,
    use_input_stats: bool, momentum: float, eps: float, cudnn_enabled: bool,
) -> Any:  # fmt: skip
    """nn.functional.instance_norm."""
    return instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


@public("torch")
def native_layer_norm(input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None, bias: Tensor | None, eps: float) -> Any:
    """(nn.functional.layer_norm, the means, 1 over the deviations), these with axes of length 1 and outside the graph."""
    rank = len(normalized_shape)
    y, mean, rate = by_layer(input, weight, bias, rank=rank, eps=eps)
    seen = (*input.shape[: input.ndim - rank], *(1,) * rank)
    return y, mean.detach().reshape(seen), rate.detach().reshape(seen)


@public("torch")
def native_group_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, N: int, C: int, HxW: int, group: int, eps: float
) -> Any:
    """(nn.functional.group_norm, the means, 1 over the deviations), these of shape (N, group)."""
    y, mean, rate = by_group(input, weight, bias, groups=group, eps=eps)
    return y, mean.reshape(N, group), rate.reshape(N, group)


@public("torch")
def native_batch_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None, running_var: Tensor | None,
    training: bool, momentum: float, eps: float,
) -> Any:  # fmt: skip
    """(nn.functional.batch_norm, the means, 1 over the deviations), these per channel, outside the graph, and empty outside of training."""
    if not training:
        y = by_running(input, running_mean, running_var, weight, bias, False, momentum, eps)
        return y, input.new_empty(0), input.new_empty(0)
    y, mean, rate = by_batch(input, weight, bias, eps=eps)
    running_moved(input, running_mean, running_var, mean, rate, momentum, eps)
    return y, mean.detach().reshape(-1), rate.detach().reshape(-1)


expose("torch", "native_channel_shuffle", SPACES["functional"]["channel_shuffle"])
for _name in ("addmv_", "ldexp_"):
    expose("torch", _name, SPACES["Tensor"][_name])
