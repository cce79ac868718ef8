"""Gradients that pass or do not."""

import gradcli as torch

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
