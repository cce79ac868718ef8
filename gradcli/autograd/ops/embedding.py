"""Embeddings: rows of a table by number, and sums, means and maxima of bags of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops.choose import where
from gradcli.autograd.ops.pool import pool_put
from gradcli.autograd.ops.reduce import sum_
from gradcli.autograd.tensor import Tensor, unwrap
from gradcli.autograd.view import write
from gradcli.sample import distinct, fixed, integers, normal


@op((normal(3, 2), integers(0, 3, 2, 2)), (normal(4, 2), integers(0, 4)), family="other")
def embedding(w: Any, rows: Any, *, padding_idx: int = -1, by_count: bool = False) -> Any:  # for the gradient
    """Rows of a table.   w: (n, d), rows: (...) of int64 -> (..., d).

    padding_idx: a row that gets no gradient.  by_count: gradients are divided by how often the row was taken. With either, what
    backward gives is deliberately not the derivative.
    """
    if np.any((rows < 0) | (rows >= w.shape[0])):
        raise IndexError("index out of range in self")
    return w[rows]


@op((normal(2, 2, 2), integers(0, 3, 2, 2), {"count": 3}), family="other", grad_fn="EmbeddingDenseBackwardBackward0")
def rows_added(g: Any, rows: Any, *, count: int) -> Any:
    """The transpose of taking rows: each added into its place.   g: (..., d) -> (count, d)."""
    out = np.zeros((count, *g.shape[rows.ndim :]), g.dtype)
    np.add.at(out, rows, g)
    return out


def weighed(g: Any, rows: Any, padding_idx: int, by_count: bool) -> Any:
    """Cotangents of rows with those of the padding set to 0, divided by how often each row was taken."""
    numbers = unwrap(rows)
    factor = (numbers != padding_idx) if padding_idx >= 0 else None
    if by_count:
        often = np.bincount(numbers.ravel())[numbers]
        factor = 1 / often if factor is None else factor / often
    return g if factor is None else g * factor[..., None].astype(g.dtype if isinstance(g, np.ndarray) else g._data.dtype)


embedding.vjp(
    lambda g, _y, w_shape, rows, *, padding_idx, by_count: rows_added(weighed(g, rows, padding_idx, by_count), rows, count=w_shape[0]), None
).jvp(lambda ts, _y, _w, rows, **_: embedding(ts[0], rows))
embedding.declared = (
    lambda padding_idx, by_count: padding_idx >= 0 or by_count,
    lambda t, rows, **how: weighed(np.take(t, rows, axis=-2), rows, **how),
)
rows_added.vjp(lambda g, _y, _g, rows: embedding(g, rows), None).jvp(lambda ts, _y, _g, rows, *, count: rows_added(ts[0], rows, count=count))


def check(input: Any, weight: Any, padding_idx: int | None) -> int:
    """The padding row counted from the front, -1 for none. Raises TypeError, RuntimeError or AssertionError as torch does."""
    refuse.tensor(input, "embedding", 2, "indices")
    if input._data.dtype.name not in ("int64", "int32"):
        kind = f"torch.{refuse.kind_name(input._data)}Tensor"
        raise RuntimeError(
            f"Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got {kind} instead "
            "(while checking arguments for embedding)"
        )
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if padding_idx is None:
        return -1
    assert -weight.shape[0] <= padding_idx < weight.shape[0], "Padding_idx must be within num_embeddings"
    return int(padding_idx % weight.shape[0])


def shorten(weight: Tensor, rows: Any, max_norm: float, norm_type: float) -> None:
    """Rows longer than max_norm are scaled to it, in place and unrecorded."""
    table = weight._data.copy()
    taken = np.unique(rows)
    lengths = np.linalg.norm(table[taken], norm_type, axis=1)
    long = lengths > max_norm
    table[taken[long]] *= (max_norm / (lengths[long] + 1e-7))[:, None].astype(table.dtype)  # 1e-7 as in torch
    write(weight, table)


@public("functional", "embedding")
def embedding_layer(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,  # gradients are dense here
) -> Any:
    """Rows of `weight` by number; row padding_idx gets no gradient; rows longer than max_norm are scaled down in place first."""
    padding = check(input, weight, padding_idx)
    if max_norm is not None:
        shorten(weight, input._data, max_norm, norm_type)
    return embedding(weight, input, padding_idx=padding, by_count=scale_grad_by_freq)


# ---------------------------------------------------------------- bags
def bag_kernel(w: Any, scale: Any, rows: Any, bags: Any, *, count: int, by_count: bool = False) -> Any:  # for the gradient
    """Scaled rows added up by bag.   w: (n, d), scale, rows, bags: (k) -> (count, d).   by_count: as of `embedding`."""
    out = np.zeros((count, w.shape[1]), np.result_type(w, scale))
    np.add.at(out, bags, embedding.kernel(w, rows) * scale[:, None])
    return out


bag_sum = op(
    (normal(3, 2), normal(4), integers(0, 3, 4), fixed(np.array([0, 0, 1, 2])), {"count": 3}),
    name="embedding_bag", grad_fn="EmbeddingBagBackward0", family="other",
)(bag_kernel)  # fmt: skip
bag_sum.vjp(
    lambda g, _y, w_shape, scale, rows, bags, *, by_count: rows_added(
        weighed(embedding(g, bags) * scale.reshape(-1, 1), rows, -1, by_count),
        rows,
        count=(w_shape if isinstance(w_shape, tuple) else w_shape.shape)[0],
    ),
    lambda g, _y, w, _scale, rows, bags: sum_(embedding(g, bags) * embedding(w, rows), dim=1, keepdim=False),
    None,
    None,
).jvp(
    lambda ts, _y, w, scale, rows, bags, *, count, **_: sum(
        bag_sum(a, b, rows, bags, count=count) for a, b in ((ts[0], scale), (w, ts[1])) if a is not None and b is not None
    )
)


def bags_of(input: Any, offsets: Any, last: bool) -> tuple[Any, Any, int]:
    """Row numbers, the bag of each, and the number of bags. Raises ValueError for offsets that do not fit the input."""
    if input.ndim == 2:
        if offsets is not None:
            told = "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences."
            raise ValueError(f"{told} However, found offsets of type {type(offsets)}")
        return input._data.ravel(), np.repeat(np.arange(input.shape[0]), input.shape[1]), input.shape[0]
    if input.ndim != 1:
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.ndim}")
    if offsets is None:
        raise ValueError("offsets has to be a 1D Tensor but got None")
    if offsets.ndim != 1:
        raise ValueError("offsets has to be a 1D Tensor")
    starts = offsets._data[:-1] if last else offsets._data
    return input._data, np.searchsorted(starts, np.arange(input.shape[0]), side="right") - 1, len(starts)


@public("functional", "embedding_bag")
def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,  # gradients are dense here
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Any:
    """Sums, means or maxima of bags of rows: the rows of a 2-d input, or the runs of a 1-d one that start at `offsets`."""
    check_bags(input, weight, per_sample_weights)
    padding = check(input, weight, padding_idx)
    rows, bags, count = bags_of(input, offsets, include_last_offset)
    check_mode(mode, per_sample_weights, scale_grad_by_freq, sparse)
    if max_norm is not None:
        shorten(weight, rows, max_norm, norm_type)
    kept = rows != padding
    if mode == "max":
        return largest(weight, rows[kept], bags[kept], count)
    if mode == "mean":
        often = np.maximum(np.bincount(bags[kept], minlength=count), 1)
        scale: Any = (1 / often)[bags[kept]].astype(weight._data.dtype)
    else:
        scale = np.ones(int(kept.sum()), weight._data.dtype)
    if per_sample_weights is not None:
        scale = per_sample_weights.reshape(-1)
        scale = scale if kept.all() else scale[np.flatnonzero(kept)]
    return bag_sum(weight, scale, rows[kept], bags[kept], count=count, by_count=scale_grad_by_freq)


def check_bags(input: Tensor, weight: Tensor, per_sample_weights: Tensor | None) -> None:
    """ValueError for weights per element that are not shaped like the input, and for a table that is none."""
    if per_sample_weights is not None and input.shape != per_sample_weights.shape:
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then it must have the same shape as the input "
            f"({input.shape})"
        )
    if weight.ndim != 2:
        raise ValueError(f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.ndim}")


def check_mode(mode: str, per_sample_weights: Any, by_count: bool, sparse: bool) -> None:
    """ValueError or NotImplementedError for what a mode does not go with."""
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and by_count:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if mode == "max" and sparse:
        raise ValueError("max mode does not support sparse weights")
    if per_sample_weights is not None and mode != "sum":
        told = "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum'"
        raise NotImplementedError(f"{told} (got mode='{mode}'). Please open a feature request on GitHub.")


@op((distinct(3, 2), fixed(np.array([[0, 2], [1, 1], [-1, -1]]))), grad_fn="EmbeddingBagBackward0", family="other")
def embedding_bag_max(w: Any, rows: Any) -> Any:
    """One row per bag and column, 0 where its number is -1.   w: (n, d), rows: (count, d) -> (count, d)."""
    return np.where(rows < 0, w.dtype.type(0), np.take_along_axis(w, rows, 0))


embedding_bag_max.vjp(
    lambda g, _y, w_shape, rows: pool_put(where(rows < 0, 0.0, g).mT, (rows * (rows >= 0)).T, shape=w_shape[:1]).mT, None
)
embedding_bag_max.jvp(lambda ts, _y, _w, rows: embedding_bag_max(ts[0], rows))


def largest(weight: Tensor, rows: Any, bags: Any, count: int) -> Any:
    """The largest of each bag, per column, 0 for empty bags; the gradient goes to the first of equals."""
    chosen = np.full((count, weight.shape[1]), -1)
    for k in np.unique(bags):
        mine = rows[bags == k]
        chosen[k] = mine[weight._data[mine].argmax(0)]
    return embedding_bag_max(weight, chosen)
