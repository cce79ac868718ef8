"""--method complex: every digit of what is analytic, kinks as ever, and a refusal that names the node where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from check.user_file import checked, function, ops, why

from gradcli.cases import Settings
from gradcli.check import complex_step
from gradcli.errors import UsageError

CUBE = "x * x * x.abs()"
PLAIN = "def f(x=wave(5)):\n    return {}\n"

# fmt: off
ANALYTIC = {
    "what cancels in differences": "def f(x=v(0.3)):\n    return (1e8 + x) - 1e8",
    "a slow wave far out": "def f(x=v(1e10)):\n    return torch.sin(x)",
    "absolute value and maximum by their real parts": PLAIN.format("torch.maximum(x.abs(), x * x).sum()"),
    "a norm, a variance, a softmax": PLAIN.format("x.norm() + x.var() + torch.softmax(x, 0)[1]"),
    "a linear system": "def f(a=wave(3, 3), b=wave(3)):\n    return torch.linalg.solve(a + 3 * torch.eye(3), b)",
    "saturated units, one by one": "def f(x=torch.linspace(-20, 20, 200, dtype=D, requires_grad=True)):\n    return torch.tanh(x)",
    "what adds up to nothing": "def f(x=torch.linspace(-20, 20, 20, dtype=D, requires_grad=True)):\n    return torch.tanh(x).sum()",
    "more columns than are stepped one by one": "def f(x=wave(40, 40)):\n    return torch.tanh(x @ x).sum(0)",
    "operations inside a Function": function("Cube", "x", CUBE, "3 * g * x * x.abs()") + PLAIN.format("Cube.apply(x)"),
    "an in-place write inside a Function": "class Put(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n        y = torch.zeros_like(x)\n        y[1:] = x[:-1] * 2\n        return y\n    @staticmethod\n    def backward(ctx, g):\n        return torch.cat([2 * g[1:], g[:1] * 0])\n" + PLAIN.format("Put.apply(x)"),
    "a declared surrogate": "@surrogate\n" + function("Step", "x", "(x > 0).to(x.dtype)", "g + 0 * x") + PLAIN.format("Step.apply(x).sum() + x.exp().sum()"),
}
REFUSED = {
    "an iterative factorisation": ("def f(a=wave(2, 2)):\n    return torch.linalg.eigvalsh(a @ a.T)", "eigh does not take complex numbers"),
    "complex inputs": ("def f(z=torch.tensor([1 + 2j], dtype=torch.complex128, requires_grad=True)):\n    return z.abs()", "z is complex itself"),
    "complex numbers on the way": (PLAIN.format("torch.fft.rfft(x).abs()"), "computes with complex numbers of its own"),
    "a Function that looks at the real part": (function("Real", "x", "torch.tensor(x.detach().numpy().real ** 2)", "2 * g * x") + PLAIN.format("Real.apply(x)"), "complex steps do not give the slope"),
    "a Function that has no use for complex numbers": (function("Float", "x", "x * float(x.sum())", "g") + PLAIN.format("Float.apply(x)"), "Float does not take complex numbers"),
    "a path outside of the graph": (PLAIN.format("x * x.detach()"), "outside of the graph"),
}
# fmt: on


@pytest.mark.parametrize("name", ANALYTIC)
def test_analytic_functions_are_known_to_the_last_digits(name: str, tmp_path: Path) -> None:
    result = checked(tmp_path, ANALYTIC[name], method="complex")

    assert result.verdict.value == "pass", result.findings
    assert result.digits is None or result.digits > 13 or "saturated" in name  # a bound of 50 roundings leaves 14.3 digits


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_analytic_is_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    code, reason = REFUSED[name]
    result = checked(tmp_path, code, method="complex")

    assert [finding.code.id for finding in result.findings] == ["G609"]
    assert reason in why(result)


def test_the_refusal_names_the_node_and_its_line(tmp_path: Path) -> None:
    code = function("Real", "x", "torch.tensor(x.detach().numpy().real ** 2)", "2 * g * x") + PLAIN.format("Real.apply(x).exp()")
    (finding,) = checked(tmp_path, code, method="complex").findings

    assert finding.culprit is not None
    assert (finding.culprit.op, finding.where.line if finding.where else 0) == ("Real", finding.culprit.where and finding.culprit.where.line)


def test_an_error_far_below_what_differences_see_is_found(tmp_path: Path) -> None:
    code = function("Cube", "x", CUBE, "3 * (1 + 1e-12) * g * x * x.abs()") + PLAIN.format("Cube.apply(x)")

    assert checked(tmp_path, code).verdict.value == "pass"
    assert ops(checked(tmp_path, code, method="complex", rtol=0.0)) == {"Cube"}


@pytest.mark.parametrize("method", ["auto", "central", "complex"])
def test_a_kink_is_a_kink_and_a_wrong_slope_wrong_by_any_method(method: str, tmp_path: Path) -> None:
    kink = checked(tmp_path, "def f(x=v(0.0, 1.0)):\n    return torch.relu(x)", method=method)
    wrong = checked(tmp_path, function("Sin", "x", "torch.sin(x)", "-g * torch.cos(x)") + PLAIN.format("Sin.apply(x)"), method=method)

    assert (kink.verdict.value, wrong.verdict.value, ops(wrong)) == ("nondifferentiable", "fail", {"Sin"})


def test_second_derivatives_by_complex_steps(tmp_path: Path) -> None:
    assert checked(tmp_path, PLAIN.format("torch.tanh(x).sum()"), method="complex", order=2).verdict.value == "pass"


SATURATED = "def f(x=v(17.0)):\n    return torch.tanh(x)"  # a slope of 7e-15 beside a value of 1


@pytest.mark.parametrize(("method", "asked"), [("central", False), ("auto", True)])
def test_auto_anchors_the_nodes_that_differences_leave_open_and_central_never_does(
    method: str, asked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(complex_step, "along_node", lambda node, *_: seen.append(node.op) or 1 / 0)
    result = checked(tmp_path, SATURATED, method=method)

    assert bool(seen) is asked, result.findings


def test_an_unknown_method_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="'complx' is not one of auto, central, complex"):
        Settings(method="complx")


OFFSET = function("Offset", "x", "x + 1e{0}", "{1} * g")


@pytest.mark.parametrize("size", [15, 17, 20])
@pytest.mark.parametrize(("slope", "word"), [("1.0", "pass"), ("-1.0", "fail"), ("2.0", "fail")])
def test_what_differences_cannot_see_beside_an_offset_a_complex_step_sees(tmp_path: Path, size: int, slope: str, word: str) -> None:
    code = OFFSET.replace("{0}", str(size)).replace("{1}", slope) + "def f(x=v(0.3, 0.5)):\n    return Offset.apply(x)\n"
    assert checked(tmp_path, code).verdict.value == word


@pytest.mark.parametrize("x", ["18.0", "18.0, 0.3", "25.0, 17.5"])
def test_a_saturated_backward_of_the_users_that_cancels_is_not_called_wrong(tmp_path: Path, x: str) -> None:
    code = function("Tanh", "x", "torch.tanh(x)", "g * (1 - torch.tanh(x) ** 2)") + f"def f(x=v({x})):\n    return Tanh.apply(x)\n"
    assert checked(tmp_path, code).verdict.value in ("pass", "inconclusive")
