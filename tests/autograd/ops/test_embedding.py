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
    "largest of an empty bag": (
        lambda w: F.embedding_bag(torch.tensor([0, 1]), w, torch.tensor([0, 0]), mode="max"),
        [[[1.0, 2.0], [3.0, 0.0]]],
        [[0, 0], [3, 2]],
        [[0, 4], [3, 0]]),
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


def test_bags_divide_gradients_by_how_often_a_row_was_taken() -> None:
    w = torch.zeros(3, 1, requires_grad=True)
    F.embedding_bag(torch.tensor([[0, 1, 1], [1, 2, 0]]), w, mode="sum", scale_grad_by_freq=True).backward(torch.tensor([[1.0], [4.0]]))
    assert w.grad.tolist() == [[2.5], [2.0], [4.0]]


def test_the_largest_of_an_empty_bag_is_one_node() -> None:
    w = torch.ones(2, 2, requires_grad=True)
    y = F.embedding_bag(torch.tensor([0, 1]), w, torch.tensor([0, 0]), mode="max")
    assert y.grad_fn.name() == "EmbeddingBagBackward0"


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"mode": "median"}, ValueError, "mode has to be one of sum, mean or max"),
        ({"mode": "max", "scale_grad_by_freq": True}, ValueError, "max mode does not support scaling the gradient by the frequency"),
        ({"mode": "max", "per_sample_weights": torch.ones(2, 2)}, NotImplementedError, r"only supported for mode='sum' \(got mode='max'\)"),
        ({"mode": "sum", "per_sample_weights": torch.ones(2)}, ValueError, "must have the same shape as the input"),
        ({"offsets": torch.tensor([0])}, ValueError, "However, found offsets of type"),
    ],
)
def test_options_of_bags_that_do_not_go_together_are_refused(options: Any, error: Any, words: str) -> None:
    with pytest.raises(error, match=words):
        F.embedding_bag(torch.tensor([[0, 1], [1, 0]]), torch.ones(2, 3), **options)
