"""Adaptive pooling."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "means of uneven windows": (
        lambda x: F.adaptive_avg_pool1d(x, 3),
        [[[[1.0, 2.0, 4.0, 8.0, 16.0]]]],
        [[[1.5, 4.666666667, 12]]],
        [[[0.5, 1.166666667, 0.6666666667, 2.166666667, 1.5]]]),
    "one mean": (lambda x: F.adaptive_avg_pool2d(x, 1), [[[[[1.0, 2.0], [4.0, 8.0]]]]], [[[[3.75]]]], [[[[0.25, 0.25], [0.25, 0.25]]]]),
    "more than there is": (lambda x: F.adaptive_avg_pool1d(x, 3), [[[[1.0, 2.0]]]], [[[1, 1.5, 2]]], [[[2, 4]]]),
    "one axis kept": (lambda x: F.adaptive_avg_pool2d(x, (None, 1)), [[[[1.0, 2.0], [4.0, 8.0]]]], [[[1.5], [6]]], [[[0.5, 0.5], [1, 1]]]),
    "maxima": (lambda x: F.adaptive_max_pool1d(x, 2), [[[[1.0, 9.0, 4.0, 8.0, 16.0]]]], [[[9, 16]]], [[[0, 1, 0, 0, 2]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)
