"""Padding."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "constant": (lambda x: F.pad(x, (1, 0, 0, 1), value=9.0), [[[1.0, 2.0]]], [[9, 1, 2], [9, 9, 9]], [[2, 3]]),
    "cut off": (lambda x: F.pad(x, (-1, 1)), [[1.0, 2.0, 3.0]], [2, 3, 0], [0, 1, 2]),
    "mirrored": (lambda x: F.pad(x, (2, 1), mode="reflect"), [[[1.0, 2.0, 3.0]]], [[3, 2, 1, 2, 3, 2]], [[3, 12, 6]]),
    "repeated": (lambda x: F.pad(x, (2, 1), mode="replicate"), [[[1.0, 2.0, 3.0]]], [[1, 1, 1, 2, 3, 3]], [[6, 4, 11]]),
    "wrapped around": (lambda x: F.pad(x, (2, 1), mode="circular"), [[[1.0, 2.0, 3.0]]], [[2, 3, 1, 2, 3, 1]], [[9, 5, 7]]),
    "cut off, then wrapped around": (lambda x: F.pad(x, (-1, 2), mode="circular"), [[[1.0, 2.0, 3.0]]], [[2, 3, 2, 3]], [[0, 4, 6]]),
    "mirrored on two axes": (
        lambda x: F.pad(x, (1, 0, 0, 1), mode="reflect"),
        [[[[1.0, 2.0], [3.0, 4.0]]]],
        [[[2, 1, 2], [4, 3, 4], [2, 1, 2]]],
        [[[10, 20], [5, 10]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_the_value_may_be_a_tensor():
    assert F.pad(torch.ones(1), (1, 0), value=torch.tensor(2.0)).tolist() == [2, 1]
