"""Convolutions."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "conv1d strided, padded, dilated": (
        lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=1, dilation=2),
        [[[[1.0, 2.0, 3.0, 4.0, 5.0]]], [[[0.5, -1.0]], [[2.0, 1.0]]], [0.1, 0.2]],
        [[[-1.9, -2.9, 2.1], [2.2, 8.2, 8.2]]],
        [[[[0, 14, 0, 16.5, 0]]], [[[16, 10]], [[34, 28]]], [6, 15]]),
    "conv1d of one sample": (F.conv1d, [[[1.0, 2.0, 3.0]], [[[0.5, -1.0]]]], [[-1.5, -2]], [[[0.5, 0, -2]], [[[5, 8]]]]),
    "same size with an even kernel": (
        lambda x, w: F.conv1d(x, w, padding="same"),
        [[[[1.0, 2.0, 3.0]]], [[[0.5, -1.0, 2.0, 1.0]]]],
        [[[6, 4.5, -2]]],
        [[[[0, 1.5, 2]]], [[[8, 14, 8, 3]]]]),
    "groups": (
        lambda x, w: F.conv1d(x, w, groups=2),
        [[[[1.0, 2.0], [3.0, 4.0]]], [[[0.5, -1.0]], [[2.0, 1.0]]]],
        [[[-1.5], [10]]],
        [[[[0.5, -1], [4, 2]]], [[[1, 2]], [[6, 8]]]]),
    "conv2d": (
        F.conv2d,
        [[[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]], [[[[1.0, 0.5], [-1.0, 2.0]]]]],
        [[[[8, 10.5]]]],
        [[[[[1, 2.5, 1], [-1, 0, 4]]]], [[[[5, 8], [14, 17]]]]]),
    "conv3d": (
        F.conv3d,
        [[[[[[1.0, 2.0]], [[3.0, 4.0]]]]], [[[[[1.0]], [[0.5]]]]]],
        [[[[[2.5, 4]]]]],
        [[[[[[1, 2]], [[0.5, 1]]]]], [[[[[5]], [[11]]]]]]),
    "transposed": (
        lambda x, w, b: F.conv_transpose1d(x, w, b, stride=2, padding=1, output_padding=1),
        [[[[1.0, 2.0]]], [[[0.5, -1.0, 2.0]]], [0.1]],
        [[[-0.9, 3.1, -1.9, 4.1]]],
        [[[[3, 6]]], [[[4, 7, 10]]], [10]]),
    "transposed with groups": (
        lambda x, w: F.conv_transpose2d(x, w, groups=2),
        [[[[[1.0, 2.0]], [[3.0, 4.0]]]], [[[[0.5, -1.0]]], [[[2.0, 1.0]]]]],
        [[[[0.5, 0, -2]], [[6, 11, 4]]]],
        [[[[[-1.5, -2]], [[13, 16]]]], [[[[5, 8]]], [[[32, 39]]]]]),
    "transposed with an output padding of a stride": (
        lambda x, w: F.conv_transpose1d(x, w, dilation=2, output_padding=1),
        [[[[1.0, 2.0]]], [[[0.5, -1.0]]]],
        [[[0.5, 1, -1, -2, 0]]],
        [[[[-2.5, -3]]], [[[5, 11]]]]),
    "transposed with an output padding of a stride on one axis": (
        lambda x, w: F.conv_transpose2d(x, w, stride=(1, 2), dilation=(2, 1), padding=(0, 1), output_padding=1),
        [[[[[1.0, 2.0]]]], [[[[0.5, -1.0], [3.0, 1.0]]]]],
        [[[[-1, 1, -2], [0, 0, 0], [1, 6, 2], [0, 0, 0]]]],
        [[[[[6, 31]]]], [[[[4, 7], [16, 25]]]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)
