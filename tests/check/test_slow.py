"""Programs that have to be run for every evaluation, and take their time: a few combinations instead of every entry."""

import numpy as np
import pytest

import gradcli as torch
from gradcli.cases import Case, Run, Settings
from gradcli.check import check_case, jacobian, question
from gradcli.errors import Where

X = np.random.default_rng(0).uniform(0.5, 1.5, 100)


def cut(inputs):
    x = torch.tensor(inputs["x"], requires_grad=True)
    return Run({"y": (x * x.detach()).sum()}, {"x": x})


@pytest.mark.parametrize(("seconds", "mode"), [(0.0, "full"), (1.0, "projected")])
def test_what_takes_long_is_compared_in_combinations(monkeypatch, seconds, mode):
    monkeypatch.setattr(question, "PATIENCE", 1e9 if not seconds else 1e-9)
    checked = check_case(Case("m.py::f", "f", cut, {"x": X}, Where("m.py", 1), settings=Settings()))
    assert (checked.verdict.value, checked.mode, checked.findings[0].code.id) == ("fail", mode, "G104")
    assert any("one run of the program takes" in note for note in checked.notes) == (mode == "projected")


def two_cuts(inputs):
    x, z = (torch.tensor(inputs[name], requires_grad=True) for name in ("x", "z"))
    y = (x * x.detach()).sum() + (z * z.detach() * z).sum() + (x.sin() * z).sum()
    return Run({"y": y}, {"x": x, "z": z})


def checked_slowly(monkeypatch, fn, **inputs):
    monkeypatch.setattr(question, "PATIENCE", 1e-9)
    return check_case(Case("m.py::f", "f", fn, inputs, Where("m.py", 1), settings=Settings()))


def test_a_slow_program_is_run_a_few_hundred_times_and_one_entry_of_the_worst_input_is_found(monkeypatch):
    checked = checked_slowly(monkeypatch, two_cuts, x=X, z=2 * X)
    assert [f.code.id for f in checked.findings] == ["G104", "G104"]
    found = {f.input: f.entry for f in checked.findings}
    assert len(found["z"].input_index) == 1  # searched in the input that is wrong by most
    assert found["x"].input_index == ()
    i = found["z"].input_index[0]
    z = 2 * X[i]
    assert found["z"].numeric == pytest.approx(3 * z**2 + np.sin(X[i]), rel=1e-9)
    assert checked.evaluations < 300


def test_a_right_program_that_is_slow_passes_with_four_combinations_an_input(monkeypatch):
    def fn(inputs):
        x = torch.tensor(inputs["x"], requires_grad=True)
        return Run({"y": ((x - x.detach()) ** 2 + x.sin()).sum()}, {"x": x})  # what is cut has no slope here

    checked = checked_slowly(monkeypatch, fn, x=X)
    assert (checked.verdict.value, checked.mode) == ("pass", "projected")
    assert checked.evaluations < 60


@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_what_two_steps_do_not_show_of_a_slow_program_still_gets_a_ladder(monkeypatch, offset):
    def fn(inputs):
        x = torch.tensor(inputs["x"], requires_grad=True)
        return Run({"y": (x * x.detach()).sum() * 0.5005 + (x * x).sum() * 0.24975 + offset}, {"x": x})  # half of 1e-3 too small

    checked = checked_slowly(monkeypatch, fn, x=X)
    assert (checked.verdict.value, checked.findings[0].code.id) == ("fail", "G104")


class Twice(torch.autograd.Function):
    """2 x, its gradient times some factors, from a forward that is not linear to see."""

    @staticmethod
    def forward(ctx, x, factors):
        ctx.save_for_backward(factors)
        return 2 * x.exp().log()

    @staticmethod
    def backward(ctx, g):
        return ctx.saved_tensors[0] * 2 * g, None


def scaled(factors):
    def fn(inputs):
        x = torch.tensor(inputs["x"], requires_grad=True)
        return Run({"y": (Twice.apply(x, torch.tensor(factors)) ** 2).sum()}, {"x": x})

    return check_case(Case("m.py::f", "f", fn, {"x": X[:20]}, Where("m.py", 1), settings=Settings()))


@pytest.mark.parametrize("factors", [np.full(20, 3.0), np.r_[np.full(19, 1.0), 1.00001], np.r_[3.0, np.full(19, 1.00001)]])
def test_where_ladders_take_long_one_proves_what_the_others_would(monkeypatch, factors):
    monkeypatch.setattr(jacobian, "PATIENCE", 1e9)
    before = scaled(factors)
    monkeypatch.setattr(jacobian, "PATIENCE", 0.0)
    after = scaled(factors)
    assert [(f.code.id, f.culprit.op, f.entry.input_index, f.why) for f in after.findings] == [
        (f.code.id, f.culprit.op, f.entry.input_index, f.why) for f in before.findings
    ]
    assert after.pairs[0].wrong == before.pairs[0].wrong == np.count_nonzero(factors != 1)
    if before.pairs[0].wrong > 1:
        assert after.evaluations < 0.6 * before.evaluations
