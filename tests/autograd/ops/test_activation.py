"""Activation functions at their kinks and far out."""

from typing import Any

import pytest
from recorded import assert_recorded

import gradcli as torch

F = torch.nn.functional
# fmt: off
PULLED = {  # what: (function, inputs, PyTorch's values, PyTorch's gradients for the cotangent 1, 2, 3, ...)
    "relu": (F.relu, [[-1.0, 0.0, 2.0]], [0, 0, 2], [0, 0, 3]),
    "relu6": (F.relu6, [[-1.0, 0.0, 3.0, 6.0, 7.0]], [0, 0, 3, 6, 6], [0, 0, 3, 0, 0]),
    "hardtanh": (lambda x: F.hardtanh(x, -0.5, 0.5), [[-1.0, -0.5, 0.0, 0.5]], [-0.5, -0.5, 0, 0.5], [0, 0, 3, 0]),
    "leaky_relu": (lambda x: F.leaky_relu(x, 0.2), [[-1.0, 0.0, 2.0]], [-0.2, 0, 2], [0.2, 0.4, 3]),
    "elu": (lambda x: F.elu(x, 1.5), [[-800.0, -1.0, 0.0, 2.0, 800.0]], [-1.5, -0.9481808382, 0, 2, 800], [0, 1.103638324, 4.5, 4, 5]),
    "selu": (F.selu, [[-1.0, 0.0, 2.0]], [-1.111330738, 0, 2.101401975], [0.646768603, 3.516198682, 3.152102962]),
    "celu": (lambda x: F.celu(x, 2.0), [[-1.0, 0.0, 2.0]], [-0.7869386806, 0, 2], [0.6065306597, 2, 3]),
    "gelu": (
        F.gelu,
        [[-3.0, -1.0, 0.0, 2.0]],
        [-0.004049694095, -0.1586552539, 0, 1.954499736],
        [-0.0119456472, -0.1666309412, 1.5, 4.340927204]),
    "gelu by tanh": (
        lambda x: F.gelu(x, approximate="tanh"),
        [[-3.0, -1.0, 0.0, 2.0]],
        [-0.003637392082, -0.1588080094, 0, 1.954597694],
        [-0.01158416663, -0.1659281677, 1.5, 4.344397026]),
    "silu": (F.silu, [[-800.0, -1.0, 0.0, 2.0, 800.0]], [0, -0.2689414214, 0, 1.761594156, 800], [0, 0.1446589763, 1.5, 4.363136995, 5]),
    "mish": (F.mish, [[-1.0, 0.0, 2.0]], [-0.3034014614, 0, 1.94395896], [0.05921675588, 1.2, 3.207953803]),
    "softplus": (
        lambda x: F.softplus(x, beta=2, threshold=3),
        [[-1.0, 0.0, 1.4, 1.6]],
        [0.06346400552, 0.3465735903, 1.429516413, 1.6],
        [0.119202922, 1, 2.828027472, 4]),
    "softsign": (F.softsign, [[-1.0, 0.0, 2.0]], [-0.5, 0, 0.6666666667], [0.25, 2, 0.3333333333]),
    "hardswish": (F.hardswish, [[-3.0, -1.0, 0.0, 3.0]], [0, -0.3333333333, 0, 3], [0, 0.3333333333, 1.5, 4]),
    "hardshrink": (F.hardshrink, [[-1.0, 0.5, 0.6]], [-1, 0, 0.6], [1, 0, 3]),
    "softshrink": (F.softshrink, [[-1.0, 0.5, 0.6]], [-0.5, 0, 0.1], [1, 0, 3]),
    "tanhshrink": (F.tanhshrink, [[-1.0, 0.0, 2.0]], [-0.238405844, 0, 1.03597242], [0.5800256584, 0, 2.788047525]),
    "threshold": (lambda x: F.threshold(x, 0.5, -1.0), [[0.4, 0.5, 0.6]], [-1, -1, 0.6], [0, 0, 3]),
    "prelu per channel": (F.prelu, [[[-1.0, 2.0], [3.0, -4.0]], [0.1, 0.2]], [[-0.1, 2], [3, -0.8]], [[[0.1, 2], [3, 0.8]], [-1, -16]]),
    "glu": (F.glu, [[[1.0, 2.0, 0.5, -1.0]]], [[0.6224593312, 0.5378828427]], [[0.6224593312, 0.5378828427, 0.2350037122, 0.786447733]]),
    "rrelu outside of training": (F.rrelu, [[-1.0, 2.0]], [-0.2291666667, 2], [0.2291666667, 2]),
    "logsigmoid": (F.logsigmoid, [[-800.0, -1.0, 0.0, 800.0]], [-800, -1.313261688, -0.6931471806, 0], [1, 1.462117157, 1.5, 0]),
}
# fmt: on


@pytest.mark.parametrize(("f", "inputs", "value", "gradient"), PULLED.values(), ids=list(PULLED))
def test_values_and_gradients_are_as_in_torch(f: Any, inputs: Any, value: Any, gradient: Any) -> None:
    assert_recorded(f, inputs, value, gradient)


@pytest.mark.parametrize("name", ["relu", "elu", "selu", "silu", "hardtanh", "leaky_relu", "celu", "mish", "hardswish", "relu6"])
def test_in_place_changes_the_input_and_keeps_the_gradient(name: str) -> None:
    layer = getattr(F, name)
    x = torch.tensor([-1.0, 0.5], requires_grad=True)
    y = x * 1
    assert layer(y, inplace=True) is y
    plain = torch.autograd.grad(layer(x).sum(), x)[0]
    assert torch.autograd.grad(y.sum(), x)[0].tolist() == plain.tolist()


def test_rrelu_draws_slopes_in_training() -> None:
    torch.manual_seed(0)
    y = F.rrelu(torch.full((1000,), -1.0), 0.1, 0.3, training=True)
    assert -0.3 < y.min().item() < -0.29  # 1000 uniform draws come within a twentieth of both ends
    assert -0.11 < y.max().item() < -0.1


def test_elu_has_no_second_derivative_at_zero() -> None:
    x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    (g,) = torch.autograd.grad(torch.nn.functional.elu(x, 0.7), x, create_graph=True)
    assert g.item() == 0.7
    assert torch.autograd.grad(g, x)[0].item() == 0.0
