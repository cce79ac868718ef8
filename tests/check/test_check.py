"""The whole: reports, errors of user code, what is printed, edge cases of shape."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from check.fake_engine import ENGINE, Rule, Var, apply, case, single
from check.user_file import checked

from gradcli import check
from gradcli.cases import Settings
from gradcli.check.session import Session
from gradcli.errors import NotSupported

X = np.array([0.3, 0.9])
SIN = Rule("Sin", np.sin, lambda g, x: g * np.cos(x))


def fails(error: Exception) -> Any:
    def f(x: Var) -> Var:
        raise error

    return f


def test_an_exception_of_user_code_is_an_error_with_its_own_traceback() -> None:
    checked = check.check_case(case(fails(KeyError("weights")), x=X), ENGINE)

    finding = checked.findings[0]
    assert (checked.verdict.value, finding.code.id) == ("error", "G601")
    assert "KeyError: 'weights'" in finding.detail
    assert "gradcli/check" not in finding.detail
    assert finding.where is not None
    assert finding.where.function == "f"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotSupported("torch.sparse is not here"), "G605"),
        (RuntimeError("function MulBackward returned an incorrect number of gradients (expected 2, got 1)"), "G602"),
        (RuntimeError("one of the variables needed for gradient computation has been modified by an inplace operation"), "G604"),
        (RuntimeError("a leaf Variable that requires grad is being used in an in-place operation."), "G604"),
        (SystemExit(3), "G601"),
    ],
)
def test_errors_are_told_apart(error: Exception, code: str) -> None:
    assert check.check_case(case(fails(error), x=X), ENGINE).findings[0].code.id == code


def test_a_gradient_of_another_shape_is_an_error() -> None:
    checked = check.check_case(single(np.sin, lambda g, x: np.ones(3), X), ENGINE)

    assert checked.findings[0].code.id == "G602"


def test_prints_are_captured() -> None:
    def f(x: Var) -> Var:
        print("hello")
        return apply(SIN, x)

    assert "hello" in check.check_case(case(f, x=X), ENGINE).stdout


def test_no_path_to_any_input_is_an_error() -> None:
    constant = lambda x: Var(np.sin(x.value), requires_grad=False)

    assert check.check_case(case(constant, x=X), ENGINE).findings[0].code.id == "G603"


def test_zero_size_and_zero_dimensional_inputs_are_compared_like_others() -> None:
    total = Rule("Total", lambda a, b: a.sum() + b * b, lambda g, a, b: (g * np.ones_like(a), 2 * g * b))

    checked = check.check_case(case(lambda e, s: apply(total, e, s), e=np.zeros((0, 3)), s=1.5), ENGINE)

    assert checked.verdict.value == "pass"
    assert [(pair.input, pair.shape) for pair in checked.pairs] == [("e", (1, 0)), ("s", (1, 1))]


def test_the_record_tells_how_it_was_checked() -> None:
    checked = check.check_case(case(lambda x: apply(SIN, x), Settings(seed=3), x=X), ENGINE)

    assert checked.verdict.value == "pass"
    assert checked.digits is not None
    assert checked.digits > 8
    assert checked.evaluations > 10
    assert checked.reproduce == "gradcli check model.py::f --seed 3 -v"
    assert checked.inputs[0]["shape"] == (2,)
    assert set(checked.timing) >= {"forward", "backward", "numeric"}


def test_a_failure_wins_over_a_warning() -> None:
    relu = Rule("Relu", lambda x: np.maximum(x, 0), lambda g, x: g * (x > 0))
    wrong = Rule("Wrong", np.sin, lambda g, x: -g * np.cos(x))

    checked = check.check_case(case(lambda x: (apply(relu, x), apply(wrong, x)), x=[0.0, 1.0]), ENGINE)

    assert checked.verdict.value == "fail"
    assert [finding.code.id for finding in checked.findings] == ["G101", "G201"]


def test_a_kink_gives_both_slopes_and_its_node() -> None:
    relu = Rule("Relu", lambda x: np.maximum(x, 0), lambda g, x: g * (x > 0))

    finding = check.check_case(case(lambda x: apply(relu, x), x=[0.0, 1.0]), ENGINE).findings[0]

    assert finding.entry is not None
    assert (finding.entry.left, finding.entry.right) == pytest.approx((0.0, 1.0), abs=1e-9)
    assert finding.culprit is not None
    assert finding.culprit.op == "Relu"


def test_tolerances_of_the_user_widen() -> None:
    nearly = lambda settings: check.check_case(single(np.sin, lambda g, x: 1.001 * g * np.cos(x), X, settings), ENGINE).verdict.value

    assert nearly(None) == "fail"
    assert nearly(Settings(rtol=1e-2)) == "pass"
    assert nearly(Settings(atol=0.1)) == "pass"


def test_a_report_is_sorted_and_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check.engines, "get", lambda name: ENGINE)
    cases = [single(np.sin, lambda g, x: s * g * np.cos(x), X) for s in (1.0,)]
    seen = []

    report = check.run(cases, Settings(seed=4), seen.append)

    assert [checked.id for checked in report.checks] == sorted(checked.id for checked in report.checks)
    assert seen == list(report.checks)
    assert report.run["seed"] == 4
    assert report.checks[0].reproduce.endswith("--seed 4 -v")
    assert report.exit_code == 0


def test_a_bug_of_ours_in_one_case_leaves_the_others_their_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    real = check.check_case
    monkeypatch.setattr(check.engines, "get", lambda name: ENGINE)

    def sometimes(one: Any) -> Any:
        if one.name == "second":
            raise KeyError("lost")
        return real(one)

    monkeypatch.setattr(check, "check_case", sometimes)
    one = single(np.sin, lambda g, x: g * np.cos(x), X)
    cases = [replace(one, id=f"m.py::{name}", name=name) for name in ("first", "second", "third")]
    report = check.run(cases)
    assert [one.verdict.value for one in report.checks] == ["pass", "error", "pass"]
    assert "KeyError: 'lost'" in report.checks[1].bugs[0]
    assert report.exit_code == 3


def test_settings_of_a_case_win_over_those_of_the_run() -> None:
    one = single(np.sin, lambda g, x: g * np.cos(x), X, Settings(rtol=1e-3))

    merged = check.merged(one, Settings(rtol=1e-6, seed=9))

    assert (merged.settings.rtol, merged.settings.seed) == (1e-3, 9)


def test_two_checks_are_the_same() -> None:
    def once() -> Any:
        checked = check.check_case(single(np.sin, lambda g, x: 1.001 * g * np.cos(x), X), ENGINE)
        return checked.findings[0].entry, checked.pairs, checked.evaluations

    assert once() == once()


@pytest.mark.parametrize("scale", [1.0, 1e-9])
def test_a_backward_that_is_not_linear_is_shown_by_an_entry_of_its_gradient(scale: float) -> None:
    f = lambda x: scale * x.reshape(2, 2)
    checked = check.check_case(single(f, lambda g, x: scale * np.clip(g.reshape(4), -1, 1), np.arange(1.0, 5.0)), ENGINE)

    finding = checked.findings[0]
    assert finding.code.id == "G102"
    assert finding.entry is not None
    assert abs(finding.entry.analytic - finding.entry.numeric) > finding.entry.bound
    assert f"gradient of a0[{finding.entry.input_index[0]}] for a sum of cotangents" in finding.message


@pytest.mark.parametrize("settings", [Settings(), Settings(points=3), Settings(order=2)], ids=["one point", "three points", "second order"])
def test_a_check_lets_go_of_what_it_made_at_once(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[weakref.ref[Session]] = []
    begin = Session.begin
    monkeypatch.setattr(Session, "begin", lambda self, *given: made.append(weakref.ref(self)) or begin(self, *given))  # type: ignore[func-returns-value]
    gc.disable()
    try:
        checked(tmp_path, "def f(x=v(0.3, 0.9)):\n    return torch.sin(x) * x\n", order=settings.order, points=settings.points)
        assert made
        assert [ref() for ref in made if ref() is not None] == []
    finally:
        gc.enable()
