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
