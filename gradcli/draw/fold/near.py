"""What lies around the nodes in focus stays, and of what lies further off in the same module each stretch becomes one card."""

from __future__ import annotations

from gradcli.draw.fold import shrink
from gradcli.draw.fold.plan import Plan

HOPS = 2  # edges from a node in focus to what is still shown


def far_from(plan: Plan) -> None:
    """Fold single operations that are more than HOPS edges away from every pinned node. Intervals of the order: no cycle can appear."""
    near = _near(plan)
    if near:
        modules = {owner for owner, (kind, _) in plan.kinds.items() if kind in ("call", "repeat")}
        shrink.cut(plan, near | modules, length=len(plan.graph.nodes))


def _near(plan: Plan) -> set[int]:
    """The groups within HOPS edges of a pinned node."""
    near = set(plan.pinned)
    for _ in range(HOPS):
        into = {edge.source for i in near for edge in plan.graph.nodes[i].parents}
        near |= into | {node.id for node in plan.graph.nodes if any(edge.source in near for edge in node.parents)}
    return {plan.owner[i] for i in near}
