"""An observed run as a Graph whose events say what lint wants to know: cuts that come back, growing graphs, stale gradients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from gradcli.autograd.node import Node as TapeNode
from gradcli.autograd.observe import Cut, Leaf, Nudge, Observer, node_of, overwritten
from gradcli.autograd.tensor import Tensor
from gradcli.cases import Run
from gradcli.engines import Function
from gradcli.engines._graph import build, reachable
from gradcli.errors import Where
from gradcli.graph import Event, Graph

Array = Any
NUDGED = 8  # at most so many lines are tried, each for one more run
NUDGE = 0.1  # relative; what is added to an output of size 1 shows in float32 down to 1e-5
ROUNDING = 8  # units in the last place
SMOOTH = (1.3, 3.5)  # half of a nudge must have about half of the effect: a decision of the program that flips has all or nothing
ITERATIONS = 3  # what a line does so often, one backward apart, it does in a loop


def observed(run: Run, seen: Observer, again: Function) -> Graph:
    """The graph of the run with lint's events.   again: runs the function once more on the same inputs, in a tracer of ours."""
    facts = Facts(run, seen)
    for cut in [cut for cut in seen.cuts.values() if cut.number][:NUDGED]:
        cut.used = cut.used or comes_back(cut, run, again)
    graph = build(run, seen)
    return replace(graph, events=(*graph.events, *facts.events()))


def interrupted(seen: Observer) -> Graph:
    """What is known of a run that raised: no nodes, the events up to there."""
    facts = Facts(Run({}, {}), seen)
    facts.tape = list(seen.writes_to)  # what is still alive is what the exception left behind
    graph = build(facts.run, seen)
    return replace(graph, events=(*graph.events, *facts.events()))


def comes_back(cut: Cut, run: Run, again: Function) -> bool:
    """Whether the outputs follow smoothly when the number that leaves here is nudged, while every leaf stays what it is."""
    whole = effect(cut, run, again, NUDGE)
    half = effect(cut, run, again, NUDGE / 2) if whole else 0.0
    return half > 0 and SMOOTH[0] < whole / half < SMOOTH[1]


def effect(cut: Cut, run: Run, again: Function, size: float) -> float:
    """How far the outputs move when what leaves at a cut is nudged; 0 for rounding, and where leaves change with it."""
    with Nudge(cut.kind, cut.where, size):
        try:
            other = again({})
        except Exception:  # user code: a nudged number may be refused
            return 0.0
    if not all(np.array_equal(t._data, other.leaves[name]._data, equal_nan=True) for name, t in run.leaves.items() if name in other.leaves):
        return 0.0
    return max((moved(t._data, other.outputs[name]._data) for name, t in run.outputs.items() if name in other.outputs), default=0.0)


def moved(one: Array, other: Array) -> float:
    """The largest difference of two values of an output, 0 when it is only rounding."""
    if one.shape != other.shape or one.dtype.kind not in "fc" or not one.size:
        return 0.0
    by = float(np.max(np.abs(one - other)))
    return by if by > ROUNDING * float(np.finfo(one.dtype).eps * np.max(np.abs(one))) else 0.0


