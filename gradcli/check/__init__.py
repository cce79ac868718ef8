"""Cases to a Report."""

from __future__ import annotations

import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np

from gradcli import codes, engines
from gradcli.cases import Case, Settings
from gradcli.check import user
from gradcli.check.kinds import contract, forward_mode, gradient, hygiene, second_order
from gradcli.check.placing import placed
from gradcli.check.points import moved
from gradcli.check.records import verified
from gradcli.check.session import Session
from gradcli.engines import Engine
from gradcli.finding import RANK, Checked, Finding, Report, Verdict, worst

Watch = Callable[[Checked], None]
STAGES = (hygiene.check, contract.check, gradient.check, forward_mode.check)


def run(cases: Iterable[Case], settings: Settings | None = None, watch: Watch | None = None) -> Report:
    """Check every case. settings: for what a case leaves at its default; watch: told of each result as it comes."""
    start = time.perf_counter()
    done = []
    for case in cases:
        done.append(_whatever_happens(merged(case, settings)))
        if watch:
            watch(done[-1])
    done.sort(key=lambda checked: checked.id)
    return Report(tuple(done), seconds=time.perf_counter() - start, run=_about(settings or Settings()))


def _whatever_happens(case: Case) -> Checked:
    """`check_case`; a bug of ours leaves the other cases their verdicts."""
    try:
        return check_case(case)
    except Exception as error:
        why = f"a bug in gradcli: {type(error).__name__}: {error}"
        found = Finding(codes.get("G607"), why=why, detail=traceback.format_exc(), data={"bug": True})
        return Checked(case.id, case.name, case.where, case.engine, Verdict.ERROR, (found,))


def merged(case: Case, settings: Settings | None) -> Case:
    """The case with `settings` wherever its own are the default."""
    if settings is None:
        return case
    own = {f.name: getattr(case.settings, f.name) for f in fields(Settings) if getattr(case.settings, f.name) != f.default}
    return replace(case, settings=replace(settings, **own))


def _about(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in ("seed", "dtype", "method", "mode", "order")}


def check_case(case: Case, engine: Engine | None = None, thorough: bool = False) -> Checked:
    """Everything about one case, by its own engine unless one is given. Exceptions of user code become findings; ours come through.

    thorough: also look at every node alone where the whole is right, so that each gets its mark.
    """
    checked = _checked(case, engine or engines.get(case.engine), thorough)
    assert checked is not None
    return checked


def complaint(case: Case) -> Checked | None:
    """`check_case` of a case that does not pass; None for one that does, without a record of how well."""
    return _checked(case, engines.get(case.engine), thorough=False, only=lambda findings: _verdict(findings) is not Verdict.PASS)


def _checked(case: Case, engine: Engine, thorough: bool, only: Callable[[list[Finding]], bool] = lambda _: True) -> Checked | None:
    """only: the findings a record is wanted of."""
    start = time.perf_counter()
    with user.captured() as prints, np.errstate(all="ignore"), warnings.catch_warnings(), case.around():
        warnings.simplefilter("ignore")
        session, findings = _at_points(case, engine, thorough)
    try:
        if not only(findings):
            return None
        return _record(session, findings, (prints.out.getvalue(), prints.err.getvalue()), time.perf_counter() - start)
    finally:
        session.close()


def _at_points(case: Case, engine: Engine, thorough: bool) -> tuple[Session, list[Finding]]:
    """The case at its own point, and at moved ones while it passes; the worst result is kept."""
    session, findings = _at(Session(case, engine, dict(case.inputs), thorough=thorough))
    for k in range(1, case.settings.points):
        if _verdict(findings).severity == "error":
            break
        other, found = _at(Session(case, engine, moved(case.inputs, case.settings.seed, k)))
        if _verdict(found) in (Verdict.FAIL, Verdict.NONDETERMINISTIC):  # elsewhere a function may leave its domain
            other.notes.append(f"found at point {k + 1} of {case.settings.points}")
            session, other, findings = other, session, [replace(f, data={**f.data, "point": k + 1}) for f in found]
        other.close()
    return session, findings


def _at(session: Session) -> tuple[Session, list[Finding]]:
    findings: list[Finding] = []
    try:
        for stage in STAGES + (second_order.check,) * (session.settings.order == 2):
            findings.extend(stage(session))
            if _verdict(findings).severity == "error":
                break
    except user.UserError as raised:
        findings.append(placed(session, user.finding(raised)))
    return session, findings


def _verdict(findings: Iterable[Finding]) -> Verdict:
    return worst(finding.verdict for finding in findings)


def _record(session: Session, findings: list[Finding], prints: tuple[str, str], seconds: float) -> Checked:
    case, pairs = session.case, session.pairs()
    return Checked(
        id=case.id,
        name=case.name,
        where=case.where,
        engine=case.engine,
        verdict=_verdict(findings),
        findings=tuple(sorted(findings, key=lambda f: RANK[f.verdict])),
        pairs=tuple(pairs),
        inputs=tuple(_inputs(case)),
        digits=verified(pairs),
        mode=session.mode,
        order=case.settings.order,
        evaluations=session.evaluations,
        seconds=seconds,
        timing=dict(session.timing),
        stdout=prints[0],
        stderr=prints[1],
        reproduce=f"gradcli check {case.id} --seed {case.settings.seed} -v",
        notes=(*case.notes, *session.notes),
        unexamined=tuple(sorted(session.unexamined)),
        graph=session.shown,
        marks=session.marks,
        ladders=session.ladders,
    )


spelled = cache(str)  # numpy spells a type anew each time


def _inputs(case: Case) -> Iterable[Mapping[str, Any]]:
    for name, value in case.inputs.items():
        array = np.asarray(value)
        yield {"name": name, "shape": array.shape, "dtype": spelled(array.dtype), "source": case.sources.get(name, "")}
