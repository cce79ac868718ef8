"""Which calls are opened: from the outermost inwards, each one that still fits, so that no level is dropped at once."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from gradcli.draw.fold.plan import Kind, Plan
from gradcli.draw.fold.program import ROOT, Item, Program, program
from gradcli.draw.fold.repeats import Run, joined, nested, runs
from gradcli.draw.fold.structure import Structure
from gradcli.draw.fold.wishes import Wishes

READABLE = 64  # cards up to which calls are opened unasked: of a picture with hundreds nobody sees more
Span = tuple[int, int]
SEPARATE = 3  # repetitions up to which each has cards of its own where there is room


@dataclass(frozen=True, slots=True)
class Tree:
    """A program with its runs found. inside: items and runs of each call.  runs: by their interval.

    leaves: how many leaves become visible with each call.
    """

    program: Program
    inside: dict[int, list[Item | Run]]
    runs: dict[Span, Run]
    leaves: dict[int, int]


def tree(plan: Plan, wishes: Wishes, repeats: bool) -> Tree:
    """repeats: find runs. Pieces that have to stay open are in none; without any, the first of each run stays as an example."""
    found = program(plan.graph, plan.calls)
    inside: dict[int, list[Item | Run]] = {call: list(items) for call, items in found.inside.items()}
    if repeats:
        structure = Structure(plan.graph, found, plan.calls)
        known: set[int] | None = None if wishes.alone or wishes.open else set()
        for call, items in found.inside.items():
            busy = {i for i, item in enumerate(items) if _busy(found, item, wishes)}
            inside[call] = runs(items, [-1 - i if i in busy else structure.label(item) for i, item in enumerate(items)], known)
            if len(inside[call]) > READABLE:
                inside[call] = nested(items, [-1 - i if i in busy else structure.loosely(item) for i, item in enumerate(items)])
    found_runs = {(item.start, item.stop): item for items in inside.values() for item in items if isinstance(item, Run)}
    return Tree(found, inside, found_runs, _leaves(plan))


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


@dataclass(frozen=True, slots=True)
class Opened:
    """calls: those whose items are shown.  runs: those whose repetitions are shown one by one."""

    calls: frozenset[int]
    runs: frozenset[Span]


def opened(tree: Tree, plan: Plan, wishes: Wishes, budget: int) -> Opened:
    """What to open: what has to be, then the outer before the inner as long as there is room for what is in it.

    What has to be open gets the attention: beside it no call is opened unasked.
    """
    room = min(budget, READABLE) - len(tree.inside[ROOT]) - tree.leaves.get(ROOT, 0)
    calls: set[int] = {ROOT}
    spread: set[Span] = set()
    waiting = list(_candidates(tree, plan, wishes, tree.inside[ROOT], 1))
    heapq.heapify(waiting)
    while waiting:
        optional, depth, span, call = heapq.heappop(waiting)
        items = tree.inside[call] if call >= 0 else tree.runs[span].items
        cost = len(items) + tree.leaves.get(call, 0) * (call >= 0) - 1
        if optional and (cost > room or not _may_open(wishes, call, depth)):
            continue
        room -= cost
        if call >= 0:
            calls.add(call)
        else:
            spread.add(span)
        for candidate in _candidates(tree, plan, wishes, items, depth + (call >= 0)):
            heapq.heappush(waiting, candidate)
    return Opened(frozenset(calls), frozenset(spread))


Candidate = tuple[bool, int, Span, int]  # (may stay closed, depth, where, call or -1 for a run)


def _candidates(tree: Tree, plan: Plan, wishes: Wishes, items: Iterable[Item | Run], depth: int) -> Iterator[Candidate]:
    """The calls among items, and the runs worth showing one by one: few and side by side, as query, key and value are."""
    for item in items:
        if isinstance(item, Run):
            if item.whole.times <= SEPARATE and _side_by_side(tree.program, plan, item.whole):
                yield True, depth, (item.start, item.stop), -1
        elif item.call >= 0:
            yield item.call not in wishes.open, depth, (item.start, item.stop), item.call


def _may_open(wishes: Wishes, call: int, depth: int) -> bool:
    """Whether a call may be opened unasked; few repetitions of a run always."""
    deep = wishes.deepest is not None and depth > wishes.deepest
    return call < 0 or not (wishes.only or wishes.open or call in wishes.closed or deep)


def _side_by_side(program: Program, plan: Plan, run: Run) -> bool:
    """No repetition uses what an earlier one made."""
    starts = [item.start for item in run.items[:: run.period]]
    for start, stop in pairwise([*starts, run.stop]):
        before = set(program.ops[run.start : start])
        if any(edge.source in before for node in program.ops[start:stop] for edge in plan.graph.nodes[node].parents):
            return False
    return True


def close(plan: Plan, tree: Tree, what: Opened) -> None:
    """Put the operations of every call that is not opened on one card, and those of every run."""
    plan.owner = list(range(len(plan.graph.nodes)))
    plan.kinds.clear()
    plan.runs.clear()
    for call in sorted(what.calls):
        for item in joined(_shown(tree.inside[call], what.runs), what.calls):
            if isinstance(item, Run):
                _group(plan, tree.program, item, "repeat", call)
                plan.runs[tree.program.ops[item.start]] = item
            elif item.call >= 0 and item.call not in what.calls:
                _group(plan, tree.program, item, "call", item.call)


def _shown(items: Iterable[Item | Run], spread: Collection[Span]) -> list[Item | Run]:
    found: list[Item | Run] = []
    for item in items:
        found += item.items if isinstance(item, Run) and (item.start, item.stop) in spread else (item,)
    return found


def _group(plan: Plan, program: Program, item: Item | Run, kind: Kind, call: int) -> None:
    nodes = program.ops[item.start : item.stop]
    plan.kinds[nodes[0]] = (kind, call)
    for node in nodes:
        plan.owner[node] = nodes[0]
