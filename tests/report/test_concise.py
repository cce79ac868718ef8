"""One line per finding, each with file, line, code and case."""

from __future__ import annotations

import re
from dataclasses import replace

from example_report import RUN, checked, everything, finding

from gradcli.finding import Report, Verdict
from gradcli.report import concise


def test_every_finding_is_one_line_that_an_editor_understands():
    lines = concise.write(everything()).splitlines()
    assert len(lines) == 7
    assert [line for line in lines if not re.fullmatch(r"[\w./]+:\d+: G\d{3} .+ \[[\w./:]+\]", line)] == []


def test_nothing_is_written_when_all_passed():
    assert concise.write(Report((checked("a.py::f"),), run=RUN)) == ""


def test_a_reason_of_several_lines_stays_on_one():
    check = checked("a.py::f", Verdict.FAIL, replace(finding("G101"), why="one\ntwo"))
    assert concise.write(Report((check,), run=RUN)).count("\n") == 1
