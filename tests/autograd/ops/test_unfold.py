"""Windows as columns, and back."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "unfold": (
        lambda x: F.unfold(x, 2, padding=1, stride=2),
        [[[[[1.0, 2.0], [3.0, 4.0]]]]],
        [[[0, 0, 0, 4], [0, 0, 3, 0], [0, 2, 0, 0], [1, 0, 0, 0]]],
        [[[[13, 10], [7, 4]]]]),
    "unfold of one sample": (lambda x: F.unfold(x, (1, 2)), [[[[1.0, 2.0, 3.0]]]], [[1, 2], [2, 3]], [[[1, 5, 4]]]),
    "fold": (
        lambda x: F.fold(x, (2, 3), (1, 2)),
        [[[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]]],
        [[[[1, 7, 6], [3, 11, 8]]]],
        [[[1, 2, 4, 5], [2, 3, 5, 6]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_no_samples_have_a_gradient_of_their_shape() -> None:
    x = torch.zeros(0, 2, 4, 4, requires_grad=True)
    F.unfold(x, 2).sum().backward()
    assert x.grad.shape == (0, 2, 4, 4)
