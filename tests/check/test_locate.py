"""Blame: the node whose backward is wrong is named, and nobody else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from check import user_file
from check.fake_engine import ENGINE, Rule, apply, case, detach

from gradcli.cases import Settings
from gradcli.check import check_case
from gradcli.finding import Checked

rng = np.random.default_rng(5)
X = rng.uniform(0.5, 1.5, 4)
SIN = Rule("Sin", np.sin, lambda g, x: g * np.cos(x), user=False)
EXP = Rule("Exp", np.exp, lambda g, x: g * np.exp(x), user=False)
SUM = Rule("Sum", np.sum, lambda g, x: g * np.ones_like(x), user=False)
BAD_TANH = Rule("BadTanh", np.tanh, lambda g, x: g * (1 - np.tanh(x)), line=31)
BAD_MUL = Rule("BadMul", lambda a, b: a * b, lambda g, a, b: (g * b, g * b), line=32)


def checked(build: Any, settings: Settings | None = None, **inputs: Any) -> Checked:
    return check_case(case(build, settings, **(inputs or {"x": X})), ENGINE)


def blamed(result: Checked) -> list[str]:
    return [finding.culprit.op for finding in result.findings if finding.culprit]


def test_names_the_wrong_node_between_right_ones() -> None:
    result = checked(lambda x: apply(SUM, apply(EXP, apply(BAD_TANH, apply(SIN, x)))))

    assert blamed(result) == ["BadTanh"]
    culprit = result.findings[0].culprit
    assert culprit is not None
    assert (str(culprit.where), culprit.grad_fn) == ("model.py:31", "BadTanhBackward")
    assert "factor 1 / (1 + y)" in result.findings[0].why


def test_names_the_argument_whose_gradient_is_wrong() -> None:
    result = checked(lambda x, w: apply(BAD_MUL, apply(SIN, x), w), x=X, w=X + 1)

    finding = result.findings[0]
    assert (finding.input, finding.output) == ("w", "output")
    assert finding.culprit is not None
    assert finding.culprit.argument == "a1"
    assert finding.culprit.entry is not None


def test_names_every_guilty_node_once() -> None:
    result = checked(lambda x: apply(BAD_MUL, apply(BAD_TANH, x), apply(BAD_TANH, apply(SIN, x))))

    assert sorted(blamed(result)) == ["BadMul", "BadTanh"]


def test_the_entry_is_of_the_whole_and_of_the_node() -> None:
    finding = checked(lambda x: apply(EXP, apply(BAD_TANH, x))).findings[0]

    assert finding.entry is not None
    assert finding.entry.input_index == finding.entry.output_index
    k = finding.entry.input_index[0]
    whole = np.exp(np.tanh(X[k])) * (1 - np.tanh(X[k]) ** 2)
    assert abs(finding.entry.numeric - whole) < 1e-9
    assert finding.culprit is not None
    assert finding.culprit.entry is not None
    assert abs(finding.culprit.entry.analytic - (1 - np.tanh(X[finding.culprit.entry.input_index[0]]))) < 1e-12


def test_a_node_right_alone_and_wrong_as_recorded_is_stale() -> None:
    stale = Rule("Cached", np.tanh, lambda g, x: g * (1 - np.tanh(x) ** 2), stale=lambda g, x: g * (1 - np.tanh(x + 1) ** 2))

    result = checked(lambda x: apply(SIN, apply(stale, x)))

    assert result.findings[0].code.id == "G106"
    assert result.findings[0].why.startswith("its backward uses what another call")
    assert blamed(result) == ["Cached"]


def test_a_cut_path_is_reported_with_its_place() -> None:
    result = checked(lambda x: x * detach(apply(SIN, x)))

    finding = result.findings[0]
    assert finding.code.id == "G104"
    assert str(finding.where) == "model.py:7"
    assert "detach()" in finding.why


def test_an_input_that_gets_no_gradient_is_reported() -> None:
    forgets = Rule("Forgets", lambda a, b: a * b, lambda g, a, b: (g * b, None))

    result = checked(lambda x, w: apply(forgets, x, w), x=X, w=X)

    assert (result.findings[0].code.id, result.findings[0].input) == ("G104", "w")
    assert blamed(result) == ["Forgets"]


def test_an_unused_input_without_gradient_is_fine() -> None:
    ignores = Rule("Ignores", lambda a, b: 2 * a, lambda g, a, b: (2 * g, None))

    assert checked(lambda x, w: apply(ignores, x, w), x=X, w=X).verdict.value == "pass"


def test_a_declared_surrogate_passes_and_the_rest_is_still_checked() -> None:
    through = Rule("Through", np.round, lambda g, x: g, surrogate=True)

    assert checked(lambda x: apply(EXP, apply(through, apply(SIN, x)))).verdict.value == "pass"
    wrong = checked(lambda x: apply(BAD_TANH, apply(through, apply(SIN, x))))
    assert blamed(wrong) == ["BadTanh"]


def test_an_undeclared_surrogate_fails() -> None:
    through = Rule("Through", np.round, lambda g, x: g)

    result = checked(lambda x: apply(EXP, apply(through, x)))

    assert result.verdict.value == "fail"
    assert blamed(result) == ["Through"]


def test_a_large_case_is_projected_and_still_blames() -> None:
    x = rng.uniform(0.5, 1.5, 3000)

    right = checked(lambda x: apply(SUM, apply(EXP, apply(SIN, x))), x=x)
    wrong = checked(lambda x: apply(SUM, apply(EXP, apply(BAD_TANH, x))), x=x)

    assert (right.verdict.value, right.mode) == ("pass", "projected")
    assert blamed(wrong) == ["BadTanh"]


def test_one_wrong_entry_of_a_large_case_is_found_by_bisection() -> None:
    def vjp(g: Any, x: Any) -> Any:
        out = g * np.cos(x)
        out[1234] *= 1.01
        return out

    result = checked(lambda x: apply(SUM, apply(Rule("OneBad", np.sin, vjp), x)), x=rng.uniform(0.5, 1.0, 3000))

    assert blamed(result) == ["OneBad"]
    assert result.findings[0].entry is not None
    assert result.findings[0].entry.input_index == (1234,)


def test_marks_show_the_failing_node_and_the_passing_ones() -> None:
    result = checked(lambda x: apply(EXP, apply(BAD_TANH, apply(SIN, x))))

    assert result.graph is not None
    words = {result.graph.nodes[k].op: mark.verdict for k, mark in result.marks.items()}
    assert words == {"Sin": "pass", "BadTanh": "fail", "Exp": "pass"}
    failing = next(mark for mark in result.marks.values() if mark.verdict == "fail")
    assert failing.analytic
    assert failing.numeric
    assert "factor" in failing.reason


def test_nodes_right_and_differences_lost_is_inconclusive_not_a_failure() -> None:
    shift = Rule("Shift", lambda x: x + 1e20, lambda g, x: g, user=False)
    back = Rule("Back", lambda x: x - 1e20, lambda g, x: g, user=False)

    assert checked(lambda x: apply(back, apply(shift, x))).verdict.value == "inconclusive"


def test_several_outputs_and_the_one_that_is_wrong() -> None:
    result = checked(lambda x: (apply(SIN, x), apply(BAD_TANH, x)))

    assert result.findings[0].output == "output 1"
    assert [(pair.output, pair.verdict.value) for pair in result.pairs] == [("output 0", "pass"), ("output 1", "fail")]


def test_an_error_that_shows_only_elsewhere_is_found_at_more_points() -> None:
    tails = Rule("Tails", np.tanh, lambda g, x: np.where(np.abs(x) > 3, 0.0, g * (1 - np.tanh(x) ** 2)))
    build = lambda x: apply(tails, x)

    assert checked(build).verdict.value == "pass"
    result = checked(build, Settings(points=20))
    assert result.verdict.value == "fail"
    assert result.findings[0].data["point"] > 1


@pytest.mark.parametrize("method", ["backward", "vjp"])
def test_a_wrong_rule_is_told_at_its_last_return_whatever_it_is_called(tmp_path, method):
    rule = user_file.function("Cube", "x", "x * x * x", "g * 3 * x").replace("def backward", f"def {method}")
    where = user_file.checked(tmp_path, rule + "def f(x=v(0.3, 0.7)):\n    return Cube.apply(x)\n").findings[0].where
    assert where.function == method
    assert "return g * 3 * x" in (tmp_path / "case.py").read_text().splitlines()[where.line - 1]
