"""gradcli graph on real files: what is folded, painted and compared."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from gradcli.cli import run

DEEP = """
import gradcli as torch
from gradcli import nn

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        return x + self.fc(x).tanh()

net = nn.Sequential(*[Block() for _ in range(6)])
loss = net(torch.ones(2, 4)).sum()
"""


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def gradcli(tmp_path, monkeypatch, capsys):
    """Runs a command line beside deep.py."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    Path("deep.py").write_text(DEEP)

    def call(line):
        code = run(line.split())
        return Answer(code, *capsys.readouterr())

    return call



@pytest.mark.parametrize(
    ("flags", "shown", "gone"),
    [
        ("--depth 0", "Block · 4 nodes", "TanhBackward0"),
        ("--max-nodes 4", "6 × Block", "TanhBackward0"),
        ("--max-nodes 6 --expand 3", "TanhBackward0", "6 × Block"),
        ("--collapse 3", "TanhBackward0", "3.fc.weight"),
        ("--focus 3", "3.fc.weight", "4.fc.weight"),
        ("--focus 3.fc.bias", "3.fc.bias", "5.fc.bias"),
        ("--max-nodes 6 --all", "5.fc.bias", "→"),
    ],
)
def test_what_a_picture_folds_can_be_chosen(gradcli, flags, shown, gone):
    answer = gradcli(f"graph deep.py --format txt -o - {flags}")
    assert (answer.code, answer.err) == (0, "")
    assert shown in answer.out
    assert gone not in answer.out


def test_a_focus_on_nothing_says_what_there_is(gradcli):
    answer = gradcli("graph deep.py --format txt -o - --focus blocks.3")
    assert answer.code == 2
    assert "--focus 'blocks.3' matches nothing" in answer.err
    assert "0.fc" in answer.err


def test_focus_on_what_failed_checks_first(gradcli):
    answer = gradcli("graph deep.py --format txt -o - --focus fail")
    assert answer.code == 0
    assert "gradcheck: " in answer.out


@pytest.mark.parametrize(("flags", "shown"), [("--leaf split", "AccumulateGrad  ‖g‖"), ("--overlay time", " µs"), ("--overlay memory", " B")])
def test_what_a_picture_shows_can_be_chosen(gradcli, flags, shown):
    answer = gradcli(f"graph deep.py --format txt -o - {flags}")
    assert (answer.code, answer.err) == (0, "")
    assert shown in answer.out


def test_a_script_without_any_grad_fn_is_told_what_to_do(gradcli):
    Path("plain.py").write_text("import gradcli as torch\ny = (torch.ones(3) * 2).sum()\n")
    answer = gradcli("graph plain.py")
    assert answer.code == 2
    assert "plain.py holds no cases" in answer.err
    assert "requires_grad=True" in answer.err


def test_what_changed_since_an_older_graph_is_shown(gradcli):
    assert gradcli("graph deep.py -o old.json").code == 0
    assert "diff: nothing changed" in gradcli("graph deep.py --diff old.json").out
    Path("deep.py").write_text(DEEP.replace(".tanh()", ".sin()"))
    answer = gradcli("graph deep.py --diff old.json")
    assert "diff: 6 added, 6 removed, 6 changed" in answer.out
    assert "−  TanhBackward0" in answer.out
    lost = gradcli("graph deep.py --diff lost.json")
    assert (lost.code, "cannot read lost.json" in lost.err) == (2, True)


def test_of_several_calls_of_gradcheck_the_first_is_drawn(gradcli):
    call = "print(torch.autograd.gradcheck(torch.{}, torch.ones(2, dtype=torch.float64, requires_grad=True)))\n"
    Path("calls.py").write_text("import torch\n" + call.format("sin") + call.format("cos"))
    answer = gradcli("graph calls.py --format txt -o -")
    assert answer.code == 0
    assert "SinBackward0" in answer.out
    assert "also there: gradcheck[1]" in answer.err
