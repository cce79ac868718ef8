"""Programs through lint: the codes of what is found, in order."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from gradcli.cases import Settings
from gradcli.cli.collect import programs
from gradcli.cli.linting import linted
from gradcli.finding import Finding

ROOT = Path(__file__).parents[2]
AS_WRITTEN = Settings(dtype="keep")


def findings_in(file: Path) -> list[Finding]:
    """What lint finds in a file."""
    cases, _ = programs(str(file), AS_WRITTEN)
    return [finding for checked in linted(cases) for finding in checked.findings]


def codes_in(file: Path) -> list[str]:
    """The codes of what lint finds in a file."""
    return [finding.code.id for finding in findings_in(file)]


def findings_of(text: str, folder: Path) -> list[Finding]:
    """What lint finds in a program, which is written into a folder."""
    file = folder / "train.py"
    file.write_text(dedent(text))
    return findings_in(file)


def codes_of(text: str, folder: Path) -> list[str]:
    """The codes of what lint finds in a program."""
    return [finding.code.id for finding in findings_of(text, folder)]
