"""Margins between classes: multi_margin_loss and multilabel_margin_loss, one node each as in torch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.names import public
from gradcli.autograd.op import Op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.loss import reduced, share
from gradcli.autograd.ops.loss_layers import reduction_of, refuse_gradients
from gradcli.autograd.ops.pool import pool_put, pool_take
from gradcli.autograd.ops.reduce import sum_
from gradcli.autograd.tensor import Tensor, unwrap
from gradcli.sample import distinct, fixed, positive


def gaps(x: Any, places: Any, margin: float) -> Any:
    """margin - x[j] + x[i] for each place j and class i.   x: (n, c), (c) or one number, places: (n, k) -> (n, k, c). On arrays and tensors."""
    x = x if x.ndim == 2 else x.reshape(1, math.prod(x.shape))
    chosen = pool_take(x, places, rank=1)
    return x.reshape(x.shape[0], 1, x.shape[1]) - chosen.reshape(*chosen.shape, 1) + margin


def hinge(x: Any, places: Any, w: Any, *, p: int, margin: float, reduction: str) -> Any:
    """Per sample the sum of w * max(0, margin - x[j] + x[i]) ** p, then reduced.   w: (n, k, c)."""
    z = gaps(x, places, margin)
    return reduced((np.where(z.real > 0, z, 0) ** p * w).sum((1, 2)), reduction)


def slopes(x: Any, places: Any, w: Any, p: int, margin: float) -> Any:
    """d loss / d gap.   Shape: (n, k, c)."""
    z = gaps(x, places, margin)
    return where(z > 0, w if p == 1 else z * w * 2, 0.0)


def rule(g: Any, _y: Any, x: Any, places: Any, w: Any, *, p: int, margin: float, reduction: str) -> Any:
    """Each gap raises its class and lowers its place."""
    h = slopes(x, places, w, p, margin)
    g = share(g, h[:, 0, 0], reduction)
    h = h * (g.reshape(-1, 1, 1) if g.ndim else g)
    return (sum_(h, dim=1, keepdim=False) - pool_put(sum_(h, dim=2, keepdim=False), places, shape=h.shape[2:])).reshape(x.shape)


def tangent(ts: Sequence[Any], _y: Any, x: Any, places: Any, w: Any, *, p: int, margin: float, reduction: str) -> Any:
    parts = slopes(x, places, w, p, margin) * gaps(ts[0], places, 0.0)
    return reduced(sum_(parts, dim=(1, 2), keepdim=False), reduction)


def declared(name: str, grad_fn: str, *samples: Any) -> Op:
    """Declare a loss made of margins between classes."""
    return Op(name, hinge, samples, grad_fn=grad_fn, family="other").vjp(rule, None, None).jvp(tangent)


X, PLACES = distinct(2, 3), fixed(np.array([[1], [2]]))
multi = declared("multi_margin_loss", "MultiMarginLossBackward0", (X, PLACES, positive(2, 1, 3), {"p": 1, "margin": 1.0, "reduction": "mean"}))
multi.samples.append((X, PLACES, positive(2, 1, 3), {"p": 2, "margin": 0.5, "reduction": "none"}))
multi.samples.append((distinct(3), fixed(np.array([[1]])), positive(1, 1, 3), {"p": 1, "margin": 1.0, "reduction": "sum"}))
labels = declared(
    "multilabel_margin_loss",
    "MultilabelMarginLossBackward0",
    (X, fixed(np.array([[1, 0], [2, 0]])), positive(2, 2, 3), {"p": 1, "margin": 1.0, "reduction": "sum"}),
)


def check(input: Tensor, fits: bool, told: str) -> None:
    """RuntimeError, in torch's words, for scores that are none, or targets that do not fit them."""
    if input.ndim > 2 or (input.ndim and not input.shape[-1]):
        raise RuntimeError(f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(input.shape)}")
    if not fits:
        raise RuntimeError(told)


def class_weights(weight: Tensor | None, classes: int) -> Any:
    """The weights as an array. Raises ValueError or RuntimeError for any other than one per class."""
    if weight is not None and weight.ndim != 1:
        raise ValueError("weight must be one-dimensional")
    if weight is not None and weight.shape[0] != classes:
        raise RuntimeError(f"inconsistent weight size, expected {classes} but got {list(weight.shape)}")
    return unwrap(weight)


@public("functional")
def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Any:
    """The mean over classes of max(0, margin - x[target] + x[i]) ** p, for i other than the target."""
    kind = reduction_of(reduction, size_average, reduce)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    n, classes = (input.shape if input.ndim == 2 else (1, math.prod(input.shape)))
    sizes = f"Expected target size [{n}], but got {list(target.shape)}. Input has shape {list(input.shape)}."
    told = f"multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). {sizes}"
    check(input, target.ndim <= 1 and target._data.size == n, told)
    weights = class_weights(weight, classes)
    refuse.numbers_of(target, "Long")
    refuse_gradients("multi_margin_loss", weight=weight)
    places = np.atleast_1d(target._data)[:, None]
    if np.any((places < 0) | (places >= classes)):
        raise RuntimeError("target out of range")
    others = (np.arange(classes) != places) / classes
    w = others if weights is None else others * weights[places]
    kind = "sum" if kind == "none" and target.ndim == 0 else kind
    return multi(input, places, w[:, None].astype(input._data.dtype), p=p, margin=margin, reduction=kind)


@public("functional")
def multilabel_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Any:
    """The mean over classes of max(0, 1 - x[j] + x[i]), for j among the targets (a row up to its first -1) and i not."""
    kind = reduction_of(reduction, size_average, reduce)
    told = f"inconsistent target size: {list(target.shape)} for input of size: {list(input.shape)}"
    check(input, target.shape == input.shape, told)
    refuse.numbers_of(target, "Long")
    t = target._data.reshape((-1, target.shape[-1]) if target.ndim else (1, 1))
    valid = np.cumprod(t >= 0, axis=1).astype(bool)
    places = np.where(valid, t, 0)
    is_target = np.zeros(t.shape, bool)
    np.logical_or.at(is_target, (np.arange(len(t))[:, None], places), valid)
    w = valid[:, :, None] * ~is_target[:, None, :] / t.shape[1]
    kind = "sum" if kind == "none" and input.ndim < 2 else kind
    return labels(input, places, w.astype(input._data.dtype), p=1, margin=1.0, reduction=kind)
