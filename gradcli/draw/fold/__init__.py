"""Which nodes share a card: calls of modules first, then chains, then stretches, until the graph fits its budget of cards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from gradcli.draw.fold import shrink
from gradcli.draw.fold.calls import Calls
from gradcli.draw.fold.plan import Folding, Plan, finished, unfolded
from gradcli.graph import Graph

KEPT = 3  # nodes shown at either end of a folded chain


def fold(graph: Graph, calls: Calls, budget: int, pinned: Collection[int] = ()) -> Folding:
    """At most `budget` units, more only where `pinned` nodes, which stay alone, need them. Linear time in nodes and edges."""
    plan = unfolded(graph, calls, frozenset(pinned))
    for step in _steps(calls, budget):
        if plan.size <= budget:
            break
        step(plan)
    return finished(plan)


def _steps(calls: Calls, budget: int) -> Iterator[Callable[[Plan], None]]:
    """From the gentlest to the coarsest."""
    for depth in range(max((call.depth for call in calls.all), default=0), 0, -1):
        yield lambda plan, depth=depth: shrink.calls(plan, depth)  # type: ignore[misc]
    yield shrink.bundles
    yield lambda plan: shrink.chains(plan, KEPT)
    yield lambda plan: shrink.chains(plan, 0)
    yield lambda plan: shrink.stretches(plan, budget // 2)
    yield shrink.bundles
    yield shrink.sources
