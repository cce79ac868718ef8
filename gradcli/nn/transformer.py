"""Transformer: encoder and decoder layers, their stacks, and the whole. Source: Vaswani et al., 2017."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from gradcli.autograd.warned import warn
from gradcli.nn import functional as F
from gradcli.nn import init
from gradcli.nn.attention import MultiheadAttention
from gradcli.nn.containers import ModuleList
from gradcli.nn.dropout import Dropout
from gradcli.nn.linear import Linear
from gradcli.nn.masks import canonical, causal
from gradcli.nn.module import Module
from gradcli.nn.normalisation import LayerNorm


def activation_of(activation: Any) -> Any:
    """relu or gelu by name; functions as they are. Raises RuntimeError for other names."""
    if not isinstance(activation, str):
        return activation
    if activation not in ("relu", "gelu"):
        raise RuntimeError(f"activation should be relu/gelu, not {activation}")
    return getattr(F, activation)


class TransformerLayer(Module):
    """What encoder and decoder layers share: the feed-forward part, and sublayers with a residual and a norm (before it if norm_first)."""

    norms = 0

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = "relu",
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        for name in ("self_attn", "multihead_attn")[: self.norms - 1]:
            attention = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first, **made)
            setattr(self, name, attention)
        self.linear1 = Linear(d_model, dim_feedforward, bias, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, **made)
        self.norm_first = norm_first
        for i in range(1, self.norms + 1):
            setattr(self, f"norm{i}", LayerNorm(d_model, layer_norm_eps, bias=bias, **made))
        for i in range(1, self.norms + 1):
            setattr(self, f"dropout{i}", Dropout(dropout))
        self.activation = activation_of(activation)

    def _sublayer(self, x: Any, number: int, block: Any) -> Any:
        norm = getattr(self, f"norm{number}")
        return x + block(norm(x)) if self.norm_first else norm(x + block(x))

    def _sa_block(self, x: Any, attn_mask: Any, key_padding_mask: Any, is_causal: bool = False) -> Any:
        """Self-attention and its dropout."""
        options = {"attn_mask": attn_mask, "key_padding_mask": key_padding_mask, "need_weights": False, "is_causal": is_causal}
        return self.dropout1(self.self_attn(x, x, x, **options)[0])

    def _ff_block(self, x: Any) -> Any:
        """The feed-forward part and its dropout."""
        return getattr(self, f"dropout{self.norms}")(self.linear2(self.dropout(self.activation(self.linear1(x)))))

    def _title(self) -> str:
        return f"{self._get_name()}({self.linear1.in_features})"


class TransformerEncoderLayer(TransformerLayer):
    """Self-attention, then a feed-forward network of two linear maps.   src: (S, N, d_model), or (N, S, d_model) with `batch_first`."""

    norms = 2

    def forward(self, src: Any, src_mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool = False) -> Any:
        padding = canonical(src_key_padding_mask, "src_key_padding_mask", src.dtype, src_mask, "src_mask")
        mask = canonical(src_mask, "src_mask", src.dtype)
        x = self._sublayer(src, 1, lambda y: self._sa_block(y, mask, padding, is_causal=is_causal))
        return self._sublayer(x, 2, self._ff_block)


class TransformerDecoderLayer(TransformerLayer):
    """Self-attention, attention to the encoder's output (`memory`), then a feed-forward network."""

    norms = 3

    def forward(
        self,
        tgt: Any,
        memory: Any,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Any:
        x = self._sublayer(tgt, 1, lambda y: self._sa_block(y, tgt_mask, tgt_key_padding_mask, tgt_is_causal))
        x = self._sublayer(x, 2, lambda y: self._mha_block(y, memory, memory_mask, memory_key_padding_mask, memory_is_causal))
        return self._sublayer(x, 3, self._ff_block)

    def _mha_block(self, x: Any, mem: Any, attn_mask: Any, key_padding_mask: Any, is_causal: bool = False) -> Any:
        """Attention to the encoder's output and its dropout."""
        options = {"attn_mask": attn_mask, "key_padding_mask": key_padding_mask, "need_weights": False, "is_causal": is_causal}
        return self.dropout2(self.multihead_attn(x, mem, mem, **options)[0])


def copies(layer: Any, n: int) -> ModuleList:
    """n copies of a layer, with parameters of their own."""
    return ModuleList([deepcopy(layer) for _ in range(n)])


def is_causal_mask(mask: Any, said: bool | None) -> bool:
    """Whether a mask is the causal one; what was said counts first."""
    if said is not None or mask is None:
        return said is True
    expected = causal(mask.shape[-2], mask.dtype) if mask.dtype.is_floating_point else None
    return expected is not None and mask.shape == expected.shape and bool((mask == expected).all())


class TransformerEncoder(Module):
    """num_layers copies of an encoder layer, then a norm if given."""

    def __init__(
        self, encoder_layer: Any, num_layers: int, norm: Any = None, enable_nested_tensor: bool = True, mask_check: bool = True
    ) -> None:
        super().__init__()
        self.layers, self.num_layers, self.norm = copies(encoder_layer, num_layers), num_layers, norm
        self.enable_nested_tensor, self.mask_check = enable_nested_tensor, mask_check
        reason = unfit_for_nesting(encoder_layer)
        self.use_nested_tensor = enable_nested_tensor and not reason
        if enable_nested_tensor and reason:
            told = "enable_nested_tensor is True, but self.use_nested_tensor is False because"
            warn(f"{told} {reason}")

    def forward(self, src: Any, mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool | None = None) -> Any:
        src_key_padding_mask = canonical(src_key_padding_mask, "src_key_padding_mask", src.dtype, mask, "mask")
        mask = canonical(mask, "mask", src.dtype)
        causal_hint = is_causal_mask(mask, is_causal)
        for layer in self.layers:
            src = layer(src, src_mask=mask, src_key_padding_mask=src_key_padding_mask, is_causal=causal_hint)
        return src if self.norm is None else self.norm(src)


def unfit_for_nesting(layer: Any) -> str:
    """Why torch would not leave out padding, in evaluation, with layers of this kind; "" where it would. Nothing is left out here."""
    if not isinstance(layer, TransformerEncoderLayer):
        return "encoder_layer was not TransformerEncoderLayer"
    attention = layer.self_attn
    reasons = {
        "norm_first was True": layer.norm_first,
        "self_attn.batch_first was not True(use batch_first for better inference performance)": not attention.batch_first,
        "self_attn was passed bias=False": attention.in_proj_bias is None,
        "activation_relu_or_gelu was not True": layer.activation not in (F.relu, F.gelu),
        "self_attn.num_heads is odd": attention.num_heads % 2 == 1,
    }
    return next((f"encoder_layer.{reason}" for reason, holds in reasons.items() if holds), "")


class TransformerDecoder(Module):
    """num_layers copies of a decoder layer, then a norm if given."""

    def __init__(self, decoder_layer: Any, num_layers: int, norm: Any = None) -> None:
        super().__init__()
        self.layers, self.num_layers, self.norm = copies(decoder_layer, num_layers), num_layers, norm

    def forward(
        self,
        tgt: Any,
        memory: Any,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Any:
        masks = {"tgt_mask": tgt_mask, "memory_mask": memory_mask, "tgt_key_padding_mask": tgt_key_padding_mask}
        hints = {"tgt_is_causal": is_causal_mask(tgt_mask, tgt_is_causal), "memory_is_causal": memory_is_causal}
        for layer in self.layers:
            tgt = layer(tgt, memory, **masks, memory_key_padding_mask=memory_key_padding_mask, **hints)
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """An encoder and a decoder; all matrices Xavier-uniform.   src: (S, N, d_model), tgt: (T, N, d_model) -> (T, N, d_model)."""

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = "relu",
        custom_encoder: Any = None,
        custom_decoder: Any = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        options = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias, device, dtype)

        def stack(kind: Any, layer: Any, n: int) -> Any:
            return kind(layer(*options), n, LayerNorm(d_model, layer_norm_eps, bias=bias, device=device, dtype=dtype))

        self.encoder = custom_encoder or stack(TransformerEncoder, TransformerEncoderLayer, num_encoder_layers)
        self.decoder = custom_decoder or stack(TransformerDecoder, TransformerDecoderLayer, num_decoder_layers)
        for p in self.parameters():
            if p.ndim > 1:
                init.xavier_uniform_(p)
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def forward(
        self,
        src: Any,
        tgt: Any,
        src_mask: Any = None,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        src_key_padding_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Any:
        batch = 0 if self.batch_first else 1
        if src.ndim == 3 and src.shape[batch] != tgt.shape[batch]:
            raise RuntimeError("the batch number of src and tgt must be equal")
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise RuntimeError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal)
        padding = {"tgt_key_padding_mask": tgt_key_padding_mask, "memory_key_padding_mask": memory_key_padding_mask}
        hints = {"tgt_is_causal": tgt_is_causal, "memory_is_causal": memory_is_causal}
        return self.decoder(tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask, **padding, **hints)

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Any:
        """(sz, sz): 0 on and below the diagonal, -inf above."""
        return causal(sz, dtype)
