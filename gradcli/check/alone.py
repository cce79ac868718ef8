"""A check for the picture of a graph: every node by itself gets a mark, and one that fails its worst entry and the reason."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from gradcli import check, engines
from gradcli.cases import Case, Settings
from gradcli.check import user
from gradcli.check.jacobian import by_input
from gradcli.check.locate import Examined, alike, examine
from gradcli.check.marks import marks
from gradcli.check.question import Bounds
from gradcli.finding import Checked, Finding, Verdict
from gradcli.graph import Graph, Mark

EACH = 600  # operations up to which every one is examined; beyond, few of those that differ in nothing but their values
ENTRIES = 1 << 20  # entries of a failing node's Jacobian up to which all are measured, to name the worst
RTOL = 1e-9, 2e-5  # of float64 and of what is less precise


@dataclass(frozen=True, slots=True)
class Painted:
    """A graph and what was found out about it. marks: by node id, one for every operation.

    says: what the marks do not show, such as that the function fails as a whole though every operation is right; "" for nothing.
    """

    graph: Graph
    marks: dict[int, Mark]
    verdict: Verdict
    says: str = ""


def painted(case: Case) -> Painted:
    """The graph of a case, every node checked alone, and up to EACH operations also the whole. Exceptions of user code come through."""
    with user.captured(), np.errstate(all="ignore"), warnings.catch_warnings(), case.around():
        warnings.simplefilter("ignore")
        graph = engines.get(case.engine).graph(case.fn, case.inputs)
        found = inspected(graph, case.settings)
    alone = verdict(found)
    if sum(node.kind == "op" for node in graph.nodes) > EACH:
        return Painted(graph, found, alone, "nodes one by one")
    whole = check.check_case(case)
    found |= {i: mark for i, mark in _accused(graph, whole).items() if found[i].verdict != "fail"}
    if "fail" in {mark.verdict for mark in found.values()} or _weight(whole.verdict) <= _weight(alone):
        return Painted(graph, found, max(whole.verdict, alone, key=_weight))
    return Painted(graph, found, whole.verdict, _told(whole.findings[0]))


def _accused(graph: Graph, whole: Checked) -> dict[int, Mark]:
    """Marks of operations that are right by themselves and yet to blame: for what their backward does to others, for example."""
    accused = [(finding.culprit, finding) for finding in whole.findings if finding.culprit and finding.verdict.severity == "error"]
    return {
        culprit.node: Mark("fail", reason=finding.why or finding.code.name, argument=culprit.argument)
        for culprit, finding in accused
        if culprit.node < len(graph.nodes) and graph.nodes[culprit.node].op == culprit.op
    }


def _told(finding: Finding) -> str:
    return f"as a whole: {finding.code.id} {finding.code.name}" + (f" in {finding.input}" if finding.input else "")


def inspected(graph: Graph, settings: Settings) -> dict[int, Mark]:
    """A mark for every operation. `graph` must be fresh: replaying disturbs shared state. About 1 ms per node."""
    ops = [node for node in graph.nodes if node.kind == "op"]
    precise = all(node.dtype in ("float64", "complex128") for node in ops)
    bounds = Bounds(RTOL[0 if precise else 1] if settings.rtol is None else settings.rtol, settings.atol)
    rng = np.random.default_rng(settings.seed)
    examined, _ = examine(graph, bounds, rng, "all" if len(ops) <= EACH else "distinct")
    return _trusted(graph, marks(graph, [_sharp(one, bounds, rng) for one in examined]))


def verdict(found: dict[int, Mark]) -> Verdict:
    """The worst verdict of any node; pass when nothing was examined."""
    words = [Verdict(mark.verdict) for mark in found.values() if mark.verdict != "unchecked"]
    return Verdict.FAIL if Verdict.FAIL in words else max(words, key=_weight, default=Verdict.PASS)


def _weight(word: Verdict) -> int:
    return ("ok", "warning", "error").index(word.severity)


def _sharp(examined: Examined, bounds: Bounds, rng: np.random.Generator) -> Examined:
    """A wrong node of which only combinations were looked at, entry by entry where it is small enough."""
    subject = examined.subject
    wrong = any(grid.wrong.any() for grid in examined.grids.values())
    if not wrong or all(grid.question.full for grid in examined.grids.values()):
        return examined
    if subject.m * sum(block.size for block in subject.inputs) > ENTRIES:
        return examined
    return replace(examined, grids=by_input(subject, "full", bounds, rng))


def _trusted(graph: Graph, found: dict[int, Mark]) -> dict[int, Mark]:
    """Nodes that were not examined pass where some that differ in nothing but their values did and none failed."""
    verdicts: dict[object, set[str]] = {}
    for i, mark in found.items():
        verdicts.setdefault(alike(graph.nodes[i]), set()).add(mark.verdict)
    return {i: _by_others(mark, verdicts[alike(graph.nodes[i])]) for i, mark in found.items()}


def _by_others(mark: Mark, others: Iterable[str]) -> Mark:
    known = set(others) - {"unchecked"}
    return Mark("pass", alike=True) if mark.verdict == "unchecked" and known == {"pass"} else mark
