"""Cases to what lint finds in their graphs; scripts are run as a whole, for what happens in their loops."""

from __future__ import annotations

import linecache
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from gradcli.cases import Case
from gradcli.finding import Checked, Finding, worst

if TYPE_CHECKING:
    from gradcli.engines import Observed

# what a run raised, how its message begins, and the findings that say where it comes from
EXPLAINED = (
    ("G601", "derivative for aten::", {"G714"}),
    ("G601", "Trying to backward through the graph a second time", {"G704"}),
    ("G603", "", {"G702"}),
    ("G604", "", {"G704", "G706"}),
)
BY_NAME = ("G701", "G717")
INFERRED = "inferred from"  # in the note of such a case


def linted(cases: Iterable[Case], watch: Callable[[Checked], object] | None = None) -> list[Checked]:
    """One record for each case, of each file the program first. What two cases of a file have in common is told once.

    A program that computes nothing, as that of a file which only defines functions, has no record beside those of its cases.
    watch: told of each record as it comes.
    """
    told: set[tuple[object, ...]] = set()
    trained: set[str] = set()
    found = []
    for checked, case in _lasting(_each(cases, trained)):
        new = {_key(case, finding): finding for finding in reversed(checked.findings) if _key(case, finding) not in told}
        kept = tuple(reversed(new.values()))
        found.append(replace(checked, findings=kept, verdict=worst(finding.verdict for finding in kept)))
        told.update(new)
        if watch is not None:
            watch(found[-1])
    return found


Linted = tuple[Checked, Case, bool]  # the last: a program that computes nothing


def _each(cases: Iterable[Case], trained: set[str]) -> Iterator[Linted]:
    for case in cases:
        if case.kind == "module" and case.where.file in trained:  # which of its parameters are meant to be, the program knows
            continue
        yield _lint(case, trained)


def _lasting(records: Iterable[Linted]) -> Iterator[tuple[Checked, Case]]:
    """The records without those of idle programs that a case of the same file follows."""
    waiting: tuple[Checked, Case] | None = None
    for checked, case, idle in records:
        if waiting is not None and waiting[1].where.file != case.where.file:
            yield waiting
        waiting = (checked, case) if idle else None
        if waiting is None:
            yield checked, case
    if waiting is not None:
        yield waiting


def _key(case: Case, finding: Finding) -> tuple[object, ...]:
    """What makes a finding the same in another case of the file: code, line and input; of a parameter by its name alone."""
    where = finding.where if finding.code.id not in BY_NAME else None
    return (finding.code.id, case.where.file, where, finding.input)


def _lint(case: Case, trained: set[str]) -> Linted:
    """One case, run and looked at. Exceptions of user code become findings; ours come through.   trained: gets files that train."""
    import numpy as np

    from gradcli import engines
    from gradcli.check import user

    start = time.perf_counter()
    linecache.checkcache()  # lines are read to name leaves and to tell findings apart, and the file may have changed
    with user.captured() as prints, np.errstate(all="ignore"), warnings.catch_warnings(), case.around():
        warnings.simplefilter("ignore")
        seen = engines.get(case.engine).observe(case.fn, case.inputs)
        findings = [_with_source(finding) for finding in _findings(case, seen, trained)]
    checked = Checked(
        id=case.id,
        name=case.name,
        where=case.where,
        engine=case.engine,
        verdict=worst(finding.verdict for finding in findings),
        findings=tuple(findings),
        mode="",
        seconds=time.perf_counter() - start,
        stdout=prints.out.getvalue(),
        stderr=prints.err.getvalue(),
        notes=case.notes,
    )
    computes = seen.raised is not None or any(node.kind == "op" for node in seen.graph.nodes)
    idle = case.kind == "script" and not computes and all(finding.code.id in BY_NAME for finding in findings)
    return checked, case, idle


def _with_source(finding: Finding) -> Finding:
    """With the text of its line, which tells it from another of its code in the same program."""
    where = finding.where
    line = linecache.getline(where.file, where.line).strip() if where is not None else ""
    return replace(finding, data={**finding.data, "source": (line,)} if line else finding.data)


def _findings(case: Case, seen: Observed, trained: set[str]) -> list[Finding]:
    from gradcli import lint
    from gradcli.check import user

    trained.update(case.where.file for event in seen.graph.events if event.kind == "sought" and event.leaves and case.kind == "script")
    found = lint.findings(seen.graph, case.kind == "script")
    if seen.raised is None:
        return found
    if any(INFERRED in note for note in case.notes):  # the input is our guess: a check says so
        return found
    raised = user.finding(user.UserError(seen.raised))
    codes, message = {finding.code.id for finding in found}, str(seen.raised)
    explained = any(raised.code.id == code and message.startswith(start) and codes & by for code, start, by in EXPLAINED)
    return found if explained else [*found, raised]
