"""Shuffles."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "pixels": (
        lambda x: F.pixel_shuffle(x, 2),
        [[[[[1.0]], [[2.0]], [[3.0]], [[4.0]]]]],
        [[[[1, 2], [3, 4]]]],
        [[[[1]], [[2]], [[3]], [[4]]]]),
    "channels of pixels": (
        lambda x: F.pixel_unshuffle(x, 2),
        [[[[[1.0, 2.0], [3.0, 4.0]]]]],
        [[[[1]], [[2]], [[3]], [[4]]]],
        [[[[1, 2], [3, 4]]]]),
    "channels": (
        lambda x: F.channel_shuffle(x, 2),
        [[[[[1.0]], [[2.0]], [[3.0]], [[4.0]]]]],
        [[[[1]], [[3]], [[2]], [[4]]]],
        [[[[1]], [[3]], [[2]], [[4]]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)
