"""Attention with several heads: multi_head_attention_forward and the MultiheadAttention layer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from gradcli.nn import engine as T
from gradcli.nn import functional as F
from gradcli.nn import init
from gradcli.nn.linear import NonDynamicallyQuantizableLinear
from gradcli.nn.masks import canonical, check_padding, check_ranks, check_shapes, whole
from gradcli.nn.module import Module
from gradcli.nn.weights import blank, refuse_device


def multi_head_attention_forward(
    query: Any,
    key: Any,
    value: Any,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Any,
    in_proj_bias: Any,
    bias_k: Any,
    bias_v: Any,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Any,
    out_proj_bias: Any,
    training: bool = True,
    key_padding_mask: Any = None,
    need_weights: bool = True,
    attn_mask: Any = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Any = None,
    k_proj_weight: Any = None,
    v_proj_weight: Any = None,
    static_k: Any = None,
    static_v: Any = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Any, Any]:
    """(attention output, attention weights or None); torch's signature, on (L, N, E), or (L, E) unbatched."""
    batched = check_shapes(query, key, value)
    check_ranks(attn_mask, key_padding_mask, batched)
    if not batched:
        query, key, value = (x.unsqueeze(1) for x in (query, key, value))
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    check_use(query.shape[2], embed_dim_to_check, num_heads, hint_without_mask=is_causal and attn_mask is None)
    length, batch, width = query.shape
    check_padding(key_padding_mask, batch, key.shape[0])
    padding = canonical(key_padding_mask, "key_padding_mask", query.dtype, attn_mask, "attn_mask")
    masks = (canonical(attn_mask, "attn_mask", query.dtype), padding)
    weights = (q_proj_weight, k_proj_weight, v_proj_weight) if use_separate_proj_weight else in_proj_weight
    q, k, v = projected(query, key, value, weights, in_proj_bias)
    biased = bias_k is not None and bias_v is not None
    if biased:
        k, v = (T.cat([x, b.expand(1, batch, width)], 0) for x, b in ((k, bias_k), (v, bias_v)))
    k, v = (heads(x, batch, num_heads) if s is None else s for x, s in ((k, static_k), (v, static_v)))
    if add_zero_attn:
        k, v = (T.cat([x, T.zeros((x.shape[0], 1, x.shape[2]), dtype=x.dtype)], 1) for x in (k, v))
    mask = whole(masks, (batch * num_heads, length, key.shape[0]), biased + add_zero_attn)
    out, attention = attend(heads(q, batch, num_heads), k, v, mask, dropout_p if training else 0.0)
    out = F.linear(out.transpose(0, 1).reshape(-1, width), out_proj_weight, out_proj_bias).view(length, batch, len(out_proj_weight))
    seen = shown(attention, (batch, num_heads), average_attn_weights) if need_weights else None
    return (out, seen) if batched else (out.squeeze(1), None if seen is None else seen.squeeze(0))


def check_use(width: int, expected: int, num_heads: int, *, hint_without_mask: bool) -> None:
    """AssertionError for a width that does not fit, RuntimeError for a causal hint without a mask."""
    if width != expected:
        raise AssertionError(f"was expecting embedding dimension of {expected}, but got {width}")
    if width % num_heads:
        raise AssertionError(f"embed_dim {width} not divisible by num_heads {num_heads}")
    if hint_without_mask:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )



def projected(q: Any, k: Any, v: Any, weights: Any, bias: Any) -> list[Any]:
    """Query, key and value after their linear maps.   weights: one for all three, (3 E, E), or three."""
    if not isinstance(weights, tuple) and q is k and k is v:
        return list(F.linear(q, weights, bias).chunk(3, -1))
    each = weights if isinstance(weights, tuple) else weights.chunk(3, 0)
    biases = (None,) * 3 if bias is None else bias.chunk(3, 0)
    return [F.linear(x, w, b) for x, w, b in zip((q, k, v), each, biases)]


