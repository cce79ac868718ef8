"""Fractional max pooling."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
THREE = torch.tensor([[[0.3, 0.8, 0.6]]], dtype=torch.float64)
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "two axes": (
        lambda x: F.fractional_max_pool2d(x, 2, output_size=2, _random_samples=THREE[:, :, :2]),
        [[[[[1.0, 5.0, 2.0, 0.0, 3.0], [4.0, 0.0, 7.0, 1.0, 9.0], [6.0, 8.0, -1.0, 2.0, 4.0], [0.0, 3.0, 5.0, 6.0, -2.0]]]]],
        [[[[5, 9], [8, 6]]]],
        [[[[0, 1, 0, 0, 0], [0, 0, 0, 0, 2], [0, 3, 0, 0, 0], [0, 0, 0, 4, 0]]]]),
    "three axes": (
        lambda x: F.fractional_max_pool3d(x, (1, 1, 2), output_size=(2, 1, 2), _random_samples=THREE),
        [[[[[1.0, 5.0, 2.0, 7.0], [0.0, 3.0, 4.0, 1.0]], [[0.0, 7.0, 1.0, 3.0], [9.0, 6.0, 8.0, 2.0]], [[-1.0, 2.0, 4.0, 6.0], [0.0, 3.0, 5.0, 7.0]]]]],
        [[[[3, 4]], [[3, 7]]]],
        [[[[0, 0, 0, 0], [0, 1, 2, 0]], [[0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 3, 0, 4]]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_indices_find_what_was_taken() -> None:
    x = torch.randn(2, 3, 6, 7)
    y, places = F.fractional_max_pool2d(x, (2, 3), output_ratio=(0.5, 0.5), return_indices=True)
    assert y.shape == (2, 3, 3, 3)
    assert torch.equal(x.flatten(2).gather(2, places.flatten(2)), y.flatten(2))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: F.fractional_max_pool2d(x, 2), ValueError, "requires specifying either an output_size or an output_ratio"),
        (lambda x: F.fractional_max_pool2d(x, 3, 3), RuntimeError, r"fractional_max_pool2d\(\): pool height 3 too large relative to input height 4"),
        (lambda x: F.fractional_max_pool2d(x, (2, 2, 2), 2), RuntimeError, "kernel_size must either be a single Int or tuple of Ints"),
        (lambda x: F.fractional_max_pool2d(x, 2, 2, _random_samples=torch.rand(1, 2, 2)), RuntimeError, "equals to input channel size"),
        (lambda x: F.fractional_max_pool2d(x, 2, 2, _random_samples=torch.rand(1, 1, 3)), RuntimeError, "equals to 2; got 3"),
        (lambda x: F.fractional_max_pool2d(x, 2, 2, _random_samples=THREE), RuntimeError, "to have the same dtype as input"),
        (lambda x: F.fractional_max_pool2d(x[:, :, :0], 2, 2), RuntimeError, "with dimension 2 being empty"),
        (lambda x: F.fractional_max_pool2d(x[0, 0], 2, 2), IndexError, "Dimension out of range"),
    ],
)
def test_what_does_not_fit_is_refused(call: Any, error: Any, words: str) -> None:
    with pytest.raises(error, match=words):
        call(torch.ones(1, 1, 4, 4))
