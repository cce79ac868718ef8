"""linear_cross_entropy: the cross entropy of a linear layer's results."""

from __future__ import annotations

import math
from typing import Any

from gradcli.autograd.names import public
from gradcli.autograd.ops.affine import linear
from gradcli.autograd.ops.cross_entropy import cross_entropy
from gradcli.autograd.tensor import Tensor


def check(x: Tensor, w: Tensor, b: Tensor | None) -> None:
    """RuntimeError, in torch's words, for shapes that do not fit."""
    if x.ndim not in (1, 2):
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {x.ndim}")
    if w.ndim < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {w.ndim}")
    if x.shape[-1] != w.shape[-1]:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), "
            f"got {x.shape[-1]} and {w.shape[-1]}, respectively"
        )
    if b is not None and b.shape != w.shape[:-1]:
        raise RuntimeError(f"expected linear_bias shape {tuple(w.shape[:-1])}, got {tuple(b.shape)}")
    if w.ndim > 2 and x.ndim == 1:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(w.shape)} requires batched input, (N, {x.shape[-1]}), "
            f"got unbatched input with shape {tuple(x.shape)}"
        )


@public("functional")
def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: Any = None,  # how torch saves memory
) -> Any:
    """cross_entropy(linear(input, linear_weight, linear_bias), target).   input: (n, k) or (k), linear_weight: (c, *s, k), target: (n, *s)."""
    check(input, linear_weight, linear_bias)
    shape = (*input.shape[:-1], *linear_weight.shape[:-1])
    if target.shape == shape and ignore_index is not None:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    w, b = linear_weight, linear_bias
    if w.ndim > 2:
        count = math.prod(w.shape[:-1])
        w, b = w.reshape((count, w.shape[-1])), b if b is None else b.reshape(count)
    logits = linear(input, w, b).reshape(shape)
    ignored = -100 if ignore_index is None else ignore_index
    how: dict[str, Any] = {"reduction": reduction, "ignore_index": ignored, "label_smoothing": label_smoothing}
    return cross_entropy(logits, target, weight=weight, **how)
