"""What programs read: the verdict, the node, the input and the explanation of wrong gradients, in the command line's JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from check.test_right_cases import CASES as RIGHT
from check.test_wrong_cases import CASES as WRONG
from check.user_file import PRELUDE

from gradcli import cli

ORDINARY = [id for id, entry in WRONG.items() if not entry.settings and id not in ("W16", "W36")]
SPECIAL = [id for id, entry in RIGHT.items() if not entry.settings]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The result of every case by its id, from one run over all files."""
    folder = tmp_path_factory.mktemp("cases")
    codes = {id: (WRONG.get(id) or RIGHT[id]).code for id in (*ORDINARY, *SPECIAL)}
    for id, code in codes.items():
        (folder / f"grad_{id}.py").write_text(PRELUDE + code)
    report = folder / "report.json"
    cli.run(["check", str(folder), "-q", "--report", f"json={report}"])
    return {Path(check["file"]).stem.removeprefix("grad_"): check for check in json.loads(report.read_text())["checks"]}


@pytest.mark.parametrize("id", ORDINARY)
def test_a_wrong_gradient_names_node_input_and_reason(id: str, told: dict[str, Any]) -> None:
    check, entry = told[id], WRONG[id]

    assert check["verdict"] == "fail"
    assert {finding["node"]["op"] for finding in check["findings"] if finding["node"]} == {entry.op}
    assert entry.says in " | ".join(finding["explanation"] for finding in check["findings"])
    assert all(finding["file"] and finding["line"] for finding in check["findings"])
    assert {finding["input"] for finding in check["findings"]} <= {one["name"] for one in check["inputs"]}


@pytest.mark.parametrize("id", SPECIAL)
def test_everything_else_has_its_word(id: str, told: dict[str, Any]) -> None:
    check, entry = told[id], RIGHT[id]

    assert check["verdict"] == entry.verdict
    assert entry.says in " | ".join(finding["explanation"] for finding in check["findings"])
    assert bool(check["findings"]) == (entry.verdict != "pass")
