"""The check for a picture: a mark on every node, and what the nodes alone do not show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradcli as torch
from gradcli.cases import Case, Run, Settings
from gradcli.check import alone
from gradcli.check.alone import painted
from gradcli.errors import Where
from gradcli.finding import Verdict


class Clipped(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return x * 2

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad.clamp(-1, 1) * 2


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return x * 2

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad * 3


def case(fn: Any, size: int = 3) -> Case:
    def run(inputs: Any) -> Run:
        leaves = {name: torch.tensor(x, requires_grad=True) for name, x in inputs.items()}
        return Run({"y": fn(**leaves)}, leaves)

    x = np.linspace(0.5, 1.5, size)
    return Case("a.py::f", "f", fn=run, inputs={"x": x}, engine="builtin", where=Where("a.py", 1), settings=Settings())


def told(found: alone.Painted) -> list[tuple[str, str]]:
    return [(node.op, found.marks[node.id].verdict) for node in found.graph.nodes if node.kind == "op"]


def test_every_operation_of_a_right_function_passes() -> None:
    found = painted(case(lambda x: (x.sin() * x).sum()))
    assert told(found) == [("sin", "pass"), ("mul", "pass"), ("sum", "pass")]
    assert (found.verdict, found.says) == (Verdict.PASS, "")


@pytest.mark.parametrize(
    ("fn", "op", "verdict", "reason"),
    [
        (lambda x: (x - 0.5).relu().sum(), "relu", "nondifferentiable", "a kink at this point"),
        (lambda x: (x - 0.5).sqrt().sum(), "sqrt", "nondifferentiable", "an infinite slope at this point"),
        (lambda x: (((x - 0.5).log() * 2) * x).sum(), "mul", "nonfinite", "not finite at this point"),
    ],
)
def test_a_node_that_did_not_pass_says_why(fn: Any, op: str, verdict: str, reason: str) -> None:
    found = painted(case(fn))
    marks = [found.marks[node.id] for node in found.graph.nodes if node.op == op]
    assert (verdict, reason) in [(mark.verdict, mark.reason) for mark in marks]


def test_the_wrong_node_fails_with_its_worst_entry_and_the_others_pass() -> None:
    found = painted(case(lambda x: Doubled.apply(x.sin()).sum()))
    assert told(found) == [("sin", "pass"), ("Doubled", "fail"), ("sum", "pass")]
    mark = next(mark for mark in found.marks.values() if mark.verdict == "fail")
    assert (float(mark.analytic), float(mark.numeric), found.verdict) == (3.0, pytest.approx(2.0, rel=1e-5), Verdict.FAIL)  # 6 digits


def test_a_node_that_the_whole_accuses_fails_with_the_reason() -> None:
    found = painted(case(lambda x: Clipped.apply(x).sum()))
    assert told(found) == [("Clipped", "fail"), ("sum", "pass")]
    assert "clipped" in next(mark.reason for mark in found.marks.values() if mark.verdict == "fail")


def test_what_fails_though_every_node_is_right_is_said() -> None:
    found = painted(case(lambda x: (x * x.detach()).sum()))
    assert {verdict for _, verdict in told(found)} == {"pass"}
    assert found.verdict is Verdict.FAIL
    assert found.says.startswith("as a whole: G10")
    assert found.says.endswith(" in x")


def test_of_many_alike_some_are_examined_and_the_others_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(x: Any) -> Any:
        for _ in range(40):
            x = x.sin()
        return Doubled.apply(x).sum()

    monkeypatch.setattr(alone, "EACH", 20)
    found = painted(case(deep))
    marks = [found.marks[node.id] for node in found.graph.nodes if node.op == "sin"]
    assert {mark.verdict for mark in marks} == {"pass"}
    assert 0 < sum(not mark.alike for mark in marks) < 10
    assert found.verdict is Verdict.FAIL
    assert "one by one" in found.says
