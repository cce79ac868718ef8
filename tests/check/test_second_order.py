"""Order 2 on the built-in engine: the gradient as a function, checked like any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import gradcli as torch
from gradcli.cases import Case, Run, Settings
from gradcli.check import check_case
from gradcli.errors import Where
from gradcli.finding import Checked


def second(f: Any, *x: float) -> Checked:
    def fn(arrays: Mapping[str, Any]) -> Run:
        leaf = torch.from_numpy(arrays["x"]).requires_grad_()
        return Run({"output": f(leaf)}, {"x": leaf})

    return check_case(Case("m.py::f", "f", fn, {"x": np.array(x)}, Where("m.py", 1), settings=Settings(order=2)))


class Cube(torch.autograd.Function):
    """Right at first order; what it saved was detached."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.x = x.detach()
        return x**3

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return 3 * g * ctx.x**2


class SquareBackward(torch.autograd.Function):
    """The gradient of a square, itself with a wrong gradient."""

    @staticmethod
    def forward(ctx: Any, g: Any, x: Any) -> Any:
        ctx.save_for_backward(g, x)
        return 2 * g * x

    @staticmethod
    def backward(ctx: Any, h: Any) -> Any:
        g, x = ctx.saved_tensors
        return 2 * h * x, 77 * h * g


class Square(torch.autograd.Function):
    """x ** 2 with a backward of its own."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        (x,) = ctx.saved_tensors
        return SquareBackward.apply(g, x)


def test_right_second_derivatives_pass_and_are_listed() -> None:
    checked = second(lambda x: torch.sin(x) * x, 0.3, -0.8)

    assert checked.verdict.value == "pass"
    assert [pair.output for pair in checked.pairs] == ["output", "d x"]


def test_a_linear_function_has_nothing_wrong_at_second_order() -> None:
    assert second(lambda x: 3 * x, 0.3, -0.8).verdict.value == "pass"


def test_a_detached_saved_input_is_found_and_its_function_named() -> None:
    finding = second(lambda x: Cube.apply(x), 0.7, -1.3).findings[0]

    assert finding.code.id == "G107"
    assert finding.culprit is not None
    assert finding.culprit.op == "Cube"
    assert "detached" in finding.why


def test_a_wrong_double_backward_is_named_even_where_the_gradient_is_zero() -> None:
    finding = second(lambda x: torch.sin(Square.apply(x)), 0.0, 0.5).findings[0]

    assert finding.code.id == "G107"
    assert finding.culprit is not None
    assert finding.culprit.op == "SquareBackward"


def test_a_knot_is_smooth_at_first_order_and_a_kink_at_second() -> None:
    huber = lambda x: torch.where(x.abs() <= 1, 0.5 * x * x, x.abs() - 0.5)

    checked = second(huber, 1.0, 0.3)

    assert checked.verdict.value == "nondifferentiable"
    assert checked.findings[0].code.id == "G201"


class CubeBackward(torch.autograd.Function):
    """The gradient of a cube; its own is right in x and multiplied by `factor` in the incoming gradient."""

    factor = 1.0

    @staticmethod
    def forward(ctx: Any, g: Any, x: Any) -> Any:
        ctx.save_for_backward(g, x)
        return 3 * g * x**2

    @staticmethod
    def backward(ctx: Any, h: Any) -> Any:
        g, x = ctx.saved_tensors
        return CubeBackward.factor * 3 * h * x**2, 6 * h * g * x


class RightCube(Cube):
    """x ** 3 with a backward of its own that can be differentiated."""

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        return CubeBackward.apply(g, ctx.x)

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.x = x
        return x**3


@pytest.mark.parametrize(("factor", "word"), [(1.0, "pass"), (0.0, "fail"), (1.00001, "fail")])
def test_the_gradient_is_differentiated_by_the_incoming_one_too(factor: float, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the function alone the incoming gradient is a constant; in whatever it becomes a part of it is not."""
    monkeypatch.setattr(CubeBackward, "factor", factor)

    checked = second(lambda x: RightCube.apply(x), 0.7, -1.3)

    assert checked.verdict.value == word
    assert [pair.input for pair in checked.pairs] == ["x", "x", "grad_output"]
    assert all(f.culprit is not None and f.culprit.op == "CubeBackward" for f in checked.findings)
