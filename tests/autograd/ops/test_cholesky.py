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
    "one triangle of what is not symmetric": (
        L.cholesky,
        [[[2.0, 5.0], [1.0, 3.0]]],
        [[1.414213562, 0], [0.7071067812, 1.58113883]],
        [[0.1394510707, 0.4282046397], [0.4282046397, 1.264911064]]),
    "the upper triangle of what is not symmetric": (
        lambda a: L.cholesky(a, upper=True),
        [[[6.0, 1.0], [5.0, 3.0]]],
        [[2.449489743, 0.4082482905], [0, 1.683250823]],
        [[0.1690876816, 0.2102187819], [0.2102187819, 1.188177052]]),
    "the inverse by a triangular factor, both triangles": (
        torch.cholesky_inverse,
        [[[2.0, 0.0], [1.0, 3.0]]],
        [[0.2777777778, -0.05555555556], [-0.05555555556, 0.1111111111]],
        [[-0.1388888889, -0.2685185185], [-0.2222222222, -0.1296296296]]),
    "the inverse by an upper factor": (
        lambda f: torch.cholesky_inverse(f, upper=True),
        [[[2.0, 1.0], [0.0, 3.0]]],
        [[0.2777777778, -0.05555555556], [-0.05555555556, 0.1111111111]],
        [[-0.1388888889, -0.2222222222], [-0.2685185185, -0.1296296296]]),
    "solve by a triangular factor, both triangles": (
        torch.cholesky_solve,
        [[[1.0], [2.0]], [[2.0, 0.0], [1.0, 3.0]]],
        [[0.1666666667], [0.1666666667]],
        [[[0.1666666667], [0.1666666667]], [[-0.1666666667, -0.1666666667], [-0.1666666667, -0.1666666667]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_a_failed_factor_is_told_by_info() -> None:
    assert L.cholesky_ex(-torch.eye(2)).info.item() == 1


def test_each_name_of_the_factor_has_its_node() -> None:
    a = torch.eye(2, requires_grad=True)
    assert [type(f(a).grad_fn).__name__ for f in (torch.cholesky, L.cholesky)] == ["CholeskyBackward0", "LinalgCholeskyExBackward0"]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: L.cholesky(torch.full((2, 2), float("nan"))), RuntimeError, "leading minor of order 1 is not positive-definite"),
        (lambda: torch.cholesky_solve(torch.ones(2), torch.eye(2)), RuntimeError, "b should have at least 2 dimensions, but has 1"),
        (lambda: torch.cholesky_solve(torch.eye(2), torch.ones(3, 2)), RuntimeError, "square matrices, but they are 3 by 2 matrices"),
        (lambda: torch.cholesky_solve(torch.eye(2), torch.eye(2).double()), RuntimeError, "found b of type Float and A of type Double"),
        (lambda: torch.cholesky_inverse(torch.eye(2).long()), NotImplementedError, "not implemented for 'Long'"),
    ],
)
def test_errors_are_torchs(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()
