"""Gradients that pass or do not."""

import pytest

import gradcli as torch

F = torch.nn.functional
INF, NAN = float("inf"), float("nan")


def test_a_closed_gate_stops_what_is_not_finite() -> None:
    x = torch.tensor([-1.0, -2.0, 3.0], requires_grad=True)
    x.relu().backward(torch.tensor([INF, NAN, 1.0]))
    assert x.grad.tolist() == [0, 0, 1]


def test_a_closed_gate_gives_no_negative_zero() -> None:
    x = torch.tensor([-1.0, 1.0], requires_grad=True)
    x.relu().backward(torch.tensor([-1.0, -1.0]))
    assert repr(x.grad) == "tensor([ 0., -1.])"


def test_nan_passes_relu() -> None:
    x = torch.tensor([NAN], requires_grad=True)
    x.relu().sum().backward()
    assert x.grad.tolist() == [1]


PIECEWISE = {
    "relu": F.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "relu6": F.relu6,
    "hardtanh": F.hardtanh,
    "threshold": lambda x: F.threshold(x, 0.1, 2.0),
    "hardshrink": F.hardshrink,
    "softshrink": F.softshrink,
    "prelu": lambda x: F.prelu(x, torch.tensor([0.25])),
    "rrelu": F.rrelu,
}


@pytest.mark.parametrize("name", PIECEWISE)
def test_the_second_derivative_of_what_has_slopes_in_pieces_is_there_and_zero(name) -> None:
    x = torch.tensor([1.0, -1.0, 0.2], requires_grad=True)
    (g,) = torch.autograd.grad(PIECEWISE[name](x).sum(), x, create_graph=True)
    (h,) = torch.autograd.grad((g * g).sum(), x)
    assert h.tolist() == [0, 0, 0]


def test_a_gradient_penalty_gives_the_biases_in_front_of_a_relu_zeros() -> None:
    layers = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
    x = torch.ones(3, 2, requires_grad=True)
    (g,) = torch.autograd.grad(layers(x).sum(), x, create_graph=True)
    (g.norm(2, dim=1) - 1).square().mean().backward()
    assert layers[0].bias.grad.tolist() == [0, 0, 0, 0]
    assert x.grad.tolist() == [[0, 0]] * 3
    assert layers[2].bias.grad is None
