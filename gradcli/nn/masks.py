"""Attention masks: checked, made additive (0 or -inf), and merged."""

from __future__ import annotations

from typing import Any

from gradcli.autograd import dtype as dtypes
from gradcli.autograd.warned import warn
from gradcli.nn import engine as T
from gradcli.nn import functional as F


def canonical(mask: Any, name: str, kind: Any, beside: Any = None, beside_name: str = "") -> Any:
    """A boolean mask as 0 and -inf; a floating one as it is. Raises AssertionError for others; warns of another type `beside` it."""
    if mask is None:
        return None
    if not mask.dtype.is_floating_point and mask.dtype is not dtypes.bool_:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    if beside is not None and beside.dtype is not mask.dtype:
        told = f"Support for mismatched {name} and {beside_name} is deprecated. Use same type for both instead."
        warn(told)
    if mask.dtype.is_floating_point:
        return mask
    return T.zeros(mask.shape, dtype=kind).masked_fill(mask, float("-inf"))


def check_shapes(query: Any, key: Any, value: Any) -> bool:
    """Whether the inputs are batched. Raises AssertionError where they do not fit together."""
    if query.ndim not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {query.ndim}-D query tensor"
        )
    if key.ndim != query.ndim or value.ndim != query.ndim:
        word = "batched (3-D)" if query.ndim == 3 else "unbatched (2-D)"
        raise AssertionError(
            f"For {word} `query`, expected `key` and `value` to be {query.ndim}-D but found {key.ndim}-D and {value.ndim}-D "
            "tensors respectively"
        )
    if key.shape[:-1] != value.shape[:-1]:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
    return bool(query.ndim == 3)


def check_ranks(mask: Any, padding: Any, batched: bool) -> None:
    """AssertionError for masks of another number of axes than go with the query."""
    query, rank = ("batched (3-D)", 2) if batched else ("unbatched (2-D)", 1)
    if padding is not None and padding.ndim != rank:
        raise AssertionError(
            f"For {query} `query`, expected `key_padding_mask` to be `None` or {rank}-D but found {padding.ndim}-D tensor instead"
        )
    if mask is not None and mask.ndim not in (2, 3):
        raise AssertionError(f"For {query} `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {mask.ndim}-D tensor instead")


def check_padding(padding: Any, batch: int, source: int) -> None:
    """AssertionError for a padding mask that is not (batch, source)."""
    for k, n in enumerate((batch, source)):
        if padding is not None and padding.shape[k] != n:
            raise AssertionError(f"Expected key_padded_mask.shape[{k}] to be {n}, but got {padding.shape[k]}")


def whole(masks: tuple[Any, Any], size: tuple[int, int, int], extra: int) -> Any:
    """The sum of an attention mask and a padding mask, either of which may be None, as (1 or rows, length, source + extra).

    size: (rows, length, source), a row for each head of each sample.   extra: positions at the end that every query may see.
    """
    mask, padding = check_size(masks[0], *size), masks[1]
    if padding is None:
        return widened(mask, extra)
    per_row = per_head(widened(padding, extra), size[0] // max(padding.shape[0], 1))
    return per_row if mask is None else widened(mask, extra) + per_row


def check_size(mask: Any, rows: int, length: int, source: int) -> Any:
    """An attention mask as (1 or rows, length, source). Raises RuntimeError for another size."""
    if mask is None:
        return None
    right = {2: (length, source), 3: (rows, length, source)}.get(mask.ndim)
    if right is None:
        raise RuntimeError(f"attn_mask's dimension {mask.ndim} is not supported")
    if tuple(mask.shape) != right:
        raise RuntimeError(f"The shape of the {mask.ndim}D attn_mask is {mask.shape}, but should be {right}.")
    return mask.unsqueeze(0) if mask.ndim == 2 else mask


def widened(mask: Any, extra: int) -> Any:
    """A mask that lets through `extra` more positions at the end."""
    return F.pad(mask, (0, extra)) if mask is not None and extra else mask


def per_head(padding: Any, num_heads: int) -> Any:
    """A padding mask (N, S) as (N heads, 1, S)."""
    batch, source = padding.shape
    return padding.reshape(batch, 1, 1, source).expand(batch, num_heads, 1, source).reshape(batch * num_heads, 1, source)


def causal(n: int, dtype: Any = None) -> Any:
    """(n, n): 0 on and below the diagonal, -inf above."""
    return T.triu(T.full((n, n), float("-inf"), dtype=dtype), diagonal=1)