def heads(x: Any, batch: int, n: int) -> Any:
    """(L, N, E) as (N heads, L, E / heads)."""
    return x.reshape(x.shape[0], batch * n, x.shape[2] // n).transpose(0, 1)


def attend(q: Any, k: Any, v: Any, mask: Any, dropout: float) -> tuple[Any, Any]:
    """(softmax(q k^T / sqrt(d) + mask) v, the softmax)."""
    scores = T.bmm(q * (1.0 / math.sqrt(q.shape[-1])), k.transpose(-2, -1))
    weights = F.softmax(scores if mask is None else scores + mask, -1)
    weights = F.dropout(weights, dropout) if dropout > 0.0 else weights
    return T.bmm(weights, v), weights


def shown(attention: Any, rows: tuple[int, int], average: bool) -> Any:
    """The weights as (N, L, S), the mean over heads; or (N, heads, L, S).   rows: N and heads."""
    each = attention.reshape(*rows, *attention.shape[1:])
    return each.mean(1) if average else each


class MultiheadAttention(Module):
    """Attention of `num_heads` heads.   query: (L, N, E), key: (S, N, kdim), value: (S, N, vdim); (N, L, E) with `batch_first`.

    -> (output as the query, weights (N, L, S) or None).
    """

    in_proj_weight: Any
    in_proj_bias: Any
    bias_k: Any
    bias_v: Any

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(
                f"embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads} instead"
            )
        super().__init__()
        refuse_device(device)
        self.embed_dim, self.num_heads, self.dropout, self.batch_first = embed_dim, num_heads, dropout, batch_first
        self.kdim, self.vdim = embed_dim if kdim is None else kdim, embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        self.head_dim, self.add_zero_attn = embed_dim // num_heads, add_zero_attn
        if self.head_dim * num_heads != embed_dim:
            raise AssertionError("embed_dim must be divisible by num_heads")
        self._make_weights(bias, add_bias_kv, dtype)
        self._reset_parameters()

    def _make_weights(self, bias: bool, add_bias_kv: bool, dtype: Any) -> None:
        n = self.embed_dim
        shapes = {"q_proj_weight": (n, n), "k_proj_weight": (n, self.kdim), "v_proj_weight": (n, self.vdim)}
        wanted = {"in_proj_weight": (3 * n, n)} if self._qkv_same_embed_dim else shapes
        for name in ("in_proj_weight", *shapes) if self._qkv_same_embed_dim else (*shapes, "in_proj_weight"):
            self.register_parameter(name, blank(wanted[name], dtype) if name in wanted else None)
        self.register_parameter("in_proj_bias", blank((3 * n,), dtype) if bias else None)
        self.out_proj = NonDynamicallyQuantizableLinear(n, n, bias, dtype=dtype)
        self.bias_k = blank((1, 1, n), dtype) if add_bias_kv else None
        self.bias_v = blank((1, 1, n), dtype) if add_bias_kv else None

    def _reset_parameters(self) -> None:
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                init.xavier_uniform_(weight)
        if self.in_proj_bias is not None:
            init.zeros_(self.in_proj_bias)
            init.zeros_(self.out_proj.bias)
        if self.bias_k is not None:
            init.xavier_normal_(self.bias_k)
            init.xavier_normal_(self.bias_v)

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Any = None,
        need_weights: bool = True,
        attn_mask: Any = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Any, Any]:
        turned = self.batch_first and query.ndim == 3
        q, k, v = self._length_first(query, key, value) if turned else (query, key, value)
        out, weights = multi_head_attention_forward(
            q, k, v, self.embed_dim, self.num_heads, self.in_proj_weight, self.in_proj_bias, self.bias_k, self.bias_v,
            self.add_zero_attn, self.dropout, self.out_proj.weight, self.out_proj.bias, self.training, key_padding_mask, need_weights,
            attn_mask, not self._qkv_same_embed_dim, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight,
            average_attn_weights=average_attn_weights, is_causal=is_causal,
        )  # fmt: skip
        return (out.transpose(1, 0) if turned else out), weights

    @staticmethod
    def _length_first(query: Any, key: Any, value: Any) -> tuple[Any, Any, Any]:
        """Each with length and batch exchanged; one tensor given twice stays one, so that it is mapped once."""
        q = query.transpose(1, 0)
        k = q if key is query else key.transpose(1, 0)
        return q, k, k if value is key else value.transpose(1, 0)

    def _title(self) -> str:
        return f"{self._get_name()}({self.embed_dim}, {self.num_heads} heads)"


class SDPBackend(Enum):
    """Ways to compute scaled_dot_product_attention that torch chooses from; here there is one."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4


@contextmanager
def sdpa_kernel(backends: SDPBackend | list[SDPBackend], set_priority: bool = False) -> Iterator[None]:
    """A block in which attention may be computed in these ways; the only one there is serves for all of them."""
    yield
