"""The table of findings: unique, complete, explained, and every example does what its text says."""

from __future__ import annotations

import json
import re

import pytest

from gradcli import codes, folder
from gradcli.cli import run
from gradcli.cli.explain import TEXTS, page
from gradcli.errors import UsageError
from gradcli.finding import Verdict

CODES = list(codes.ALL.values())
# the built-in engine converts a Function's gradient to the dtype of its input, as torch does: the lost digits show as rounding
SEEN_AS = {"G105": "G102"}
VERDICTS = {"1": "fail", "2": "nondifferentiable", "3": "inconclusive", "4": "nondeterministic", "5": "nonfinite", "6": "error"}
APART = {"G607": ["--timeout", "60"], "G608": ["--timeout", "3"]}  # what must not take the test run with it
ASKED = {"G609": ["--method", "complex"]}
LINT = {"suspect", "fail"}  # what lint's codes, G7, may say


def examples(code):
    """The two Python examples of a code: one that has it, one that does not."""
    return re.findall(r"```python\n(.*?)```", page(code), re.DOTALL)


def test_ids_and_names_are_unique_and_well_formed():
    assert len({code.id for code in CODES}) == len({code.name for code in CODES}) == len(CODES)
    assert [code.id for code in CODES if not re.fullmatch(r"G\d{3}", code.id)] == []
    assert [code.name for code in CODES if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code.name)] == []


def test_the_first_digit_says_the_verdict():
    assert [code.id for code in CODES if code.verdict not in {VERDICTS.get(code.id[1])} | (LINT if code.id[1] == "7" else set())] == []
    assert set(VERDICTS.values()) | LINT == {verdict.value for verdict in Verdict} - {"pass"}


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_every_code_is_explained_with_two_examples(code, capsys):
    assert run(["explain", code.name]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"{code.id} {code.name}: {code.says}\n")
    assert code.do in text
    assert len(examples(code)) == 2


def test_every_text_belongs_to_a_code():
    rules = {codes.get(name.replace("_", "-")).id for name in folder.names("gradcli.lint")}
    assert sorted([*(path.stem for path in TEXTS.iterdir()), *rules]) == sorted(codes.ALL)


def test_an_unknown_code_is_an_error_naming_the_nearest(capsys):
    assert run(["explain", "G11"]) == 2
    assert "did you mean 'G7" in capsys.readouterr().err
    with pytest.raises(UsageError, match="unknown finding code 'G11'"):
        codes.get("G11")


def test_all_lists_every_code_once(capsys):
    assert run(["explain", "--all"]) == 0
    text = capsys.readouterr().out
    assert [code.id for code in CODES if text.count(f"  {code.id}  ") != 1] == []


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_the_first_example_has_the_finding_and_the_second_passes(code, tmp_path, capsys):
    flags = ["--lint"] if code.id.startswith("G7") else {**APART, **ASKED}.get(code.id, [])
    bad, good = (found(tmp_path / name, text, flags, capsys) for name, text in zip(("bad.py", "good.py"), examples(code)))
    assert SEEN_AS.get(code.id, code.id) in bad
    assert good == []


def found(path, text, flags, capsys):
    """The codes that a check finds in a file."""
    path.write_text(text)
    run(["check", str(path), "--format", "json", *flags])
    return [finding["code"] for check in json.loads(capsys.readouterr().out)["checks"] for finding in check["findings"]]
