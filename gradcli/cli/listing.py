"""What would be checked: every case with its inputs, their shapes, dtypes and where they came from, and what was skipped and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gradcli.cases import Case
from gradcli.cli import terminal
from gradcli.cli.collect import Found
from gradcli.cli.options import Check
from gradcli.errors import Where
from gradcli.report.text import plural


def show(found: Found, options: Check) -> int:
    """Write the list; exit code 0, 1 when a file does not load, 5 when there is no case."""
    terminal.say(as_json(found) if options.format == "json" else as_text(found))
    if found.broken:
        return 1
    return 0 if found.cases or options.allow_empty else 5


def as_text(found: Found) -> str:
    """The list for people."""
    lines = [line for case in found.cases.values() for line in _case(case)]
    lines += [f"skipped  {one.id}: {one.reason}" for one in found.skipped.values()]
    lines += [f"broken   {one.where}: {one.findings[0].raised}" for one in found.broken.values()]
    broken = f", {len(found.broken)} broken" if found.broken else ""
    lines.append(f"\n{plural(len(found.cases), 'case')}, {len(found.skipped)} skipped{broken}")
    return "\n".join(lines).lstrip() + "\n"


def as_json(found: Found) -> str:
    """The same for programs."""
    import json  # for them only: it takes as long to load as a small case to check

    every = {
        "cases": [_record(case) for case in found.cases.values()],
        "skipped": [{"id": one.id, **_place(one.where), "reason": one.reason} for one in found.skipped.values()],
        "broken": [{"id": one.id, **_place(one.where), "reason": one.findings[0].raised} for one in found.broken.values()],
    }
    return json.dumps(every, indent=2) + "\n"


def _record(case: Case) -> dict[str, Any]:
    inputs = [
        {"name": name, "shape": list(value.shape), "dtype": str(value.dtype), "source": case.sources.get(name, "")}
        for name, value in case.inputs.items()
    ]
    return {"id": case.id, "kind": case.kind, "engine": case.engine, **_place(case.where), "inputs": inputs, "notes": list(case.notes)}


def _place(where: Where | None) -> dict[str, Any]:
    return {"file": where.file if where else "", "line": where.line if where else 0}


def _case(case: Case) -> Iterator[str]:
    yield f"{case.id}   ({case.kind}, {case.engine} engine)"
    width = max(map(len, case.inputs), default=0)
    for name, value in case.inputs.items():
        yield f"    {name.ljust(width)}  {described(value)}  from {case.sources.get(name, '?')}"
    yield from (f"    note: {note}" for note in case.notes)


def described(value: Any) -> str:
    """ "(3, 4) float64"."""
    return f"{tuple(value.shape)} {value.dtype}"
