"""gradcli lint and check --lint on real files: exit codes, formats, selection, and what is told twice only once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from report_schema import misfits

from gradcli import cli

CLEAN = "import torch\nw = torch.tensor([1.0, 2.0], requires_grad=True)\nloss = (w * w).sum()\nloss.backward()\n"
GROWS = """import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
total = 0
for _ in range(4):
    loss = (w * w).sum()
    loss.backward()
    w.grad = None
    total += loss
"""
STALE = """import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for _ in range(4):
    loss = (w * w).sum()
    loss.backward()
    optimizer.step()
"""
TWO_RESULTS = """import torch
u = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.tensor([3.0, 4.0], requires_grad=True)
h = u * v
a = (h * u).sum()
b = (h.detach() * v).sum()
for _ in range(3):
    w = torch.ones(2, requires_grad=True)
    (w * w).sum().backward()
"""
WRONG = """import torch
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return 2 * x
    @staticmethod
    def backward(ctx, g):
        return 3 * g
def f(x=torch.tensor([1.0, 2.0], requires_grad=True)):
    return Twice.apply(x)
"""


@pytest.fixture
def gradcli(tmp_path, monkeypatch, capsys):
    """Runs a command line in an empty directory: (exit code, standard output)."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()

    def call(line):
        code = cli.run(line.split())
        return code, capsys.readouterr().out

    return call


@pytest.mark.parametrize(
    ("text", "flags", "code"),
    [
        (CLEAN, "", 0),
        (GROWS, "", 0),
        (GROWS, "--strict", 1),
        (GROWS, "--strict --ignore G704", 0),
        (GROWS, "--strict --select G705", 0),
        (GROWS, "--strict --select growing-graph", 1),
        (STALE, "", 1),
        (STALE, "--exit-zero", 0),
        (STALE, "--ignore G7", 0),
        (STALE, "--select G9", 2),
        ("x = (", "", 1),
        ("import torch\nraise ValueError('no')\n", "", 1),
        ("import torch\ntorch.no_such_thing(1)\n", "", 1),
        ("import sys\nsys.exit(0)\n", "", 0),
        ("import sys\nsys.exit(3)\n", "", 1),
        ("", "", 0),
    ],
)
def test_the_exit_code_says_what_happened(gradcli, text, flags, code):
    Path("train.py").write_text(text)
    assert gradcli(f"lint train.py {flags}")[0] == code


def test_a_path_that_does_not_exist_is_a_wrong_call_and_no_file_is_nothing_checked(gradcli):
    assert gradcli("lint nothing.py")[0] == 2
    assert gradcli("lint")[0] == 5
    assert gradcli("lint --allow-empty")[0] == 0


def test_one_line_for_each_finding_has_file_line_and_code(gradcli):
    Path("train.py").write_text(GROWS)
    assert gradcli("lint train.py --format concise")[1].startswith("train.py:8: G704 the graph grows with every iteration: ")


def test_the_text_shows_a_warning_in_full_with_its_line_and_the_command_that_explains(gradcli):
    Path("train.py").write_text(GROWS)
    _, out = gradcli("lint train.py")
    assert "train.py:8: G704 growing-graph" in out
    assert "8 │     total += loss" in out
    assert "gradcli explain G704" in out
    assert "1 check: 1 warning." in out


def test_the_document_fits_the_schema_and_places_every_finding(gradcli):
    Path("train.py").write_text(GROWS + STALE)
    _, out = gradcli("lint train.py --format json")
    document = json.loads(out)
    assert misfits(document) == []
    found = [(one["file"], one["line"], one["level"]) for check in document["checks"] for one in check["findings"]]
    assert sorted(found) == [("train.py", 8, "warning"), ("train.py", 14, "error")]
    assert len({one["fingerprint"] for check in document["checks"] for one in check["findings"]}) == 2
    assert document["summary"]["fail"] == 1


def test_the_part_for_the_main_program_is_run(gradcli):
    body = "".join(f"    {line}\n" for line in STALE.splitlines()[1:])
    Path("train.py").write_text(f"import torch\ndef main():\n{body}\nif __name__ == '__main__':\n    main()\n")
    code, out = gradcli("lint train.py --format concise")
    assert (code, out[:17]) == (1, "train.py:7: G705 ")


def test_one_case_of_a_file_is_linted_by_name(gradcli):
    Path("f.py").write_text("import torch\ndef f(x=torch.ones(2, requires_grad=True)):\n    return x.sum()\n")
    assert "f.py::f" in gradcli("lint f.py::f")[1]
    assert "<script>" not in gradcli("lint f.py::f")[1]


