"""Where a wrong gradient goes: the edges on which it leaves the failing node, and all edges it then flows through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gradcli.draw.view import Status
from gradcli.finding import SEVERITY, Verdict
from gradcli.graph import Graph, Mark, Node

Damage = Literal["fail", "contaminated"]
Edges = dict[tuple[int, int], Damage]  # (id of the consumer, position of the argument)


def status(mark: Mark | None) -> Status:
    """The glyph of a checked node: pass, warn or fail; unchecked without a mark."""
    if mark is None or mark.verdict == "unchecked":
        return "unchecked"
    return {"ok": "pass", "warning": "warn", "error": "fail"}[SEVERITY[Verdict(mark.verdict)]]  # type: ignore[return-value]


def damaged(graph: Graph, marks: Mapping[int, Mark]) -> Edges:
    """The edges that carry a wrong gradient; all others are right or carry none. One pass from the outputs to the leaves."""
    edges: Edges = {}
    tainted = [False] * len(graph.nodes)
    failing = {i for i, mark in marks.items() if status(mark) == "fail"}
    for node in reversed(graph.nodes):
        wrong = _in_question(node, marks[node.id].argument) if node.id in failing else set()
        for position, edge in enumerate(node.parents):
            if not graph.nodes[edge.source].grad_fn or not (position in wrong or tainted[node.id]):
                continue
            edges[node.id, position] = "fail" if position in wrong else "contaminated"
            tainted[edge.source] = True
    return edges


def _in_question(node: Node, argument: str) -> set[int]:
    """Positions of the arguments whose gradient is wrong; all when the check could not tell or names none of them."""
    named = {i for i, edge in enumerate(node.parents) if argument and edge.argument == argument}
    return named or set(range(len(node.parents)))
