"""Products built on the basic ones."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "outer": (torch.outer, [[1.0, 2.0], [3.0, 4.0]], [[3, 4], [6, 8]], [[11, 25], [7, 10]]),
    "kron": (torch.kron, [[[1.0, 2.0]], [[3.0], [4.0]]], [[3, 6], [4, 8]], [[[15, 22]], [[5], [11]]]),
    "kron of other rank": (torch.kron, [[1.0, 2.0], [[3.0], [4.0]]], [[3, 6], [4, 8]], [[15, 22], [[5], [11]]]),
    "cross": (torch.linalg.cross, [[1.0, 2.0, 3.0], [0.5, -1.0, 2.0]], [7, -0.5, -2], [[-7, 0.5, 2], [0, 0, 0]]),
    "square of a matrix": (lambda a: torch.matrix_power(a, 2), [[[1.0, 2.0], [0.5, -1.0]]], [[2, 0], [0, 2]], [[7.5, 2.5], [10, -2.5]]),
    "inverse square": (
        lambda a: torch.matrix_power(a, -2),
        [[[1.0, 2.0], [0.5, -1.0]]],
        [[0.5, 0], [0, 0.5]],
        [[-1.875, -0.625], [-2.5, 0.625]]),
    "zeroth power": (lambda a: torch.matrix_power(a, 0), [[[1.0, 2.0], [0.5, -1.0]]], [[1, 0], [0, 1]], [[0, 0], [0, 0]]),
    "chain": (
        lambda a, b, c: torch.linalg.multi_dot([a, b, c]),
        [[1.0, 2.0], [[1.0, 0.5], [0.2, 3.0]], [[3.0], [-1.0]]],
        [-2.3],
        [[2.5, -2.4], [[3, -1], [6, -2]], [[1.4], [6.5]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_vecdot_of_vectors_is_vdot() -> None:
    a = torch.ones(2, requires_grad=True)
    assert type(torch.linalg.vecdot(a, a).grad_fn).__name__ == "VdotBackward0"


def test_a_matrix_to_the_power_of_zero_is_a_copy_of_the_identity() -> None:
    a = torch.tensor([[float("nan"), 1.0], [0.0, 1.0]], requires_grad=True)
    y = torch.linalg.matrix_power(a, 0)
    assert (type(y.grad_fn).__name__, y.tolist()) == ("CopyBackwards", [[1.0, 0.0], [0.0, 1.0]])


def test_cross_takes_as_many_axes_of_both() -> None:
    with pytest.raises(RuntimeError, match="inputs must have the same number of dimensions"):
        torch.linalg.cross(torch.ones(5, 3), torch.ones(3))


def test_chains_are_of_matrices() -> None:
    a = torch.eye(2)
    with pytest.raises(RuntimeError, match="the first tensor must be 1D or 2D but got 3D"):
        torch.linalg.multi_dot([a[None], a])
    with pytest.raises(RuntimeError, match="tensor 1 must be 2D but got 1D"):
        torch.linalg.multi_dot([a, a[0], a])
    with pytest.raises(TypeError, match=r"argument 'n' \(position 2\) must be int, not float"):
        torch.linalg.matrix_power(a, 2.0)
