"""Scaled dot product attention: one node for stacks of heads, as in torch, else a composition of its parts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradcli.autograd.aside import Aside, asides
from gradcli.autograd.blocks import right
from gradcli.autograd.names import public
from gradcli.autograd.op import op
from gradcli.autograd.ops import refuse
from gradcli.autograd.ops._refused import SHORT
from gradcli.autograd.ops.dropout import dropout
from gradcli.autograd.ops.linalg import matmul
from gradcli.autograd.ops.softmax import dot_along, exponentials, safe_softmax, softmax
from gradcli.autograd.tensor import Tensor, make
from gradcli.sample import fixed, normal

HEADS = (normal(1, 2, 3, 2), normal(1, 2, 4, 2), normal(1, 2, 4, 3))
CAUSAL = fixed(np.where(np.tri(3, 4, dtype=bool), 0.0, -np.inf))


def weights(q: Any, k: Any, mask: Any, scale: float) -> Any:
    """How much each query looks at each key: softmax of scaled products, plus the mask. On arrays and tensors."""
    scores = (q @ k.mT) * scale
    return softmax(scores, dim=q.ndim - 1) if mask is None else safe_softmax(scores + mask, dim=q.ndim - 1)


@op(
    (*HEADS, None, {"scale": 0.7}),
    (*HEADS, CAUSAL, {"scale": 0.7}),
    (*HEADS, normal(3, 4), {"scale": 1.0}),
    grad_fn="ScaledDotProductFlashAttentionForCpuBackward0",
    family="linalg",
)
def attention(q: Any, k: Any, v: Any, mask: Any, looks: Aside | None = None, *, scale: float) -> Any:
    """softmax(q @ k^T * scale + mask) @ v.   q: (..., n, d), k: (..., m, d), v: (..., m, e), mask: additive, broadcast to (..., n, m).

    looks: gets the weights, as `looked` gives them.
    """
    e, sums = looked(q, k, mask, scale)
    if looks is not None:
        looks.put((e, sums), q, k, mask)
    y = e @ v
    return np.divide(y, sums, out=np.empty_like(q) if q.shape == y.shape else y)  # its axes in memory in the order of those of q, as in torch


def looked(q: Any, k: Any, mask: Any, scale: float) -> tuple[Any, Any]:
    """(e, sums) whose ratio is `weights`, which is cheaper to divide by once e has been multiplied by something narrow. On arrays."""
    refuse.floating(q, "softmax_lastdim_kernel_impl")
    scores = (q * q.dtype.type(scale)) @ right(k.mT)
    if mask is None:
        return exponentials(scores, scores.ndim - 1)[1:]
    return safe_softmax.kernel(scores + mask, dim=scores.ndim - 1), q.dtype.type(1)


@attention.vjp_all
def _gradients(g: Any, y: Any, xs: Any, wanted: Sequence[bool], *, scale: float) -> list[Any]:
    """All three gradients share the weights, which are computed again where they were not set aside."""
    q, k, v, mask, *looks = xs
    if isinstance(g, Tensor):
        return written_out(g, (q, k, v, mask), wanted, scale)
    kept = looks[0].look(q, k, mask) if looks else None
    e, sums = kept or looked(q, k, mask, scale)
    h = g / sums
    out: list[Any] = [None] * len(xs)
    out[2] = beside(e.mT, h) if wanted[2] else None
    if wanted[0] or wanted[1] or wanted[3]:
        gs = h @ right(v.mT)
        gs -= dot_along(h, y, dim=h.ndim - 1)  # the sum of gs * weights along each row
        gs *= e
        out[0], out[1], out[3] = beside(gs, k, scale), beside(gs.mT, q, scale), gs
    return out


def beside(a: Any, b: Any, scale: float = 1.0) -> Any:
    """a @ b * scale, heads beside each other in memory: what follows makes one axis of them.   a: (..., h, n, m), b: (..., h, m, d)."""
    if a.ndim < 3 or a.shape[:-2] != b.shape[:-2]:
        return (a @ b) * scale
    *lead, heads, n = a.shape[:-1]
    y = np.empty((*lead, n, heads, b.shape[-1]), a.dtype).swapaxes(-2, -3)
    np.matmul(a, b, out=y)
    if scale != 1:
        y *= scale
    return y


def written_out(g: Any, xs: Any, wanted: Sequence[bool], scale: float) -> list[Any]:
    """The gradients in operations, which can be differentiated again."""
    q, k, v, mask = xs
    p = weights(q, k, mask, scale)
    out: list[Any] = [None, None, p.mT @ g if wanted[2] else None, None]
    if wanted[0] or wanted[1] or wanted[3]:
        gp = g @ v.mT
        gs = p * (gp - dot_along(gp, p, dim=p.ndim - 1))
        out[0], out[1], out[3] = (gs @ k) * scale, (gs.mT @ q) * scale, gs
    return out


@attention.jvp
def _tangent(ts: Sequence[Any], y: Any, q: Any, k: Any, v: Any, mask: Any, _looks: Any = None, *, scale: float) -> Any:
    p = weights(q, k, mask, scale)
    parts = [] if ts[0] is None else [(ts[0] @ k.mT) * scale]
    parts += [] if ts[1] is None else [(q @ ts[1].mT) * scale]
    parts += [] if ts[3] is None else [p * 0 + ts[3]]
    out = y * 0 if ts[2] is None else p @ ts[2]
    if parts:
        t = sum(parts[1:], parts[0])
        out = out + (p * (t - dot_along(t, p, dim=p.ndim - 1))) @ v
    return out


def additive(mask: Any, dtype: Any) -> Any:
    """A boolean mask (true: look) as 0 and -inf; other masks as they are."""
    if mask is None or mask._data.dtype.kind != "b":
        return mask
    return make(np.where(mask._data, dtype.type(0), dtype.type(-np.inf)))


def causal(n: int, m: int, dtype: Any) -> Tensor:
    """The mask under which query i looks at keys 0 to i.   Shape: (n, m)."""
    return make(np.where(np.tri(n, m, dtype=bool), dtype.type(0), dtype.type(-np.inf)))


def check(query: Tensor, key: Tensor, value: Tensor, masked: bool) -> None:
    """RuntimeError for vectors, for different types, and for a mask beside is_causal."""
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
            f"{query.ndim} key.dim: {key.ndim} and value.dim: {value.ndim} instead."
        )
    if not query.dtype == key.dtype == value.dtype:
        kinds = [SHORT.get(kind, kind) for kind in (refuse.kind_name(t._data) for t in (query, key, value))]
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got query.dtype: "
            f"{kinds[0]} key.dtype: {kinds[1]} and value.dtype: {kinds[2]} instead."
        )
    if masked:
        raise RuntimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")


@public("functional")
def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Any:
    """softmax(query @ key^T * scale + mask) @ value; scale defaults to 1 / sqrt(d); a boolean mask says where to look."""
    check(query, key, value, is_causal and attn_mask is not None)
    dtype = query._data.dtype
    factor = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    mask = causal(query.shape[-2], key.shape[-2], dtype) if is_causal else additive(attn_mask, dtype)
    if enable_gqa:
        key, value = (t.repeat_interleave(query.shape[-3] // t.shape[-3], -3) for t in (key, value))
    fused = query.ndim == key.ndim == value.ndim == 4 and not dropout_p and (mask is None or not mask.requires_grad)
    if fused and query.shape[-1] == key.shape[-1] == value.shape[-1]:
        return attention(query, key, value, mask, *asides(1, query, key, value), scale=factor)
    root = math.sqrt(factor)
    scores = matmul(query * root, key.transpose(-2, -1) * root)
    p = safe_softmax(scores if mask is None else scores + mask, dim=scores.ndim - 1)
    return matmul(dropout(p, dropout_p) if dropout_p else p, value)
