"""Is the derivative of the gradient right too: the first-order questions asked once more, of x -> gradient of <w, f(x)>."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli import codes
from gradcli.check.kinds import gradient
from gradcli.check.nodes import examinable
from gradcli.check.question import signed
from gradcli.check.session import Session
from gradcli.check.subject import Subject, differentiable, split
from gradcli.finding import Culprit, Finding
from gradcli.graph import Node

Array = np.ndarray[Any, Any]
INCOMING = "grad_output"  # the name of how much another gradient is added to the incoming one
OTHER = 0.1  # relative move of a node's inputs that shows whether its backward depends on them


def check(session: Session) -> Iterator[Finding]:
    """Findings G107, and the warnings of first order (G201 ... G301, G502) for the gradient as a function.

    w is random and signed: with f(x) or x itself a wrong second derivative of x^2 at 0 would pass.
    """
    derive = getattr(session.engine, "gradient", None)
    if derive is None:
        session.notes.append(f"engine {session.case.engine} has no second derivatives: order 1 was checked")
        return
    derived = _derived(session, derive)
    if not derived.results:
        return
    for finding in gradient.check(derived):
        yield _second(session, finding) if finding.verdict.value == "fail" else finding
    session.adopt(derived)
    derived.close()


def _derived(session: Session, derive: Any) -> Session:
    """A session of the gradient as a function of the inputs; a gradient without a graph counts as one, of value zero.

    Where a user's backward has a say, of the incoming gradient too: alone it is a constant that nothing is asked about.
    """
    one, other = (split(g, session.results) for g in signed(session.rng, (2, session.m)))
    gs, hs = ([parts.get(name) for name in session.outputs] for parts in (one, other))
    own = any(node.replay is not None and node.replay.user for node in session.tape.graph.nodes)
    name = next(name for name in (INCOMING, f"{INCOMING}_", f"_{INCOMING}") if name not in session.inputs)
    fn = derive(session.case.fn, gs, (name, hs) if own else None)
    inputs = {**session.inputs, name: np.zeros(())} if own else session.inputs
    derived = Session(replace(session.case, fn=fn), session.engine, inputs)
    outputs, _, derived.pullback = derived.traced(derived.copies())
    derived.begin(outputs, {name: differentiable(y) for name, y in outputs.items()})
    return derived


def _second(session: Session, finding: Finding) -> Finding:
    """A first-order failure of the gradient as a second-order failure of the function."""
    node = None if finding.culprit else _candidate(session)
    culprit = Culprit(node.id, node.op, node.grad_fn, node.scope, node.where, "") if node else finding.culprit
    where = node.written if node else finding.where
    why = finding.why
    if finding.code.id == "G104" and not finding.culprit:
        why = "the backward is a constant to the second derivative: what it uses of the inputs was detached when it was saved"
    data = {**finding.data, "cause": finding.code.id}
    return replace(finding, code=codes.get("G107"), culprit=culprit, where=where, why=why, data=data)


def _candidate(session: Session) -> Node | None:
    """Where no node of the second graph is wrong, a piece of it is missing: the first custom node whose backward depends on its inputs."""
    for node, subject in examinable(session.record()):
        if node.replay is not None and node.replay.user and _depends(node, subject, session.rng):
            return node
    return None


def _depends(node: Node, subject: Subject, rng: np.random.Generator) -> bool:
    assert node.replay is not None
    parts = split(signed(rng, (subject.m,)), subject.outputs)
    gs = [parts.get(str(k), np.zeros_like(y)) for k, y in enumerate(node.replay.outputs)]
    moved = [x * (1 + OTHER) + OTHER if differentiable(x) else x for x in map(np.asarray, node.replay.inputs)]
    try:
        here, there = node.replay.pullback(gs, *map(np.array, node.replay.inputs)), node.replay.pullback(gs, *moved)
    except Exception:  # a user's backward away from its point
        return True
    return any(a is not None and b is not None and not np.allclose(a, b, rtol=1e-9, atol=0.0) for a, b in zip(here, there))
