"""Attention."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "vectors": (
        F.scaled_dot_product_attention,
        [[[1.0, 2.0]], [[0.5, 1.0], [2.0, -1.0]], [[1.0, 0.0], [3.0, 1.0]]],
        [[1.2916405, 0.14582025]],
        [[[0.5284493432, -0.7045991242]], [[-0.3522995621, -0.7045991242], [0.3522995621, 0.7045991242]], [[0.85417975, 1.7083595], [0.14582025, 0.2916405]]]),
    "heads": (
        F.scaled_dot_product_attention,
        [[[[[1.0, 2.0]]]], [[[[0.5, 1.0], [2.0, -1.0]]]], [[[[1.0, 0.0], [3.0, 1.0]]]]],
        [[[[1.2916405, 0.14582025]]]],
        [[[[[0.5284493432, -0.7045991242]]]], [[[[-0.3522995621, -0.7045991242], [0.3522995621, 0.7045991242]]]], [[[[0.85417975, 1.7083595], [0.14582025, 0.2916405]]]]]),
    "causal": (
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
        [[[1.0], [2.0]], [[0.5], [1.0]], [[1.0], [3.0]]],
        [[1], [2.462117157]],
        [[[0], [0.3932238665]], [[-1.572895466], [1.572895466]], [[1.537882843], [1.462117157]]]),
    "nothing to look at": (
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, attn_mask=torch.tensor([[False, False], [True, False]])),
        [[[[[1.0], [2.0]]]], [[[[0.5], [1.0]]]], [[[[1.0], [3.0]]]]],
        [[[[0], [1]]]],
        [[[[[0], [0]]]], [[[[0], [0]]]], [[[[2], [0]]]]]),
    "additive mask": (
        F.scaled_dot_product_attention,
        [[[[[1.0]]]], [[[[0.5], [1.0]]]], [[[[1.0], [3.0]]]], [[0.5, 0.0]]],
        [[[[2]]]],
        [[[[[0.25]]]], [[[[-0.5], [0.5]]]], [[[[0.5], [0.5]]]], [[-0.5, 0.5]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_heads_are_one_node_as_in_torch() -> None:
    q, k, v = (torch.ones(1, 1, 2, 3, requires_grad=True) for _ in range(3))
    node = F.scaled_dot_product_attention(q, k, v).grad_fn
    assert type(node).__name__ == "ScaledDotProductFlashAttentionForCpuBackward0"
    assert len([n for n, _ in node.next_functions if n is not None]) == 3


def test_keys_are_shared_among_groups_of_heads() -> None:
    q, k = torch.randn(1, 4, 3, 2), torch.randn(1, 2, 5, 2)
    shared = F.scaled_dot_product_attention(q, k, k, enable_gqa=True)
    each = F.scaled_dot_product_attention(q, k.repeat_interleave(2, 1), k.repeat_interleave(2, 1))
    assert torch.equal(shared, each)


def test_the_result_is_laid_out_as_the_queries_and_gradients_by_position() -> None:
    q = torch.randn(2, 5, 4, 3, requires_grad=True)
    y = F.scaled_dot_product_attention(*(q.transpose(1, 2),) * 3)
    assert y.stride() == (60, 3, 12, 1)
    assert type(y.transpose(1, 2).reshape(2, 5, 12).grad_fn).__name__ == "ViewBackward0"
    x = torch.randn(2, 4, 5, 3, requires_grad=True)
    y = F.scaled_dot_product_attention(x, x.detach(), x.detach())
    assert y.is_contiguous()
    assert torch.autograd.grad(y.sum(), x)[0].stride() == (60, 3, 12, 1)


def test_scores_that_overflow_are_shifted() -> None:
    q = torch.tensor([[[[30.0], [-30.0], [0.0]] * 1000]], dtype=torch.float64, requires_grad=True)
    k, v = torch.tensor([[[[40.0], [39.0]]]], dtype=torch.float64), torch.tensor([[[[1.0], [2.0]]]], dtype=torch.float64)
    y = F.scaled_dot_product_attention(q, k, v)
    assert y.flatten().tolist() == pytest.approx([1.0, 2.0, 1.5] * 1000, rel=1e-12)  # e^-30 = 1e-13 away from the nearer value
    (g,) = torch.autograd.grad(y.sum(), q)
    assert g.flatten().tolist() == pytest.approx([0.0, 0.0, -0.25] * 1000, abs=1e-12)


def test_different_types_are_refused_in_torchs_words() -> None:
    q, k = torch.zeros(1, 1, 2, 2), torch.zeros(1, 1, 2, 2, dtype=torch.float64)
    with pytest.raises(RuntimeError, match=r"same dtype, but got query\.dtype: float key\.dtype: double and value\.dtype: double instead"):
        F.scaled_dot_product_attention(q, k, k)
