"""Programs that have to be run for every evaluation, and take their time: a few combinations instead of every entry."""

import numpy as np
import pytest

import gradcli as torch
from gradcli.cases import Case, Run, Settings
from gradcli.check import check_case, question
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
