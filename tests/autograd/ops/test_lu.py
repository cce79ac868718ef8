"""LU factors of matrices of any shape, systems solved with them."""

from __future__ import annotations

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

# fmt: off
RECORDED = [  # function, inputs, value, gradient for the cotangent 1, 2, 3, ...: PyTorch 2.13
    (
        lambda a: torch.linalg.lu_factor(a)[0],
        [[[1.0, 2.0, 0.5], [3.0, 4.0, -1.0], [0.3, 2.0, 7.0]]],
        [[3.0, 4.0, -1.0], [0.1, 1.6, 7.1], [0.3333333333, 0.4166666667, -2.125]],
        [[51.91666667, -34.9375, 9.0], [-13.90625, 11.69010417, -0.225], [-23.99305556, 19.55729167, 2.25]],
    ),
    (
        lambda a: torch.linalg.lu(a)[1],
        [[[1.0, 2.0], [3.0, 4.0], [5.0, -1.0]]],
        [[1.0, 0.0], [0.6, 1.0], [0.2, 0.4782608696]],
        [[1.260869565, 1.304347826], [0.4752362949, -0.6238185255], [-0.53731569, 0.1134215501]],
    ),
    (
        lambda a: torch.linalg.lu(a)[2],
        [[[1.0, 2.0, 0.5], [3.0, 4.0, -1.0]]],
        [[3.0, 4.0, -1.0], [0.0, 0.6666666667, 0.8333333333]],
        [[-4.666666667, 5.0, 6.0], [2.555555556, 0.3333333333, 1.0]],
    ),
    (
        lambda a, b: torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b),
        [[[1.0, 2.0], [3.0, 4.0]], [[1.0], [0.5]]],
        [[-1.5], [1.25]],
        [[[1.5, -1.25], [0.0, 5.551115123e-17]], [[1.0], [0.0]]],
    ),
    (
        lambda a, b: torch.linalg.lu_solve(*torch.linalg.lu_factor(a), b, left=False, adjoint=True),
        [[[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.5]]],
        [[-1.5, 1.25]],
        [[[1.5, -1.25], [0.0, 5.551115123e-17]], [[1.0, 0.0]]],
    ),
]
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), RECORDED)
def test_values_and_gradients_are_torchs(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


@pytest.mark.parametrize("shape", [(3, 3), (2, 4, 3), (2, 3, 4), (1, 1), (2, 0, 0)])
def test_the_factors_multiply_to_the_matrix(shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    a = torch.randn(*shape, dtype=torch.float64)
    p, lower, upper = torch.linalg.lu(a)
    assert torch.allclose(p @ lower @ upper, a, rtol=0, atol=1e-14)  # a few roundings of numbers near 1
    assert all(torch.equal(x, y) for x, y in zip(torch.lu_unpack(*torch.linalg.lu_factor(a)), (p, lower, upper)))


def test_exchanges_are_counted_from_1() -> None:
    found = torch.linalg.lu_factor(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    assert (found.pivots.tolist(), found.pivots.dtype, type(found).__name__) == ([2, 2], torch.int32, "linalg_lu_factor")


def test_each_function_is_one_node() -> None:
    a = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]], requires_grad=True)
    y, pivots = torch.linalg.lu_factor(a)
    P, L, _ = torch.linalg.lu(a)
    unpacked = torch.lu_unpack(y, pivots)
    square = torch.linalg.lu_factor(a[:2])
    nodes = [type(t.grad_fn).__name__ for t in (y, L, unpacked.U, torch.linalg.lu_solve(*square, a[:2]))]
    assert nodes == ["LinalgLuFactorExBackward0", "LinalgLuBackward0", "LuUnpackBackward0", "LinalgLuSolveBackward0"]
    assert (P.requires_grad, unpacked.P.requires_grad) == (False, False)


def test_complex_rows_are_chosen_by_the_sum_of_both_parts() -> None:
    a = torch.tensor([[3.2 + 0j], [2.5 + 2.0j]])
    assert torch.linalg.lu_factor(a)[1].tolist() == [2]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: torch.linalg.lu_factor(torch.ones(2)), RuntimeError, "torch.lu_factor: Expected tensor with 2 or more dimensions"),
        (lambda: torch.linalg.lu(torch.ones(2, 2).long()), NotImplementedError, "\"lu_cpu\" not implemented for 'Long'"),
        (lambda: torch.linalg.lu_factor(torch.ones(2, 2)), RuntimeError, r"U\[2,2\] is zero and using it on lu_solve"),
        (lambda: torch.linalg.lu_factor_ex(torch.ones(2, 2), check_errors=True), RuntimeError, r"U\[2,2\] is zero"),
        (lambda: torch.linalg.lu_solve(torch.eye(2), torch.tensor([1, 2]), torch.ones(2, 1)), RuntimeError, "scalar type torch.int32"),
        (lambda: torch.linalg.lu(torch.eye(2), pivot=False), RuntimeError, "LU without pivoting is not implemented on the CPU"),
        (lambda: torch.lu_unpack(torch.eye(2), torch.tensor([1, 2])), RuntimeError, "contiguous tensor of torch.int32 dtype"),
        (lambda: torch.lu_unpack(torch.eye(2), torch.tensor([1, 3]).int()), RuntimeError, r"must be between 1 and LU.size\(-2\)"),
        (lambda: torch.linalg.lu_solve(torch.eye(2), torch.tensor([1]).int(), torch.eye(2)), RuntimeError, "Number of pivots per batch"),
        (lambda: torch.linalg.lu_solve(torch.eye(2), torch.tensor([1, 2]).int(), torch.ones(2)), RuntimeError, "B must have at least 2"),
        (lambda: torch.linalg.lu_solve(torch.eye(2), torch.tensor([1, 2]).int(), torch.eye(2).double()), RuntimeError, "LU of type Float and B of type Double"),
    ],
)
def test_errors_are_torchs(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()


def test_the_first_zero_on_the_diagonal_is_told() -> None:
    stack = torch.stack([torch.ones(2, 2), torch.eye(2)])
    assert torch.linalg.lu_factor_ex(stack).info.tolist() == [2, 0]


def test_singular_matrices_have_an_error_code_and_no_finite_inverse() -> None:
    stack = torch.stack([torch.ones(2, 2), torch.eye(2)])
    inverse, info = torch.linalg.inv_ex(stack)
    assert (info.tolist(), inverse[0].isinf().all().item(), inverse[1].tolist()) == ([2, 0], True, [[1.0, 0.0], [0.0, 1.0]])
    result, info = torch.linalg.solve_ex(torch.ones(2, 2), torch.ones(2))
    assert (info.item(), result.shape) == (2, (2,))
    with pytest.raises(torch.linalg.LinAlgError, match=r"linalg.inv_ex: \(Batch element 0\): The diagonal element 2 is zero"):
        torch.linalg.inv_ex(stack, check_errors=True)
