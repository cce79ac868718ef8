"""Interpolation."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "nearest": (lambda x: F.interpolate(x, scale_factor=1.5), [[[[1.0, 2.0, 4.0]]]], [[[1, 1, 2, 4]]], [[[3, 3, 4]]]),
    "nearest exact": (lambda x: F.interpolate(x, size=2, mode="nearest-exact"), [[[[1.0, 2.0, 4.0]]]], [[[1, 4]]], [[[1, 0, 2]]]),
    "linear": (lambda x: F.interpolate(x, size=5, mode="linear"), [[[[1.0, 2.0, 4.0]]]], [[[1, 1.4, 2, 3.2, 4]]], [[[2.2, 5.4, 7.4]]]),
    "corners on corners": (
        lambda x: F.interpolate(x, size=5, mode="linear", align_corners=True),
        [[[[1.0, 2.0, 4.0]]]],
        [[[1, 1.5, 2, 3, 4]]],
        [[[2, 6, 7]]]),
    "linear by a factor that adds nothing": (
        lambda x: F.interpolate(x, scale_factor=1.3, mode="linear"), [[[[1.0, 2.0, 4.0]]]], [[[1, 2, 4]]], [[[1, 2, 3]]]),
    "bilinear by factors": (
        lambda x: F.interpolate(x, scale_factor=(1.0, 1.7), mode="bilinear"),
        [[[[[1.0, 2.0, 4.0]]]]],
        [[[[1, 1.382352941, 1.970588235, 3.117647059, 4]]]],
        [[[[2.323529412, 5.441176471, 7.235294118]]]]),
    "bicubic": (
        lambda x: F.interpolate(x, size=(1, 4), mode="bicubic"),
        [[[[[1.0, 2.0, 4.0]]]]],
        [[[[0.9282226562, 1.419921875, 2.830566406, 4.143554688]]]],
        [[[[1.462890625, 3.388671875, 5.1484375]]]]),
    "antialiased": (
        lambda x: F.interpolate(x, size=(1, 2), mode="bilinear", antialias=True),
        [[[[[1.0, 2.0, 4.0, 8.0]]]]],
        [[[[1.857142857, 5.428571429]]]],
        [[[[0.4285714286, 0.7142857143, 1, 0.8571428571]]]]),
    "area": (lambda x: F.interpolate(x, size=2, mode="area"), [[[[1.0, 2.0, 4.0]]]], [[[1.5, 3]]], [[[0.5, 1.5, 1]]]),
    "lanczos": (
        lambda x: F.interpolate(x, size=(1, 3), mode="lanczos", antialias=True),
        [[[[[1.0, 2.0, 4.0, -1.0, 3.0], [0.0, 5.0, 1.0, 2.0, 2.0]]]]],
        [[[[1.931277667, 2.361826321, 1.463091177]]]],
        [[[[0.2511057145, 0.4023927185, 0.5854789644, 0.9390396842, 0.8219829184], [0.2511057145, 0.4023927185, 0.5854789644, 0.9390396842, 0.8219829184]]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)
