"""Where in the graph an exception of the backward belongs: the node its message names, or the in-place change behind it."""

from __future__ import annotations

import re
from dataclasses import replace

from gradcli.check import user
from gradcli.check.session import Session
from gradcli.finding import Culprit, Finding

NAMED = re.compile(r"function (\w+)|\bin (\w+Backward\d*)")


def placed(session: Session, finding: Finding) -> Finding:
    """The finding with its culprit and place, where the graph can still be recorded and knows them."""
    if finding.code.id not in ("G602", "G604"):
        return finding
    try:
        return _overwritten(session, finding) if finding.code.id == "G604" else _named(session, finding)
    except user.UserError:
        return finding


def _overwritten(session: Session, finding: Finding) -> Finding:
    """At the line that changes what a node keeps, as far as the engine can observe that."""
    seen = user.run(lambda: session.engine.observe(session.case.fn, session.copies()))
    event = next((event for event in seen.graph.events if event.kind == "overwritten" and event.where), None)
    return finding if event is None else replace(finding, where=event.where, why=f"{event.detail} keeps what is changed here")


def _named(session: Session, finding: Finding) -> Finding:
    """At the node its message names, or the only one of the user's."""
    graph = session.record()
    found = NAMED.search(str(finding.data.get("message", "")))
    name = next((part for part in found.groups() if part), "") if found else ""
    users = [node for node in graph.nodes if node.replay is not None and node.replay.user]
    node = next((node for node in graph.nodes if name and node.grad_fn == name), users[0] if len(users) == 1 else None)
    if node is None:
        return finding
    culprit = Culprit(node.id, node.op, node.grad_fn, node.scope, node.where, "")
    return replace(finding, culprit=culprit, where=node.written or finding.where)
