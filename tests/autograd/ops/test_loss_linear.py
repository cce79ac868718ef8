"""The cross entropy of a linear layer's results."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
TWO, PLANE = torch.tensor([1, 0]), torch.tensor([[1, 0]])
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "with bias": (
        lambda x, w, b: F.linear_cross_entropy(x, w, TWO, linear_bias=b),
        [[[0.5, 0.25], [1.0, -1.0]], [[1.0, 2.0], [0.0, -1.0]], [0.5, 0.25]],
        1.805818714,
        [[[0.4087872381, 1.226361714], [-0.425976401, -1.277929203]], [[-0.2215827819, 0.5281732105], [0.2215827819, -0.5281732105]], [-0.01718916289, 0.01718916289]]),
    "several losses per sample": (
        lambda x, w: F.linear_cross_entropy(x, w, PLANE, reduction="sum"),
        [[[0.5, 0.25]], [[[1.0, 2.0], [0.0, -1.0]], [[0.5, 1.5], [-1.0, 2.0]]]],
        1.724062684,
        [[[-0.2658432009, 1.982862803]], [[[0.2963333, 0.14816665], [-0.2810882504, -0.1405441252]], [[-0.2963333, -0.14816665], [0.2810882504, 0.1405441252]]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda x, w: F.linear_cross_entropy(x[0, 0], w, TWO), "expected input with dimensionality 1 or 2, got 0"),
        (lambda x, w: F.linear_cross_entropy(x, w[0], TWO), "expected linear_weight with dimensionality at least 2, got 1"),
        (lambda x, w: F.linear_cross_entropy(x[:, :1], w, TWO), "got 1 and 2, respectively"),
        (lambda x, w: F.linear_cross_entropy(x, w, TWO, linear_bias=x[0, :1]), r"expected linear_bias shape \(2,\), got \(1,\)"),
        (lambda x, w: F.linear_cross_entropy(x[0], w[None], TWO), "requires batched input"),
        (lambda x, w: F.linear_cross_entropy(x, w, x, ignore_index=1), "ignore_index cannot be specified when target contains probabilities"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call(torch.ones(2, 2), torch.ones(2, 2))
