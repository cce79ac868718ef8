"""The samples: each is found, says what it is, and gets the verdict written down in samples/expected.json."""

import ast
import json
from pathlib import Path

import pytest

from gradcli import check, read
from gradcli.cases import Settings
from gradcli.finding import Verdict

ROOT = Path(__file__).parent.parent
EXPECTED = json.loads((ROOT / "samples" / "expected.json").read_text())
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "samples").rglob("*") if path.suffix in (".py", ".expr"))


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("file", FILES)
def test_every_case_gets_its_verdict_and_nothing_is_skipped(file):
    cases, skipped = read.cases(file, Settings())
    found = {case.id: check.check_case(case).verdict.value for case in cases}
    assert found == {id: verdict for id, verdict in EXPECTED.items() if id.partition("::")[0] == file}
    assert found
    assert skipped == []


def test_expectations_name_files_that_exist():
    assert {id.partition("::")[0] for id in EXPECTED} == set(FILES)


def test_exactly_the_broken_samples_are_errors():
    errors = {id for id, verdict in EXPECTED.items() if Verdict(verdict).severity == "error"}
    assert errors == {id for id in EXPECTED if id.startswith("samples/broken/")}


BLAME = {"detached": None, "rosenbrock": "_rosen_grad"}  # a cut graph is no operation's fault; else the Function of the file


@pytest.mark.parametrize("id", [id for id, verdict in EXPECTED.items() if verdict == "fail"])
def test_a_wrong_gradient_is_blamed_on_the_function_written_wrong(id):
    path = ROOT / id.partition("::")[0]
    classes = [node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef) and "Function" in ast.dump(node)]
    (case,), _ = read.cases(str(path), Settings())
    blamed = {finding.culprit and finding.culprit.op for finding in check.check_case(case).findings}
    assert blamed == {BLAME[path.stem] if path.stem in BLAME else classes[0]}


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".py")])
def test_every_sample_opens_with_a_sentence(file):
    text = ast.get_docstring(ast.parse((ROOT / file).read_text()))
    assert text
    assert text.endswith((".", "svg"))
