"""Which nodes share a card: runs of equal structure and calls of modules first, then chains, then stretches, to fit a budget of cards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from gradcli.draw.fold import shrink
from gradcli.draw.fold.calls import Calls
from gradcli.draw.fold.cut import Tree, close, opened, tree
from gradcli.draw.fold.near import far_from
from gradcli.draw.fold.plan import Folding, Plan, finished, unfolded
from gradcli.draw.fold.wishes import Wishes
from gradcli.graph import Graph

KEPT = 3  # nodes shown at either end of a folded chain
TRIES = 3  # times the cut is made anew with less room, since leaves are only counted roughly before it
CLEAR = 40  # cards from which on a focus also folds the operations around it


def fold(graph: Graph, calls: Calls, budget: int, pinned: Collection[int] = (), wishes: Wishes | None = None) -> Folding:
    """At most `budget` units, more only where `pinned` nodes, which stay alone, or other wishes need them. Linear time."""
    wishes = wishes or Wishes(alone=frozenset(pinned), open=frozenset(i for node in pinned for i in calls.chain(calls.of[node])))
    plan = unfolded(graph, calls, wishes.alone)
    if not wishes.whole and (wishes.any or plan.size > budget):
        _folded(plan, wishes, budget)
    return finished(plan)


def _folded(plan: Plan, wishes: Wishes, budget: int) -> None:
    found = tree(plan, wishes, repeats=(wishes.only or plan.size > budget) and not wishes.apart)
    if plan.size > budget:
        _cut_to(plan, found, wishes, budget)
    else:
        _cut(plan, found, wishes, plan.size)
    if wishes.only and plan.size > CLEAR:
        far_from(plan)
    for step in _steps(budget):
        if plan.size <= budget:
            break
        step(plan)


def _cut_to(plan: Plan, found: Tree, wishes: Wishes, budget: int) -> None:
    """The cut with ever less room until what it leaves fits, or nothing more can be closed."""
    room = budget
    for _ in range(TRIES):
        _cut(plan, found, wishes, room)
        if plan.size > budget:
            shrink.bundles(plan)
        if plan.size <= budget:
            return
        room -= plan.size - budget


def _cut(plan: Plan, found: Tree, wishes: Wishes, room: int) -> None:
    close(plan, found, opened(found, plan, wishes, room))
    shrink.absorb(plan, everything=False)
    shrink.bundles(plan, of_folded=True)


def _steps(budget: int) -> Iterator[Callable[[Plan], None]]:
    """What folds a graph whose modules are not enough, from the gentlest to the coarsest."""
    yield lambda plan: shrink.chains(plan, KEPT)
    yield lambda plan: shrink.chains(plan, 0)
    yield lambda plan: shrink.stretches(plan, budget // 2)
    yield shrink.bundles
    yield shrink.sources


__all__ = ["Folding", "Wishes", "fold"]
