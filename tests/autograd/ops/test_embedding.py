"""Embeddings."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "rows": (
        lambda w: F.embedding(torch.tensor([[0, 2], [2, 1]]), w),
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]],
        [[[1, 2], [5, 6]], [[5, 6], [3, 4]]],
        [[1, 2], [7, 8], [8, 10]]),
    "a padding row gets no gradient": (
        lambda w: F.embedding(torch.tensor([0, 2, 2]), w, padding_idx=2),
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]],
        [[1, 2], [5, 6], [5, 6]],
        [[1, 2], [0, 0], [0, 0]]),
    "divided by how often": (
        lambda w: F.embedding(torch.tensor([0, 2, 2]), w, scale_grad_by_freq=True),
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]],
        [[1, 2], [5, 6], [5, 6]],
        [[1, 2], [0, 0], [4, 5]]),
    "mean of a bag": (
        lambda w: F.embedding_bag(torch.tensor([[0, 2]]), w),
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]],
        [[3, 4]],
        [[0.5, 1], [0, 0], [0.5, 1]]),
    "weighted sum of a bag": (
        lambda w, s: F.embedding_bag(torch.tensor([[0, 2]]), w, mode="sum", per_sample_weights=s),
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[0.5, 2.0]]],
        [[10.5, 13]],
        [[[0.5, 1], [0, 0], [2, 4]], [[5, 17]]]),
    "largest of a bag, an empty one": (
        lambda w: F.embedding_bag(torch.tensor([0, 2]), w, torch.tensor([0, 2]), mode="max"),
        [[[1.0, 9.0], [3.0, 4.0], [5.0, 6.0]]],
        [[5, 9], [0, 0]],
        [[0, 2], [0, 0], [1, 0]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_long_rows_are_shortened_in_place() -> None:
    w = torch.tensor([[3.0, 4.0], [0.1, 0.1]])
    F.embedding(torch.tensor([0]), w, max_norm=1.0)
    assert [round(v, 5) for v in w[0].tolist()] == [0.6, 0.8]
    assert w[1].tolist() == torch.tensor([0.1, 0.1]).tolist()
