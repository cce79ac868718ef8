"""Products of Householder reflections."""

from __future__ import annotations

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "the product": (
        torch.linalg.householder_product,
        [[[1.0, 0.5], [0.3, 1.0], [0.2, -0.4]], [0.7, 0.5]],
        [[0.3, -0.133], [-0.21, 0.4601], [-0.14, 0.1734]],
        [[[0, 0], [-4.172, 0], [-4.914, -2.692]], [-3.736, -0.9224]]),
    "times a matrix": (
        torch.ormqr,
        [[[1.0, 0.5], [0.3, 1.0], [0.2, -0.4]], [0.7, 0.5], [[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]]],
        [[-0.2124, 0.6476], [0.23628, -0.80572], [2.51752, -0.01048]],
        [[[0, 0], [-9.0328, 0], [-20.58, 4.9261]], [-13.5236, 1.77096], [[-1.03, -1.08], [2.1143, 2.6148], [4.70468, 5.56848]]]),
    "from the right, transposed": (
        lambda a, t, c: torch.ormqr(a, t, c.T, left=False, transpose=True),
        [[[1.0, 0.5], [0.3, 1.0], [0.2, -0.4]], [0.7, 0.5], [[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]]],
        [[-0.2124, 0.23628, 2.51752], [0.6476, -0.80572, -0.01048]],
        [[[0, 0], [-8.2348, 0], [-17.2214, 3.56855]], [-16.7548, 2.43528], [[-0.54, -0.69], [1.3074, 2.8089], [2.78424, 5.37564]]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_each_product_is_one_node() -> None:
    a, tau = torch.ones(3, 2, requires_grad=True), torch.ones(2)
    nodes = [type(f.grad_fn).__name__ for f in (torch.linalg.householder_product(a, tau), torch.ormqr(a, tau, torch.ones(3, 1)))]
    assert nodes == ["LinalgHouseholderProductBackward0", "OrmqrBackward0"]


def test_geqrf_holds_the_factors_of_qr() -> None:
    a = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, -1.0]])
    h, tau = torch.geqrf(a)
    torch.testing.assert_close(torch.linalg.householder_product(h, tau) @ h[:2].triu(), a)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.orgqr(torch.ones(2), torch.ones(2)), "input must have at least 2 dimensions"),
        (lambda: torch.orgqr(torch.ones(2, 3), torch.ones(2)), r"input.shape\[-2\] must be greater than or equal to"),
        (lambda: torch.orgqr(torch.ones(2, 1), torch.ones(2)), "must be greater than or equal to tau.shape"),
        (lambda: torch.orgqr(torch.ones(1, 2, 1), torch.ones(1)), "Expected tau to have one dimension less than input"),
        (lambda: torch.orgqr(torch.ones(2, 1), torch.ones(1).double()), "tau dtype Double does not match input dtype Float"),
        (lambda: torch.ormqr(torch.ones(2, 1), torch.ones(1), torch.ones(3, 1)), r"other.shape\[-2\] must be equal to input.shape"),
        (lambda: torch.ormqr(torch.ones(2, 2), torch.ones(1), torch.ones(2, 1)), r"tau.shape\[-1\] must be equal to min"),
        (lambda: torch.geqrf(torch.ones(2)), "input must have at least 2 dimensions"),
    ],
)
def test_errors_are_torchs(call: Any, words: str) -> None:
    with pytest.raises(RuntimeError, match=words):
        call()
