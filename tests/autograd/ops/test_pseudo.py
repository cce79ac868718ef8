"""Least squares."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

L = torch.linalg
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "pinv tall": (
        L.pinv,
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]],
        [[-2.071428571, 0.7857142857, 0.1428571429], [1.5, -0.5, 3.747002708e-16]],
        [[3.704081633, -3.214285714], [-5.887755102, 4.357142857], [2.806122449, -2.071428571]]),
    "pinv wide": (L.pinv, [[[1.0, 2.0]]], [[0.2], [0.4]], [[-0.2, -0.4]]),
    "lstsq": (
        lambda a, b: L.lstsq(a, b).solution,
        [[[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]], [[1.0], [0.0], [2.0]]],
        [[-1.785714286], [1.5]],
        [[[2.102040816, -1.714285714], [0.9489795918, -0.6428571429], [-0.6326530612, 0.4285714286]], [[0.9285714286], [-0.2142857143], [0.1428571429]]]),
    "pinv of one triangle": (
        lambda a: L.pinv(a, hermitian=True),
        [[[2.0, 5.0], [1.0, 3.0]]],
        [[0.6, -0.2], [-0.2, 0.4]],
        [[-0.08, -0.16], [-0.36, -0.6]]),
    "residuals": (
        lambda a, b: L.lstsq(a, b, driver="gels").residuals,
        [[[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]], [[1.0], [2.0], [4.0]]],
        [0.347826087],
        [[[-0.4990548204, -1.361058601], [0.2495274102, 0.6805293006], [-0.0831758034, -0.2268431002]], [[1.043478261], [-0.5217391304], [0.1739130435]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_tolerances_may_differ_by_matrix() -> None:
    a = torch.diag_embed(torch.tensor([[4.0, 1.0], [4.0, 1.0]]))
    assert L.pinv(a, rtol=torch.tensor([0.1, 0.5])).diagonal(dim1=-2, dim2=-1).tolist() == [[0.25, 1.0], [0.25, 0.0]]
    assert L.matrix_rank(a, atol=torch.tensor([0.0, 2.0])).tolist() == [2, 1]
    assert L.matrix_rank(a, tol=2.0).tolist() == [1, 1]


def test_the_rank_of_what_is_said_to_be_hermitian_reads_one_triangle() -> None:
    assert L.matrix_rank(torch.tensor([[1.0, 5.0], [1.0, 1.0]]), hermitian=True).item() == 1


def test_the_solution_for_a_vector_is_one_node() -> None:
    x = L.lstsq(torch.eye(2), torch.ones(2, requires_grad=True)).solution
    assert (x.shape, type(x.grad_fn).__name__) == ((2,), "LinalgLstsqBackward0")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: L.lstsq(torch.eye(2), torch.eye(2), driver="svd"), r"should be one of \(gels, gelsy, gelsd, gelss\)"),
        (lambda: L.lstsq(torch.eye(2), torch.eye(2).double()), "but got input's dtype Float and other's dtype Double"),
        (lambda: L.lstsq(torch.eye(2), torch.ones(2, 2, 2)), r"input.dim\(\) must be greater or equal to other.dim\(\)"),
        (lambda: L.lstsq(torch.eye(2).long(), torch.eye(2).long()), "handle types other than float and double"),
        (lambda: L.matrix_rank(torch.eye(2).long()), "handle types other than float and double"),
    ],
)
def test_errors_are_torchs(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call()
