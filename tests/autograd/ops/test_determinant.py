"""Determinants."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

L = torch.linalg
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "det": (L.det, [[[2.0, 1.0], [0.5, -1.0]]], -2.5, [[-1, -0.5], [-1, 2]]),
    "slogdet": (lambda a: tuple(L.slogdet(a)), [[[2.0, 1.0], [0.5, -1.0]]], [-1, 0.9162907319], [[0.4, 0.2], [0.4, -0.8]]),
    "logdet": (torch.logdet, [[[2.0, 1.0], [0.5, 1.0]]], 0.4054651081, [[0.6666666667, -0.3333333333], [-0.6666666667, 1.333333333]]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


def test_a_singular_matrix_has_its_cofactors_as_gradient() -> None:
    a = torch.tensor([[1.0, 2.0], [2.0, 4.0]], dtype=torch.float64, requires_grad=True)
    slope = torch.autograd.grad(L.det(a), a, create_graph=True)[0]
    assert (slope - torch.tensor([[4.0, -2.0], [-2.0, 1.0]])).abs().max().item() < 1e-14  # a few roundings
    second = torch.autograd.grad(slope[0, 0], a)[0]
    assert (second - torch.tensor([[0.0, 0.0], [0.0, 1.0]])).abs().max().item() < 1e-6  # by a small step off the singular matrix


def test_the_logarithm_of_a_singular_determinant_has_no_finite_gradient() -> None:
    a = torch.ones(2, 2, requires_grad=True)
    torch.logdet(a).backward()
    assert a.grad.isinf().all()
