"""Cholesky factors and systems."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

L = torch.linalg
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "lower": (
        L.cholesky,
        [[[4.0, 2.0], [2.0, 3.0]]],
        [[2, 0], [1, 1.414213562]],
        [[0.2285533906, 0.04289321881], [0.04289321881, 1.414213562]]),
    "upper": (
        lambda a: L.cholesky(a, upper=True),
        [[[4.0, 2.0], [2.0, 3.0]]],
        [[2, 1], [0, 1.414213562]],
        [[0.3535533906, -0.2071067812], [-0.2071067812, 1.414213562]]),
    "solve by the factor": (
        lambda b, f: torch.cholesky_solve(b, f.tril()),
        [[[1.0], [2.0]], [[2.0, 0.0], [1.0, 3.0]]],
        [[0.1666666667], [0.1666666667]],
        [[[0.1666666667], [0.1666666667]], [[-0.1666666667, 0], [-0.1666666667, -0.1666666667]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_a_failed_factor_is_told_by_info() -> None:
    assert L.cholesky_ex(-torch.eye(2)).info.item() == 1