class Facts:
    """What is known after a run. Leaves go by the names the run gives them; those without are left out."""

    def __init__(self, run: Run, seen: Observer) -> None:
        self.run, self.seen = run, seen
        self.names: dict[int, str] = {id(t): name for name, t in reversed(list(run.leaves.items()))}
        self.tape = reachable([t for t in run.outputs.values() if isinstance(t, Tensor)])
        for node in self.tape:
            for cut in seen.uses.get(node, ()):
                use(cut)

    def events(self) -> Iterator[Event]:
        """All of them, in a fixed order."""
        yield from self.constant_outputs()
        for cut in self.seen.cuts.values():
            yield Event("cut", cut.where, cut.kind, self.behind(cut), cut.used)
        for where, passes in self.seen.grows.items():
            if len(passes) >= ITERATIONS:
                yield Event("grows", where, count=max(passes))
        yield from self.accumulated()
        yield from self.overwritten()
        yield from self.renewed()
        for leaf in self.seen.leaves.values():
            if id(leaf.tensor) in self.names:
                yield Event("made", leaf.where, leaves=self.named([leaf]))
        for kind in ("read", "reached", "missed"):
            yield Event(kind, leaves=self.named(leaf for leaf in self.seen.leaves.values() if getattr(leaf, kind)))

    def named(self, leaves: Iterable[Leaf]) -> tuple[str, ...]:
        return tuple(self.names[id(leaf.tensor)] for leaf in leaves if id(leaf.tensor) in self.names)

    def behind(self, cut: Cut) -> tuple[str, ...]:
        """The leaves whose values leave the graph at a cut."""
        found: dict[str, None] = {}
        edges = [edge for one in chain_of(cut) for edge in one.sources if not isinstance(edge, Cut)]
        ends = [edge for edge in edges if isinstance(edge, Tensor)]
        stack, met = [node_of(edge) for edge in edges if node_of(edge) is not None], set()
        while stack:
            node = stack.pop()
            if node not in met:
                met.add(node)
                ends += [edge for edge in node._edges if isinstance(edge, Tensor)]
                stack += [node_of(edge) for edge in node._edges if node_of(edge) is not None]
        found.update((self.names[id(t)], None) for t in ends if id(t) in self.names)
        return tuple(sorted(found, key=list(self.run.leaves).index))

    def constant_outputs(self) -> Iterator[Event]:
        """Floating outputs that do not require grad, with the last place where their values left the graph."""
        for name, t in self.run.outputs.items():
            if t._edge is None and t._data.dtype.kind in "fc" and t._base is None:
                cuts = sorted(self.seen.cuts_of(t), key=lambda cut: (cut.where, cut.kind))
                for cut in cuts:
                    use(cut)
                leaves = tuple(dict.fromkeys(leaf for cut in cuts for leaf in self.behind(cut)))
                yield Event("constant_output", cuts[-1].where if cuts else None, name, leaves)

    def accumulated(self) -> Iterator[Event]:
        """Leaves that were changed by gradients of several iterations at once, by the backward that added them up."""
        by_place: dict[Where, list[Leaf]] = {}
        for leaf in self.seen.leaves.values():
            if leaf.stale and leaf.blame is not None:
                by_place.setdefault(leaf.blame, []).append(leaf)
        for where, leaves in by_place.items():
            yield Event("accumulated", where, leaves=self.named(leaves), count=max(leaf.stale for leaf in leaves))

    def overwritten(self) -> Iterator[Event]:
        """Lines that changed what a node on the way to an output has kept for its backward."""
        found: dict[Where, TapeNode] = {}
        for node in self.tape:
            if node not in self.seen.done:
                for where in overwritten(node, self.seen.writes_to.get(node, ())):
                    found.setdefault(where, node)
        for where, node in found.items():
            yield Event("overwritten", where, node.name())

    def renewed(self) -> Iterator[Event]:
        """Lines that make a leaf anew in every iteration, although it was trained, or its gradient is never looked at."""
        by_place: dict[Where, dict[int, Leaf]] = {}
        for leaf in self.seen.leaves.values():
            if leaf.written or not leaf.asked:
                by_place.setdefault(leaf.where, {})[leaf.passes] = leaf
        for where, made in by_place.items():
            if len(made) >= ITERATIONS and all(later - earlier == 1 for earlier, later in pairwise(sorted(made))):
                yield Event("renewed", where, "trained" if any(leaf.written for leaf in made.values()) else "unread", count=len(made))


def use(cut: Cut) -> None:
    """The values that left here come back, and so do those of the cuts before it."""
    for one in chain_of(cut):
        one.used = True


def chain_of(cut: Cut) -> list[Cut]:
    """A cut and all that lie before it."""
    found, stack = [], [cut]
    while stack:
        one = stack.pop()
        if one not in found:
            found.append(one)
            stack += [before for before in one.sources if isinstance(before, Cut)]
    return found
