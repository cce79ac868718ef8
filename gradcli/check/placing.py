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
        graph = session.record()
    except user.UserError:
        return finding
    if finding.code.id == "G604":
        event = next((event for event in graph.events if event.kind == "in_place"), None)
        return replace(finding, where=event.where) if event and event.where else finding
    found = NAMED.search(str(finding.data.get("message", "")))
    name = next((part for part in found.groups() if part), "") if found else ""
    users = [node for node in graph.nodes if node.replay is not None and node.replay.user]
    node = next((node for node in graph.nodes if name and node.grad_fn == name), users[0] if len(users) == 1 else None)
    if node is None:
        return finding
    culprit = Culprit(node.id, node.op, node.grad_fn, node.scope, node.where, "")
    return replace(finding, culprit=culprit, where=node.written or finding.where)
