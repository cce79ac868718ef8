"""A folding in the making, and when it is finished: which nodes share a card, and in which order the cards come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from gradcli.draw.fold.calls import Calls
from gradcli.draw.fold.repeats import Run
from gradcli.graph import Graph

Kind = Literal["node", "call", "repeat", "chain", "part", "leaves"]


@dataclass(frozen=True, slots=True)
class Unit:
    """The nodes of one card, ascending. call: the call it is drawn in, -1 for none; for kind "call" the folded call itself.

    run: for kind "repeat" what is repeated.
    """

    kind: Kind
    nodes: tuple[int, ...]
    call: int = -1
    run: Run | None = None


@dataclass(frozen=True, slots=True)
class Folding:
    """Units in topological order, and for every node the index of its unit."""

    units: tuple[Unit, ...]
    of: tuple[int, ...]

    @property
    def folded(self) -> bool:
        """Some card stands for several nodes."""
        return len(self.units) < len(self.of)


@dataclass(slots=True)
class Plan:
    """owner: for every node the node that stands for its group.  kinds: of the groups, with the call each stands for or lies in.

    runs: what the groups of kind "repeat" repeat.
    """

    graph: Graph
    calls: Calls
    pinned: frozenset[int]
    owner: list[int]
    kinds: dict[int, tuple[Kind, int]]
    runs: dict[int, Run] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many groups there are, nodes that are alone included."""
        return len(set(self.owner))

    def around(self, owner: int) -> int:
        """The call a group is drawn in, -1 for none."""
        kind, call = self.kinds.get(owner, ("node", self.calls.of[owner]))
        return self.calls.all[call].parent if kind == "call" else call

    def consumers(self) -> dict[int, set[int]]:
        """For every leaf the groups that use it; those of leaves nothing uses are empty."""
        users: dict[int, set[int]] = {node.id: set() for node in self.graph.nodes if node.kind != "op"}
        for node in self.graph.nodes:
            for edge in node.parents:
                if edge.source in users:
                    users[edge.source].add(self.owner[node.id])
        return users

    def sequence(self) -> list[int]:
        """The groups that hold operations, each at the place of its last one: a topological order of what is folded so far."""
        last = {self.owner[node.id]: node.id for node in self.graph.nodes if node.kind == "op"}
        return sorted(last, key=last.__getitem__)

    def merge(self, groups: dict[int, int]) -> None:
        """Put the groups named by the keys into the groups named by the values."""
        self.owner = [groups.get(owner, owner) for owner in self.owner]


def unfolded(graph: Graph, calls: Calls, pinned: frozenset[int] = frozenset()) -> Plan:
    """Every node alone."""
    return Plan(graph, calls, pinned, list(range(len(graph.nodes))), {})


def finished(plan: Plan) -> Folding:
    """The units of a plan. A leaf comes just before the first unit that uses it, everything else where its last operation was made."""
    members: dict[int, list[int]] = defaultdict(list)
    for node, owner in enumerate(plan.owner):
        members[owner].append(node)
    place = {owner: 2 * nodes[-1] + 1 for owner, nodes in members.items()}
    place |= {owner: 2 * max(i for i in members[owner] if plan.graph.nodes[i].kind == "op") + 1 for owner in plan.sequence()}
    place |= _first_uses(plan, place)
    order = sorted(members, key=lambda owner: (place[owner], owner))
    index = {owner: i for i, owner in enumerate(order)}
    return Folding(tuple(_unit(plan, owner, members[owner]) for owner in order), tuple(index[owner] for owner in plan.owner))


def _first_uses(plan: Plan, place: dict[int, int]) -> dict[int, int]:
    """For every group of leaves that is used the place just before its first use."""
    first: dict[int, int] = {}
    for leaf, users in plan.consumers().items():
        owner = plan.owner[leaf]
        if plan.graph.nodes[owner].kind != "op" and users:
            use = min(place[user] for user in users) - 1
            first[owner] = min(first.get(owner, use), use)
    return first


def _unit(plan: Plan, owner: int, nodes: list[int]) -> Unit:
    if len(nodes) == 1:
        return Unit("node", tuple(nodes), plan.calls.of[nodes[0]])
    kind, call = plan.kinds[owner]
    return Unit(kind, tuple(nodes), call, plan.runs.get(owner) if kind == "repeat" else None)
