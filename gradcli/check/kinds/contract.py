"""What every backward owes: the same answer twice, nothing changed in place, the right dtype, linearity in the incoming gradient.

The engine's own operations owe it to the engine's tests: where nothing else runs in a backward, and calls repeat, nobody is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gradcli import codes
from gradcli.check import user, wiring
from gradcli.check.guarded import Guarded
from gradcli.check.kinds.hygiene import culprit, differs, equal, event_of
from gradcli.check.linear import Fault, cotangents, fault, small_cotangent
from gradcli.check.node_contract import clobbering, jittering, nonlinear
from gradcli.check.nodes import argument_name
from gradcli.check.replay import leaves_above
from gradcli.check.session import Session
from gradcli.check.subject import coarsest, same, split
from gradcli.finding import Entry, Finding
from gradcli.graph import Node

Array = np.ndarray[Any, Any]
Gradients = dict[str, Array | None]
CALLS = 3  # in a row, of a function that was seen not to repeat: what comes at every third call is among them


@dataclass(frozen=True, slots=True)
class Trial:
    """One pullback tried out: the inputs and cotangents given, copies of both, and the gradients that came back."""

    pullback: Guarded
    given: Mapping[str, Array]
    g: Array
    gs: list[Array | None]
    before: list[Array | None]
    raw: Gradients
    found: Gradients


def check(session: Session) -> Iterator[Finding]:
    """Findings G603, G401, G103, G402, G105, G102; nothing more once a step has made one."""
    if not session.results or not session.sources:
        cut = wiring.listed(session, wiring.Cut(""))
        yield Finding(codes.get("G603"), where=cut.where or session.case.where, why=cut.says)
        return
    if session.recurs:
        return
    plain = session.tape.graph.plain
    for _ in range(CALLS if plain else 1):
        trial, found = _once_more(session)
        if found:
            yield found
            return
    if trial and not plain:
        yield from _linear(session, trial)


def _once_more(session: Session) -> tuple[Trial | None, Finding | None]:
    """The function called again, and its backward tried out; what was found on the way."""
    given = session.copies()
    outputs, _, fresh = session.pull(given)
    if not equal(session.outputs, outputs, session.settings.nondet_tol):
        return None, differs(session, [session.outputs, outputs])
    trial = _tried(session, fresh, given)
    return trial, next(filter(None, (step(session, trial) for step in (_in_place, _repeats, _dtypes))), None)


def _tried(session: Session, pullback: Guarded, given: Mapping[str, Array]) -> Trial:
    g = small_cotangent(session.rng, session.m)
    parts = split(g, session.results)
    gs = [parts.get(name) for name in session.outputs]
    before = [None if h is None else h.copy() for h in gs]
    raw = pullback(gs)
    return Trial(pullback, given, g, gs, before, raw, session.flat(raw))


def _in_place(session: Session, trial: Trial) -> Finding | None:
    """The incoming gradient, arguments and inputs must survive the backward; inside the graph every user's node is asked alone."""
    graph = session.tape.graph
    node, argument = (None if graph.plain else clobbering(session.record(), session.rng)) or (None, "")
    if node is None and all(g is None or old is None or same(g, old) for g, old in zip(trial.gs, trial.before)):
        return _inputs_changed(session, trial)
    where = node.written if node and node.written else session.case.where
    blamed, why = culprit(node, argument) if node else None, f"the backward changes its argument {argument} in place" if argument else ""
    return Finding(codes.get("G103"), where=where, input=only_input(session, node, argument), culprit=blamed, why=why)


def only_input(session: Session, node: Node | None, argument: str = "") -> str:
    """The one input that reaches a node (the whole for None), through one argument if it is named; "" where several do."""
    names = [block.name for block in session.sources]
    if node is not None:
        ways = [edge.source for k, edge in enumerate(node.parents) if argument in ("", argument_name(node, k))]
        above = {name for source in ways for name in leaves_above(session.tape.graph, source)}
        names = [name for name in names if name in above]
    return names[0] if len(names) == 1 else ""


def _inputs_changed(session: Session, trial: Trial) -> Finding | None:
    name = next((name for name, before in session.inputs.items() if not same(trial.given[name], before)), None)
    if name is None:
        return None
    return Finding(codes.get("G103"), where=session.case.where, input=name, why=f"the backward changes the input {name} in place")


def _repeats(session: Session, trial: Trial) -> Finding | None:
    """On the tape recorded first too, and once more on the same one where something of the user's runs in it."""
    assert session.pullback is not None
    others = [session.gradients(session.pullback, trial.g)]
    if not session.tape.graph.plain:
        others.append(_again(session, trial))
    names = [name for name, gradient in trial.found.items() if any(_unlike(gradient, other[name]) for other in others)]
    if not names:
        return None
    gap = max(_gap(trial.found[name], other[name]) for name in names for other in others)
    if 0 < gap <= session.settings.nondet_tol:
        return None
    node = jittering(session.tape.graph, session.rng)
    where = node.written if node and node.written else session.case.where
    return Finding(codes.get("G402"), where=where, input=names[0], culprit=culprit(node) if node else None, data={"magnitude": gap})


def _again(session: Session, trial: Trial) -> Gradients:
    """The gradients from the same tape; a backward that can run only once is asked on a fresh one."""
    try:
        return session.gradients(trial.pullback, trial.g)
    except user.UserError:
        return session.gradients(session.pull(session.copies())[2], trial.g)


def _unlike(one: Array | None, other: Array | None) -> bool:
    if one is None or other is None:
        return one is not other
    return not same(one, other)


def _gap(one: Array | None, other: Array | None) -> float:
    if one is None or other is None or not one.size:
        return 0.0
    return float(np.nan_to_num(np.abs(one - other)).max())


def _dtypes(session: Session, trial: Trial) -> Finding | None:
    for block in session.sources:
        gradient = trial.raw.get(block.name)
        if gradient is not None and np.asarray(gradient).dtype != block.dtype:
            data = {"expected": str(block.dtype), "got": str(np.asarray(gradient).dtype)}
            return Finding(codes.get("G105"), where=session.case.where, input=block.name, data=data)
    return None


def _linear(session: Session, trial: Trial) -> list[Finding]:
    """The whole, and every user's node alone: behind a small factor a clipped gradient never meets its limit."""
    unit = coarsest(node.dtype for node in session.tape.graph.nodes)
    whole = fault(session.puller(), cotangents(session.rng, session.m), trial.found, unit)
    guilty = nonlinear(session.tape.graph, session.rng, users_only=whole is None)
    places = {(node.op, node.where): (node, own) for node, own in reversed(guilty)}
    if not places:
        return [_not_linear(session, _indexed(session, whole), None)] if whole else []
    return [_not_linear(session, own, node) for node, own in reversed(places.values())]


def _indexed(session: Session, found: Fault) -> Fault:
    block = next(block for block in session.sources if block.name == found.input)
    return replace(found, index=block.index(found.entry))


def _not_linear(session: Session, found: Fault, node: Node | None) -> Finding:
    hook = event_of(session.tape.graph, "hook") if node is None else None
    where = node.written if node and node.written else hook.where if hook and hook.where else session.case.where
    blamed = culprit(node, found.input) if node else None
    name = only_input(session, node, found.input) if node else found.input
    data = {"kind": found.kind, "magnitude": found.magnitude}
    why = found.says + ", by a hook" * bool(hook)
    entry = Entry((), found.index, found.together, found.apart, found.bound)
    return Finding(codes.get("G102"), where=where, input=name, entry=entry, culprit=blamed, why=why, data=data)
