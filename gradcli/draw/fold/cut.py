"""Which calls are opened: from the outermost inwards, each one that still fits, so that no level is dropped at once."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gradcli.draw.fold.plan import Kind, Plan
from gradcli.draw.fold.program import ROOT, Item, Program, program
from gradcli.draw.fold.repeats import Run, joined, runs
from gradcli.draw.fold.structure import Structure
from gradcli.draw.fold.wishes import Wishes

READABLE = 64  # cards up to which calls are opened unasked: of a picture with hundreds nobody sees more


@dataclass(frozen=True, slots=True)
class Tree:
    """A program with its runs found. inside: items and runs of each call.  leaves: how many leaves become visible with each call."""

    program: Program
    inside: dict[int, list[Item | Run]]
    leaves: dict[int, int]


def tree(plan: Plan, wishes: Wishes, repeats: bool) -> Tree:
    """repeats: find runs. Pieces that have to stay open are in none; without any, the first of each run stays as an example."""
    found = program(plan.graph, plan.calls)
    inside: dict[int, list[Item | Run]] = {call: list(items) for call, items in found.inside.items()}
    if repeats:
        structure = Structure(plan.graph, found, plan.calls)
        known: set[int] | None = None if wishes.alone or wishes.open else set()
        for call, items in found.inside.items():
            labels = [-1 - i if _busy(found, item, wishes) else structure.label(item) for i, item in enumerate(items)]
            inside[call] = runs(items, labels, known)
    return Tree(found, inside, _leaves(plan))


def _busy(program: Program, item: Item, wishes: Wishes) -> bool:
    return item.call in wishes.open if item.call >= 0 else program.ops[item.start] in wishes.alone


def _leaves(plan: Plan) -> dict[int, int]:
    """How many leaves are used from each call and no inner one: they get cards when it is opened."""
    home: dict[int, int] = {}
    calls = plan.calls
    for node in plan.graph.nodes:
        for edge in node.parents:
            if plan.graph.nodes[edge.source].kind != "op":
                own = calls.of[node.id]
                home[edge.source] = calls.shared(home[edge.source], own) if edge.source in home else own
    found: dict[int, int] = defaultdict(int)
    for call in home.values():
        found[call] += 1
    return found


def opened(tree: Tree, plan: Plan, wishes: Wishes, budget: int) -> set[int]:
    """The calls to open: those that have to be, then the outer before the inner as long as there is room for what is in them."""
    room = min(budget, READABLE) - len(tree.inside[ROOT]) - tree.leaves.get(ROOT, 0)
    chosen = {ROOT}
    waiting: list[tuple[bool, int, int]] = []
    for call in _calls(tree, ROOT):
        heapq.heappush(waiting, _rank(plan, wishes, call))
    while waiting:
        optional, depth, call = heapq.heappop(waiting)
        cost = len(tree.inside[call]) + tree.leaves.get(call, 0) - 1
        if optional and (cost > room or wishes.only or call in wishes.closed or (wishes.deepest is not None and depth > wishes.deepest)):
            continue
        room -= cost
        chosen.add(call)
        for inner in _calls(tree, call):
            heapq.heappush(waiting, _rank(plan, wishes, inner))
    return chosen


def _rank(plan: Plan, wishes: Wishes, call: int) -> tuple[bool, int, int]:
    return call not in wishes.open, plan.calls.all[call].depth, call


def _calls(tree: Tree, call: int) -> Iterator[int]:
    return (item.call for item in tree.inside[call] if isinstance(item, Item) and item.call >= 0)


def close(plan: Plan, tree: Tree, chosen: set[int]) -> None:
    """Put the operations of every call that is not opened on one card, and those of every run."""
    plan.owner = list(range(len(plan.graph.nodes)))
    plan.kinds.clear()
    plan.runs.clear()
    for call in chosen:
        for item in joined(tree.inside[call], chosen):
            if isinstance(item, Run):
                _group(plan, tree.program, item, "repeat", call)
                plan.runs[tree.program.ops[item.start]] = item
            elif item.call >= 0 and item.call not in chosen:
                _group(plan, tree.program, item, "call", item.call)


def _group(plan: Plan, program: Program, item: Item | Run, kind: Kind, call: int) -> None:
    nodes = program.ops[item.start : item.stop]
    plan.kinds[nodes[0]] = (kind, call)
    for node in nodes:
        plan.owner[node] = nodes[0]
