"""Maps that act element by element are explained also where their whole Jacobian is too large to look at."""

import numpy as np

import gradcli as torch
from gradcli.autograd.tensor import make
from gradcli.cases import Case, Run
from gradcli.check import check_case
from gradcli.errors import Where


class Tanh(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.tanh(x)

    @staticmethod
    def backward(ctx, g):
        return g


class Softmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.softmax(x, 0)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * y * 1.5


def why(cls, n=600):
    def fn(inputs):
        x = make(inputs["x"]).requires_grad_()
        return Run({"out": cls.apply(x)}, {"x": x})

    x = np.random.default_rng(1).standard_normal(n)
    checked = check_case(Case("case", "case", fn, {"x": x}, Where("case.py", 1)))
    assert checked.verdict == "fail"
    return checked.findings[0].why


def test_the_missing_factor_of_a_large_activation_is_named():
    assert why(Tanh).startswith("off by the factor 1 / (1 - y^2), y the result")


def test_a_map_that_couples_its_elements_is_not_taken_for_elementwise():
    assert "factor 1.5" not in why(Softmax)
