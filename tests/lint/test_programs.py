"""Training programs as people write them: lint is silent on right ones, and finds in wrong ones what their comments say, on that line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lint.program import codes_in, findings_in

PROGRAMS = Path(__file__).parent / "programs"


def programs(kind):
    return [pytest.param(file, id=file.stem) for file in sorted((PROGRAMS / kind).glob("*.py"))]


@pytest.mark.parametrize("file", programs("right"))
def test_a_right_program_is_clean(file):
    assert codes_in(file) == []


@pytest.mark.parametrize("file", programs("wrong"))
def test_a_wrong_program_has_its_mistake_on_its_line_and_no_other(file):
    lines = enumerate(file.read_text().splitlines(), 1)
    told = [(line, code) for line, text in lines for code in re.findall(r"G7\d\d", text.partition("#")[2])]
    assert told
    assert sorted((one.where.line, one.code.id) for one in findings_in(file)) == told
