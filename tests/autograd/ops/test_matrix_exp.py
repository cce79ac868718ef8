"""The matrix exponential."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

L = torch.linalg
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "rotation": (
        L.matrix_exp,
        [[[0.0, 1.0], [-1.0, 0.0]]],
        [[0.5403023059, 0.8414709848], [-0.8414709848, 0.5403023059]],
        [[-0.3321862049, -0.2701511529], [4.477506077, 2.192226749]]),
    "large": (
        lambda a: L.matrix_exp(a) * 1e-3,
        [[[5.0, 3.0], [2.0, 1.0]]],
        [[0.3874625322, 0.2246754355], [0.1497836237, 0.08789528492]],
        [[1.178666306, 0.6219149408], [0.9328724113, 0.4590791075]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)
