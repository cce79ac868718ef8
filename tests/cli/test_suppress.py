"""`# gradcli: ignore[...]`: what it accepts, on which lines, and when it is idle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gradcli import cli
from gradcli.cli.suppress import comments

KINK = "import torch\n\n\ndef f(x=torch.tensor([0.0, 1.0], requires_grad=True)):{head}\n    y = torch.relu({first}\n        x){second}\n    return y{last}\n"


def kink(**where):
    return KINK.format(**dict.fromkeys(("head", "first", "second", "last"), "") | where)


@pytest.fixture
def found(tmp_path, monkeypatch, capsys):
    """The codes a command finds in a file with some text."""
    monkeypatch.chdir(tmp_path)

    def codes(text, command="check", name="f.py"):
        Path(name).write_text(text)
        path = "" if "::" in command or "-k" in command else name
        cli.run([*command.split(), *([path] if path else []), "--format", "json"])
        return sorted(one["code"] for check in json.loads(capsys.readouterr().out)["checks"] for one in check["findings"])

    return codes


@pytest.mark.parametrize("place", ["head", "first", "second"])
def test_a_kink_is_accepted_on_any_line_of_its_statement_and_at_the_head_of_its_case(found, place):
    assert found(kink()) == ["G201"]
    assert found(kink(**{place: "  # gradcli: ignore[G201] meant so"})) == []


def test_a_comment_beside_the_statement_accepts_nothing_and_says_so(found):
    assert found(kink(last="  # gradcli: ignore[G201]")) == ["G201", "G718"]


@pytest.mark.parametrize(
    ("codes", "left"),
    [("G201", []), ("G201, G202", ["G718"]), ("G202", ["G201", "G718"]), ("G999", ["G201", "G718"]), ("", ["G201", "G718"])],
)
def test_each_code_of_a_comment_counts_by_itself(found, codes, left):
    assert found(kink(first=f"  # gradcli: ignore[{codes}]")) == left


def test_a_comment_without_codes_accepts_nothing(found):
    assert found(kink(first="  # gradcli: ignore")) == ["G201", "G718"]


def test_what_was_not_looked_for_is_not_called_idle(found):
    text = kink(last="  # gradcli: ignore[G704, G107] for another day")
    assert found(text) == ["G201"]
    assert found(text, "check --lint") == ["G201", "G718"]
    assert found(text, "lint") == ["G718"]
    assert "G718" in found(text, "check --order 2")


def test_nothing_is_called_idle_where_only_some_cases_were_looked_at(found):
    text = kink(last="  # gradcli: ignore[G101]")
    assert found(text) == ["G201", "G718"]
    assert found(text, "check f.py::f") == ["G201"]


def test_a_comment_in_use_is_not_idle_because_its_code_is_not_selected(found):
    assert found(kink(first="  # gradcli: ignore[G201]"), "check --select G1,G718") == []


def test_lint_is_accepted_as_well(found):
    text = "import torch\nw = torch.ones(2, requires_grad=True)\nfor _ in range(3):\n    (w * w).sum().backward(){}\n    w.data -= w.grad\n"
    assert found(text.format(""), "lint") == ["G705"]
    assert found(text.format("  # gradcli: ignore[G705] momentum"), "lint") == []


def test_only_comments_count_not_what_strings_say(tmp_path):
    file = tmp_path / "f.py"
    file.write_text("text = '''\n# gradcli: ignore[G201]\n'''\nx = 1  #gradcli:ignore[ G201 ,G101 ] why\n")
    assert [(one.line, one.span, one.codes) for one in comments(str(file))] == [(4, (4, 4), ("G201", "G101"))]


@pytest.mark.parametrize("text", ["def f(:  # gradcli: ignore[G201]\n", "x = '''  # gradcli: ignore[G201]\n", "\0# gradcli: ignore[G201]"])
def test_a_file_that_is_no_python_does_no_harm(tmp_path, text):
    file = tmp_path / "f.py"
    file.write_text(text)
    assert len(comments(str(file))) <= 1
    assert comments(str(tmp_path / "none.py")) == []


CUTS = """import torch
w = torch.tensor([0.3, 0.7], requires_grad=True)
for _ in range(2):
    print((w * 2).sum().item())
b = (w * w.detach()).sum(){first}
v = w * 2
out = (v * v.detach()).sum(){second}
"""
IGNORED = "  # gradcli: ignore[G104] meant so"


@pytest.mark.parametrize(("first", "second", "left"), [("", "", ["G104"]), (IGNORED, "", ["G104"]), (IGNORED, IGNORED, [])])
def test_a_finding_of_several_cuts_is_accepted_where_each_of_them_is(found, first, second, left):
    assert found(CUTS.format(first=first, second=second)) == left


def test_a_value_that_a_script_prints_is_no_cut_and_takes_no_comment_from_one(found):
    assert found(CUTS.format(first=IGNORED, second=IGNORED).replace("item())", f"item()){IGNORED}")) == ["G718"]
