"""Linear systems."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

L = torch.linalg
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "inverse": (L.inv, [[[2.0, 1.0], [0.5, -1.0]]], [[0.4, 0.4], [0.2, -0.8]], [[-1.04, 1.08], [1.76, -1.52]]),
    "vector": (L.solve, [[[2.0, 1.0], [0.5, -1.0]], [1.0, 2.0]], [1.2, -1.4], [[[-0.96, 1.12], [1.44, -1.68]], [0.8, -1.2]]),
    "stack of vectors": (
        L.solve,
        [[[[2.0, 1.0], [0.5, -1.0]]], [[1.0, 2.0]]],
        [[1.2, -1.4]],
        [[[[-0.96, 1.12], [1.44, -1.68]]], [[0.8, -1.2]]]),
    "from the right": (
        lambda a, b: L.solve(a, b, left=False),
        [[[2.0, 1.0], [0.5, -1.0]], [[1.0, 2.0]]],
        [[0.8, -1.2]],
        [[[-0.96, 1.12], [1.44, -1.68]], [[1.2, -1.4]]]),
    "triangular": (
        lambda a, b: L.solve_triangular(a, b, upper=True),
        [[[2.0, 1.0], [9.0, -1.0]], [[1.0], [2.0]]],
        [[1.5], [-2]],
        [[[-0.75, 1], [0, -3]], [[0.5], [-1.5]]]),
    "unit triangular": (
        lambda a, b: L.solve_triangular(a, b, upper=False, unitriangular=True),
        [[[9.0, 9.0], [0.5, 9.0]], [[1.0], [2.0]]],
        [[1], [1.5]],
        [[[0, 0], [-2, 0]], [[0], [2]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_the_old_triangular_solve_is_one_node() -> None:
    a = torch.tensor([[2.0, 1.0], [0.0, 4.0]], requires_grad=True)
    solution, copy = torch.triangular_solve(torch.ones(2, 1), a, transpose=True)
    (solution.sum() + copy.sum()).backward()
    assert [type(t.grad_fn).__name__ for t in (solution, copy)] == ["TriangularSolveBackward0"] * 2
    assert a.grad.tolist() == [[0.8125, 0.875], [1.0, 0.96875]]


def test_a_triangular_system_with_zeros_on_its_diagonal_has_no_finite_solution() -> None:
    x = torch.linalg.solve_triangular(torch.zeros(2, 2), torch.ones(2, 1), upper=True)
    assert str(x.flatten().tolist()) == "[nan, inf]"


def test_errors_have_torchs_name() -> None:
    assert torch.linalg.LinAlgError.__name__ == "_LinAlgError"


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: torch.linalg.solve_triangular(torch.eye(2), torch.ones(2), upper=True), RuntimeError, "B must have at least 2 dimensions"),
        (lambda: torch.linalg.solve_triangular(torch.eye(2), torch.eye(2)), TypeError, 'missing 1 required positional arguments: "upper"'),
        (lambda: torch.linalg.solve(torch.eye(2), torch.tensor(1.0)), RuntimeError, "B must have at least 2 dimensions"),
        (lambda: torch.triangular_solve(torch.ones(2), torch.eye(2)), RuntimeError, "Expected b to have at least 2 dimensions"),
    ],
)
def test_errors_are_torchs(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()