def test_what_happens_before_an_exception_is_told_too(gradcli):
    Path("train.py").write_text(STALE + "raise ValueError('the end')\n")
    _, out = gradcli("lint train.py --format concise")
    assert [line.split()[1] for line in out.splitlines()] == ["G705", "G601"]


def test_an_overwritten_tensor_is_told_instead_of_the_exception_it_leads_to(gradcli):
    text = "import torch\nx = torch.ones(2, requires_grad=True)\ny = x.exp()\ny.add_(1)\ny.sum().backward()\n"
    Path("train.py").write_text(text)
    code, out = gradcli("lint train.py --format concise")
    assert (code, out[:17], len(out.splitlines())) == (1, "train.py:4: G706 ", 1)


def test_a_check_with_lint_has_both_kinds_of_findings_in_one_record(gradcli):
    Path("f.py").write_text(WRONG)
    _, out = gradcli("check f.py --lint --format json")
    (check,) = json.loads(out)["checks"]
    assert [one["code"] for one in check["findings"]] == ["G101", "G715"]
    assert gradcli("check f.py --format concise")[1].count("G715") == 0


def test_a_file_that_does_not_load_is_told_once(gradcli):
    Path("f.py").write_text("import torch\nraise ValueError('no')\n")
    code, out = gradcli("check f.py --lint --format concise")
    assert (code, len(out.splitlines())) == (1, 1)


def test_two_runs_are_the_same(gradcli):
    Path("train.py").write_text(GROWS + STALE)
    assert gradcli("lint train.py --format concise") == gradcli("lint train.py --format concise")


def test_formulas_have_no_program_but_are_linted(gradcli):
    Path("spring.expr").write_text("k = 2.5\nx = [0.1, -0.4]\nsum(k * x^2)\n")
    assert gradcli("lint spring.expr")[0] == 0


def test_two_findings_of_one_code_have_fingerprints_of_their_own_that_do_not_depend_on_the_line(gradcli):
    twice = GROWS.replace("total = 0", "total = other = 0") + "    other += 2 * loss\n"

    def fingerprints(text):
        Path("train.py").write_text(text)
        (check,) = json.loads(gradcli("lint train.py --format json")[1])["checks"]
        return [one["fingerprint"] for one in check["findings"]]

    assert len(set(fingerprints(twice))) == 2
    assert fingerprints(twice) == fingerprints("# moved\n" + twice)


def test_a_check_of_one_result_of_a_script_lints_the_script(gradcli):
    Path("f.py").write_text(TWO_RESULTS)
    assert gradcli("check f.py --collect-only")[1].count("<script>[") == 2
    code, out = gradcli("check f.py::<script>[b] --lint --format concise")
    assert "f.py:8: G707 " in out
    assert code != 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a worker is a fork")
def test_a_program_that_ends_its_process_leaves_the_others_their_findings(gradcli):
    Path("a.py").write_text("import os, torch\nos._exit(7)\n")
    Path("b.py").write_text(GROWS)
    code, out = gradcli("lint a.py b.py --format concise")
    assert (code, [line.split()[1] for line in out.splitlines()]) == (1, ["G607", "G704"])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a worker is a fork")
def test_a_program_without_end_is_given_up(gradcli):
    Path("a.py").write_text("import torch\nwhile True:\n    pass\n")
    code, out = gradcli("lint a.py --timeout 0.5 --format concise")
    assert (code, [line.split()[1] for line in out.splitlines()]) == (1, ["G608"])
    assert gradcli("lint a.py --timeout 0")[0] == 2


FUNCTIONS = "import torch\nW = torch.ones(2, requires_grad=True)\ndef f(x=torch.ones(2, requires_grad=True)):\n    return x * W\n"


def test_a_file_of_functions_is_no_program_and_what_these_use_is_not_unused(gradcli):
    Path("f.py").write_text(FUNCTIONS)
    Path("g.py").write_text(FUNCTIONS)
    Path("h.py").write_text(FUNCTIONS + "(W * W).sum().backward()\n")
    code, out = gradcli("lint f.py g.py h.py --format json")

    found = {check["id"]: check["findings"] for check in json.loads(out)["checks"]}
    assert (code, found) == (0, {"f.py::f": [], "g.py::f": [], "h.py::<script>": [], "h.py::f": []})


def test_a_directory_without_check_files_says_that_programs_are_named(tmp_path, monkeypatch, capsys):
    (tmp_path / "train.py").write_text(GROWS)
    monkeypatch.chdir(tmp_path)

    assert cli.run(["lint", "."]) == 5
    assert "name the program, or add it to `include`" in capsys.readouterr().err
