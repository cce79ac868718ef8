"""What would be checked: every case with its inputs, their shapes, dtypes and where they came from, and what was skipped and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gradcli.cases import Case
from gradcli.cli import terminal
from gradcli.cli.collect import Found
from gradcli.cli.options import Check
from gradcli.report.text import plural


def show(found: Found, options: Check) -> int:
    """Write the list; exit code 0, 1 when a file does not load, 5 when there is no case."""
    lines = [line for case in found.cases.values() for line in _case(case)]
    lines += [f"skipped  {one.id}: {one.reason}" for one in found.skipped.values()]
    lines += [f"broken   {one.where}: {one.findings[0].raised}" for one in found.broken.values()]
    broken = f", {len(found.broken)} broken" if found.broken else ""
    lines.append(f"\n{plural(len(found.cases), 'case')}, {len(found.skipped)} skipped{broken}")
    terminal.say("\n".join(lines).lstrip() + "\n")
    if found.broken:
        return 1
    return 0 if found.cases or options.allow_empty else 5


def _case(case: Case) -> Iterator[str]:
    yield f"{case.id}   ({case.kind}, {case.engine} engine)"
    width = max(map(len, case.inputs), default=0)
    for name, value in case.inputs.items():
        yield f"    {name.ljust(width)}  {described(value)}  from {case.sources.get(name, '?')}"
    yield from (f"    note: {note}" for note in case.notes)


def described(value: Any) -> str:
    """ "(3, 4) float64"."""
    return f"{tuple(value.shape)} {value.dtype}"
