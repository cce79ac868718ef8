"""What every backward owes: the same answer twice, nothing changed in place, the right dtype, linearity in the incoming gradient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from gradcli import codes
from gradcli.check import user
from gradcli.check.kinds.hygiene import culprit, same
from gradcli.check.linear import Fault, fault
from gradcli.check.node_contract import clobbering, jittering, nonlinear
from gradcli.check.session import Session
from gradcli.check.subject import split
from gradcli.engines import Pullback
from gradcli.finding import Finding
from gradcli.graph import Node

Array = np.ndarray[Any, Any]


def check(session: Session) -> Iterator[Finding]:
    """Findings G603, G103, G402, G105, G102; nothing more once a step has made one."""
    given = session.copies()
    outputs, session.carries, pullback = session.pull(given)
    session.outputs = outputs
    if not session.results or not session.sources:
        yield Finding(codes.get("G603"), where=session.case.where)
        return
    for step in (_in_place, _repeats, _dtypes):
        found = step(session, pullback, given)
        if found:
            yield found
            return
    yield from _linear(session, pullback)


def _in_place(session: Session, pullback: Pullback, given: dict[str, Array]) -> Finding | None:
    """The incoming gradient, and the inputs, must survive the backward; inside the graph every user's node is asked alone."""
    parts = split(_cotangent(session), session.results)
    gs = [parts.get(name) for name in session.outputs]
    before = [None if g is None else g.copy() for g in gs]
    pullback(gs)
    node = clobbering(session.tape.graph, session.rng)
    if node is None and all(g is None or old is None or same(g, old) for g, old in zip(gs, before)):
        return _inputs_changed(session, given)
    where = node.where if node and node.where else session.case.where
    return Finding(codes.get("G103"), where=where, culprit=culprit(node) if node else None)


def _inputs_changed(session: Session, given: dict[str, Array]) -> Finding | None:
    name = next((name for name, before in session.inputs.items() if not same(given[name], before)), None)
    if name is None:
        return None
    return Finding(codes.get("G103"), where=session.case.where, input=name, why=f"the backward changes the input {name} in place")


def _repeats(session: Session, pullback: Pullback, _given: dict[str, Array]) -> Finding | None:
    """Twice on one tape, once on a fresh one; a backward that cannot run twice is asked on fresh tapes only."""
    g = _cotangent(session)
    fresh = [session.gradients(session.pull(session.copies())[2], g) for _ in range(2)]
    try:
        again = [session.gradients(pullback, g) for _ in range(2)]
    except user.UserError:
        again = []
    names = [name for name in fresh[0] if any(_unlike(fresh[0][name], other[name]) for other in (fresh[1], *again))]
    if not names:
        return None
    gap = max(_gap(fresh[0][name], other[name]) for name in names for other in (fresh[1], *again))
    if 0 < gap <= session.settings.nondet_tol:
        return None
    node = jittering(session.tape.graph, session.rng)
    where = node.where if node and node.where else session.case.where
    return Finding(codes.get("G402"), where=where, input=names[0], culprit=culprit(node) if node else None, data={"magnitude": gap})


def _unlike(one: Array | None, other: Array | None) -> bool:
    if one is None or other is None:
        return one is not other
    return not same(one, other)


def _gap(one: Array | None, other: Array | None) -> float:
    if one is None or other is None or not one.size:
        return 0.0
    return float(np.nan_to_num(np.abs(one - other)).max())


def _dtypes(session: Session, pullback: Pullback, _given: dict[str, Array]) -> Finding | None:
    parts = split(_cotangent(session), session.results)
    found = pullback([parts.get(name) for name in session.outputs])
    for block in session.sources:
        gradient = found.get(block.name)
        if gradient is not None and np.asarray(gradient).dtype != block.dtype:
            data = {"expected": str(block.dtype), "got": str(np.asarray(gradient).dtype)}
            return Finding(codes.get("G105"), where=session.case.where, input=block.name, data=data)
    return None


def _linear(session: Session, pullback: Pullback) -> list[Finding]:
    """The whole, and every user's node alone: behind a small factor a clipped gradient never meets its limit."""
    m = sum(block.size for block in session.results)
    whole = fault(lambda g: session.gradients(pullback, g), m, session.rng)
    guilty = nonlinear(session.tape.graph, session.rng, users_only=whole is None)
    places = {(node.op, node.where): (node, own) for node, own in reversed(guilty)}
    if not places:
        return [_not_linear(session, whole, None)] if whole else []
    return [_not_linear(session, own, node) for node, own in reversed(places.values())]


def _not_linear(session: Session, found: Fault, node: Node | None) -> Finding:
    where = node.where if node and node.where else session.case.where
    blamed = culprit(node, found.input) if node else None
    name = "" if node else found.input
    data = {"kind": found.kind, "magnitude": found.magnitude}
    return Finding(codes.get("G102"), where=where, input=name, culprit=blamed, why=found.says, data=data)


def _cotangent(session: Session) -> Array:
    rng = session.rng
    m = sum(block.size for block in session.results)
    return np.asarray(rng.choice([-1.0, 1.0], m) * rng.uniform(0.5, 1.5, m))
