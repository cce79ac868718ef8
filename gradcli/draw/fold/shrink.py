"""The steps of folding: each puts some nodes of a plan together, and none can make a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from gradcli.draw.fold.plan import Plan
from gradcli.graph import Node

BUNDLE = 3  # leaves with the same consumers that stay apart
FEW = 20  # inputs that stay apart when a long program is cut into stretches


def absorb(plan: Plan, everything: bool) -> None:
    """Move each leaf that only one folded group uses into it; inputs that the user named stay outside unless `everything`."""
    for leaf, users in plan.consumers().items():
        if len(users) != 1 or leaf in plan.pinned:
            continue
        (user,) = users
        if user in plan.kinds and (everything or _belongs(plan, plan.graph.nodes[leaf], user)):
            plan.owner[leaf] = user


def _belongs(plan: Plan, leaf: Node, user: int) -> bool:
    kind, call = plan.kinds[user]
    path = plan.calls.all[call].path if kind == "call" else ""
    inside = bool(path) and (leaf.scope == path or leaf.scope.startswith(path + "."))
    return inside or leaf.kind == "parameter" or not leaf.name


def bundles(plan: Plan, of_folded: bool = False) -> None:
    """Put leaves of one kind that the same groups use on one card. They have no parents, so no cycle can appear.

    of_folded: only those that nothing but folded groups use.
    """
    alike: dict[tuple[str, frozenset[int]], list[int]] = defaultdict(list)
    for leaf, users in plan.consumers().items():
        free = plan.graph.nodes[plan.owner[leaf]].kind != "op" and leaf not in plan.pinned
        if free and (not of_folded or users <= plan.kinds.keys()):
            alike[plan.graph.nodes[leaf].kind, frozenset(users)].append(leaf)
    for leaves in alike.values():
        _bundle(plan, leaves)


def _bundle(plan: Plan, leaves: list[int]) -> None:
    if len(leaves) > BUNDLE:
        plan.kinds[leaves[0]] = ("leaves", -1)
        for leaf in leaves:
            plan.owner[leaf] = leaves[0]


def sources(plan: Plan) -> None:
    """Put all leaves of one kind on one card, whatever uses them."""
    alike: dict[str, list[int]] = defaultdict(list)
    for leaf in plan.consumers():
        if plan.graph.nodes[plan.owner[leaf]].kind != "op" and leaf not in plan.pinned:
            alike[plan.graph.nodes[leaf].kind].append(leaf)
    for leaves in alike.values():
        _bundle(plan, leaves)


def chains(plan: Plan, kept: int) -> None:
    """Fold the middle of every chain, `kept` groups at either end apart. One way in and one way out: no cycle can appear."""
    groups: dict[int, int] = {}
    for chain in _chains(plan):
        middle = chain[kept : len(chain) - kept]
        if len(middle) > 1:
            groups |= dict.fromkeys(middle, middle[0])
            plan.kinds[middle[0]] = ("chain", plan.around(middle[0]))
    plan.merge(groups)
    absorb(plan, everything=False)


def _chains(plan: Plan) -> Iterator[list[int]]:
    """Maximal paths of groups in one call, each the only user of the one before it and using nothing else but leaves."""
    following = _following(plan)
    inner = set(following.values())
    for start in plan.sequence():
        if start not in inner and start in following:
            chain = [start]
            while chain[-1] in following:
                chain.append(following[chain[-1]])
            yield chain


def _following(plan: Plan) -> dict[int, int]:
    """Pairs of groups that may share a card: the second uses the first and no other, and nothing else uses the first."""
    into: dict[int, set[int]] = defaultdict(set)
    out: dict[int, set[int]] = defaultdict(set)
    for node in plan.graph.nodes:
        for edge in node.parents:
            a, b = plan.owner[edge.source], plan.owner[node.id]
            if a != b and plan.graph.nodes[a].kind == "op":
                into[b].add(a)
                out[a].add(b)
    kept_apart = {plan.owner[i] for i in plan.pinned} | {plan.owner[edge.source] for _, edge in plan.graph.outputs}
    pairs = ((a, next(iter(users))) for a, users in out.items() if len(users) == 1)
    return {a: b for a, b in pairs if len(into[b]) == 1 and not {a, b} & kept_apart and plan.around(a) == plan.around(b)}


def stretches(plan: Plan, room: int) -> None:
    """Cut the program into at most about `room` stretches of consecutive groups."""
    cut(plan, set(plan.pinned), length=-(-len(plan.sequence()) // max(room, 1)))
    absorb(plan, everything=sum(node.kind == "leaf" for node in plan.graph.nodes) > FEW)


def cut(plan: Plan, apart: Collection[int], length: int) -> None:
    """Put up to `length` consecutive groups on one card, those `apart` excepted. Intervals of the order: no cycle can appear."""
    groups: dict[int, int] = {}
    stretch: list[int] = []
    for group in plan.sequence():
        if len(stretch) == length or group in apart:
            groups |= _stretch(plan, stretch)
            stretch = []
        if group not in apart:
            stretch.append(group)
    groups |= _stretch(plan, stretch)
    plan.merge(groups)
    absorb(plan, everything=False)


def _stretch(plan: Plan, stretch: list[int]) -> dict[int, int]:
    if len(stretch) < 2:
        return {}
    around = {plan.around(group) for group in stretch}
    shared = set.intersection(*(set(plan.calls.chain(call)) for call in around))
    plan.kinds[stretch[0]] = ("part", max(shared, default=-1))
    return dict.fromkeys(stretch, stretch[0])
