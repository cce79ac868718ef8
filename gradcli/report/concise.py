"""One line per finding, `file:line: G101 message [case]`, as compilers and linters write them: for editors and grep."""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Checked, Report
from gradcli.report._pen import harmless


def write(report: Report) -> str:
    """The findings, worst entry in the message; nothing when all passed."""
    return "".join(f"{harmless(line)}\n" for check in report.checks for line in _lines(check))


def _lines(check: Checked) -> Iterator[str]:
    for finding in check.findings:
        why = f": {finding.why}" if finding.why else ""
        yield f"{finding.location(check)}: {finding.code.id} {finding.message}{why} [{check.id}]".replace("\n", " ")
