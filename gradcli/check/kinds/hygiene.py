"""Is the function one at all: does it leave its inputs alone, give the same outputs twice, and finite ones?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from gradcli import codes
from gradcli.check import trouble
from gradcli.check.replay import recorded_output
from gradcli.check.session import Session
from gradcli.check.subject import same
from gradcli.finding import Culprit, Finding
from gradcli.graph import Event, Graph, Node

Array = np.ndarray[Any, Any]
ROUNDING = 16 * float(np.finfo(np.float64).eps)  # what another order of additions may change, and is no state


def check(session: Session) -> Iterator[Finding]:
    """Findings G403, G401, G501; at most one, since each makes the next question meaningless."""
    given = session.copies()
    first, carries, session.pullback = session.traced(given)
    session.begin(first, carries)
    if changed := [name for name, before in session.inputs.items() if not same(given[name], before)]:
        session.pull(session.copies())  # where an engine refuses to change a leaf, its error says it better
        yield _changed(session, changed[0])
        return
    if any(not np.isfinite(y).all() for y in first.values() if y.dtype.kind in "fc"):
        again = session.call(session.copies())  # finite outputs are computed again by the contract stage
        same_again = equal(first, again, session.settings.nondet_tol)
        yield _nonfinite(session, first) if same_again else differs(session, [first, again])


def equal(one: Mapping[str, Array], other: Mapping[str, Array], spare: float = 0.0) -> bool:
    return one.keys() == other.keys() and all(_close(y, other[name], spare) for name, y in one.items())


def _close(one: Array, other: Array, spare: float) -> bool:
    if same(one, other):
        return True
    if one.shape != other.shape or one.dtype.kind not in "fc":
        return False
    gap = np.abs(one - other)
    return bool(np.all((gap <= ROUNDING * np.abs(one) + spare) | (np.isnan(one) & np.isnan(other))))


def _changed(session: Session, name: str) -> Finding:
    """At the line that writes, where there is only one."""
    places = {event.where for event in session.record().events if event.kind == "in_place" and event.where}
    where = places.pop() if len(places) == 1 else session.case.where
    return Finding(codes.get("G403"), where=where, input=name, data={"input": name})


def differs(session: Session, runs: list[dict[str, Array]]) -> Finding:
    """Nondeterminism, told apart: a random generator, if the same state of it gives the same outputs, or hidden state."""
    random = _is_random(session)
    name, gap = max(((name, _gap(runs[0], run, name)) for run in runs[1:] for name in runs[0]), key=lambda pair: pair[1])
    node, event = _random_node(session.record()) if random else (None, None)
    where = node.where if node else event.where if event else session.case.where
    op = node.op if node else event.detail if event else ""
    why = (f"random op {op}" if op else "it draws random numbers") if random else "it keeps state between calls"
    data = {"magnitude": gap, "random": random, "op": op}
    return Finding(codes.get("G401"), where=where, output=name, culprit=culprit(node) if node else None, why=why, data=data)


def moved_on(session: Session) -> Finding | None:
    """State that calls elsewhere have changed: the same inputs gave the same outputs twice, and now, after others, do not."""
    again = session.call(session.copies())
    return None if equal(session.outputs, again, session.settings.nondet_tol) else differs(session, [session.outputs, again])


def _is_random(session: Session) -> bool:
    """Whether two calls draw and differ, and a third with the generators as they were before the first does not differ from that."""
    state = session.engine.random_state()
    one, other = session.call(session.copies()), session.call(session.copies())
    if not session.engine.has_drawn(state):
        return False
    session.engine.restore(state)
    return not equal(one, other) and equal(one, session.call(session.copies()))


def _gap(one: Mapping[str, Array], other: Mapping[str, Array], name: str) -> float:
    if name not in other or one[name].shape != other[name].shape or not one[name].size:
        return 0.0
    return float(np.nan_to_num(np.abs(np.subtract(one[name], other[name], dtype=np.result_type(one[name], np.float64)))).max())


def _random_node(graph: Graph) -> tuple[Node | None, Event | None]:
    node = next((node for node in graph.nodes if node.replay is not None and node.replay.random), None)
    return node, event_of(graph, "random")


def event_of(graph: Graph, kind: str) -> Event | None:
    """The first event of a kind."""
    return next((event for event in graph.events if event.kind == kind), None)


def _nonfinite(session: Session, outputs: Mapping[str, Array]) -> Finding:
    name = next(name for name, y in outputs.items() if y.dtype.kind in "fc" and not np.isfinite(y).all())
    bad = np.argwhere(~np.isfinite(np.atleast_1d(outputs[name])))[0]
    graph = session.shown = session.record()
    node = first_nonfinite(graph)
    data = {"index": tuple(int(k) for k in bad), "count": int((~np.isfinite(outputs[name])).sum())}
    why = f"{node.op} is the first operation whose result is not finite" if node else trouble.not_finite(session)
    where = node.where if node and node.where else session.case.where
    return Finding(codes.get("G501"), where=where, output=name, culprit=culprit(node) if node else None, why=why, data=data)


def first_nonfinite(graph: Graph) -> Node | None:
    """The first op that makes something not finite of what is, else the first that makes NaN of what has none.

    A mask that fills in -inf was told to, and is named only where nothing else can be.
    """
    return _first(graph, np.isfinite) or _first(graph, lambda x: ~np.isnan(x)) or _first(graph, np.isfinite, literal=False)


def _first(graph: Graph, is_good: Callable[[Any], Any], literal: bool = True) -> Node | None:
    """literal: numbers written into the call count as inputs."""

    def good(value: Any) -> bool:
        return np.asarray(value).dtype.kind not in "fc" or bool(np.all(is_good(value)))

    def makes(node: Node) -> bool:
        if node.kind != "op" or node.replay is None or good(recorded_output(node)):
            return False
        return all(map(good, (*node.replay.inputs, *(value for value in node.params.values() if literal and isinstance(value, float)))))

    return next(filter(makes, graph.nodes), None)


def culprit(node: Node, argument: str = "") -> Culprit:
    """A node as the one to blame."""
    return Culprit(node.id, node.op, node.grad_fn, node.scope, node.where, argument)
