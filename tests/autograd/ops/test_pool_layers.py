"""Pooling."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
nan = float("nan")
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "the first of equals": (lambda x: F.max_pool1d(x, 2), [[[[1.0, 1.0, 3.0, 2.0]]]], [[[1, 3]]], [[[1, 0, 2, 0]]]),
    "overlapping, padded": (lambda x: F.max_pool1d(x, 3, 1, 1), [[[[1.0, 5.0, 3.0, 2.0]]]], [[[5, 5, 5, 3]]], [[[0, 6, 4, 0]]]),
    "last window over the end": (lambda x: F.max_pool2d(x, 2, ceil_mode=True), [[[[[1.0, 2.0, 3.0]]]]], [[[[2, 3]]]], [[[[0, 1, 2]]]]),
    "NaN wins": (lambda x: F.max_pool1d(x, 2), [[[[1.0, nan, 3.0, 2.0]]]], [[[nan, 3]]], [[[0, 1, 2, 0]]]),
    "max_pool3d": (lambda x: F.max_pool3d(x, (1, 2, 1)), [[[[[[1.0, 2.0], [3.0, 0.0]]]]]], [[[[[3, 2]]]]], [[[[[0, 2], [1, 0]]]]]),
    "mean counting the padding": (lambda x: F.avg_pool1d(x, 2, 2, 1), [[[[1.0, 5.0, 3.0, 2.0]]]], [[[0.5, 4, 1]]], [[[0.5, 1, 1, 1.5]]]),
    "mean without the padding": (
        lambda x: F.avg_pool1d(x, 2, 2, 1, count_include_pad=False),
        [[[[1.0, 5.0, 3.0, 2.0]]]],
        [[[1, 4, 2]]],
        [[[1, 1, 1, 3]]]),
    "mean, last window over the end": (
        lambda x: F.avg_pool2d(x, 2, ceil_mode=True),
        [[[[1.0, 2.0, 3.0]]]],
        [[[1.5, 3]]],
        [[[0.5, 0.5, 2]]]),
    "divisor": (
        lambda x: F.avg_pool2d(x, 2, divisor_override=3),
        [[[[1.0, 2.0], [3.0, 4.0]]]],
        [[[3.333333333]]],
        [[[0.3333333333, 0.3333333333], [0.3333333333, 0.3333333333]]]),
    "power mean": (
        lambda x: F.lp_pool1d(x, 3, 2),
        [[[[1.0, 2.0, 3.0, 4.0]]]],
        [[[2.080083823, 4.497941445]]],
        [[[0.2311204248, 0.9244816991, 0.8897027035, 1.581693695]]]),
    "stride as an empty tuple": (lambda x: F.avg_pool2d(x, (1, 2), ()), [[[[1.0, 2.0, 3.0, 4.0]]]], [[[1.5, 3.5]]], [[[0.5, 0.5, 1, 1]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_positions_of_maxima_are_flat_in_the_last_axes() -> None:
    y, places = F.max_pool2d(torch.tensor([[[[1.0, 2.0], [4.0, 3.0]]]]), 2, return_indices=True)
    assert (y.item(), places.item(), places.dtype) == (4.0, 2, torch.int64)
    assert F.max_unpool2d(y, places, 2).tolist() == [[[[0, 0], [4, 0]]]]


def test_the_result_may_be_changed_in_place_before_backward() -> None:
    x = torch.ones(1, 1, 2, 2, requires_grad=True)
    F.max_pool2d(x, 2).mul_(2).sum().backward()
    assert x.grad.tolist() == [[[[2, 0], [0, 0]]]]


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (lambda x: F.adaptive_max_pool2d(x, 3), (0, 2, 3, 3)),
        (lambda x: F.adaptive_max_pool2d(x, 3, return_indices=True)[1], (0, 2, 3, 3)),
        (lambda x: F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2), (0, 2, 6, 6)),
        (lambda x: F.instance_norm(x), (0, 2, 6, 6)),
        (lambda x: F.local_response_norm(x, 2), (0, 2, 6, 6)),
    ],
)
def test_layers_take_batches_of_nothing(layer, shape):
    assert layer(torch.ones(0, 2, 6, 6)).shape == shape


def test_gradients_of_batches_of_nothing_are_nothing():
    x = torch.ones(0, 2, 6, 6, requires_grad=True)
    F.adaptive_max_pool2d(x, 3).sum().backward()
    assert x.grad.shape == (0, 2, 6, 6)


def test_means_of_whole_numbers_are_cut_off() -> None:
    assert F.avg_pool1d(torch.tensor([[1, 2, 4, -6]]), 2).tolist() == [[1, -1]]


def test_an_output_size_that_no_pooling_led_from_is_refused() -> None:
    values, places = F.max_pool2d(torch.ones(1, 1, 5, 5), 2, return_indices=True)
    assert F.max_unpool2d(values, places, 2, output_size=(1, 1, 5, 5)).shape == (1, 1, 5, 5)
    with pytest.raises(ValueError, match=r'invalid output_size "\(9, 5\)" \(dim 0 must be between 2 and 6\)'):
        F.max_unpool2d(values, places, 2, output_size=(9, 5))
    with pytest.raises(ValueError, match="should be a sequence containing 2 or 4 elements"):
        F.max_unpool2d(values, places, 2, output_size=(4,))
