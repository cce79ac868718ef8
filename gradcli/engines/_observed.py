"""An observed run as a Graph whose events say what lint wants to know: cuts that come back, growing graphs, stale gradients."""

from __future__ import annotations

import linecache
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from gradcli.autograd.kept import overwritten
from gradcli.autograd.nudge import ROOT, WRITE, Nudge
from gradcli.autograd.observe import Cut, Leaf, Observer, node_of
from gradcli.autograd.tensor import LEAF, Tensor
from gradcli.cases import Run
from gradcli.engines import Function
from gradcli.engines._graph import build, reachable
from gradcli.errors import Where
from gradcli.graph import Event, Graph

Array = Any
NUDGED = 8  # at most so many lines are tried, each for one or two more runs
NUDGE = 0.1  # relative; what is added to an output of size 1 shows in float32 down to 1e-5
ROUNDING = 8  # units in the last place
GIVEN = re.compile(r"\s*(\w+)\s*(?::[^=]+)?=(?!=)")  # the variable that a line gives something to
SMOOTH = (1.3, 3.5)  # half of a nudge must have about half of the effect: a decision of the program that flips has all or nothing
ITERATIONS = 3  # what a line does so often, one backward apart, it does in a loop


def observed(run: Run, seen: Observer, again: Function) -> Graph:
    """The graph of the run with lint's events.   again: runs the function once more on the same inputs, in a tracer of ours."""
    facts = Facts(run, seen)
    for cut in returning(Evidence(run, seen, again), [cut for cut in seen.cuts.values() if cut.number]):
        use(cut)
    graph = build(run, seen)
    return replace(graph, events=(*graph.events, *facts.events()))


def interrupted(seen: Observer) -> Graph:
    """What is known of a run that raised: no nodes, the events up to there."""
    last = seen.roots.get(seen.root)
    run = entire(Run({"": last} if last is not None and last._edge is None else {}, {}), seen)
    facts = Facts(run, seen)
    facts.tape = list(seen.writes_to) if not seen.carried else []  # what is still alive is what the exception left behind
    facts.past = set()
    refused = [Event("refused", where, name) for where, name in seen.refused.items()]
    told = (replace(event, kind="constant_root") if event.kind == "constant_output" else event for event in facts.events())
    return replace(build(Run({}, {}), seen), events=(*told, *refused))


def entire(run: Run, seen: Observer) -> Run:
    """The run of a whole program: what backward was called on is a result too, and leaves that are kept nowhere get names."""
    known = {id(t) for t in run.leaves.values()}
    leaves = {name: t for name, t in local_leaves(seen) if id(t) not in known and name not in run.leaves}
    made = {t.grad_fn for t in run.outputs.values() if isinstance(t, Tensor)}
    called = [(f"backward at line {where.line}", t) for where, t in seen.roots.items()]
    called += [(f"first backward at line {where.line}", t) for where, t in seen.first.items() if t is not seen.roots.get(where)]
    roots = {name: t for name, t in called if t.grad_fn is not None and t.grad_fn not in made}
    results = {name: t for name, t in run.outputs.items() if not roots or t.requires_grad}
    return Run({**results, **roots}, {**run.leaves, **leaves}, run.constants)


def local_leaves(seen: Observer) -> Iterator[tuple[str, Tensor]]:
    """(name, leaf) of the parameters of modules that were called, and of leaves that a line made once, by the variable it gives them to."""
    for module, path in reversed(list(seen.paths.values())):
        for name, t in getattr(module, "_parameters", {}).items():
            if t is not None and t._edge is LEAF:
                yield f"{path}.{name}" if path else name, t
    once = Counter(leaf.where for leaf in seen.leaves.values())
    for leaf in seen.leaves.values():
        given = GIVEN.match(linecache.getline(leaf.where.file, leaf.where.line))
        if type(leaf.tensor) is Tensor and given and once[leaf.where] == 1 and (leaf.read or leaf.sought):
            yield given[1], leaf.tensor


class Evidence(NamedTuple):
    """A run, what was seen in it, and how to run it again."""

    run: Run
    seen: Observer
    again: Function


def returning(evidence: Evidence, cuts: list[Cut]) -> list[Cut]:
    """The cuts whose numbers come back: all are nudged at once first, since in most programs they are only printed.

    None where the program does something else each time by itself.
    """
    if not cuts or not differs(evidence, cuts) or differs(evidence, []):
        return []
    return [cut for cut in cuts[:NUDGED] if comes_back(evidence, cut)]


def differs(evidence: Evidence, cuts: list[Cut]) -> bool:
    """Whether anything at all changes when these numbers do."""
    with Nudge({(cut.kind, cut.where) for cut in cuts}, NUDGE) as nudge:
        try:
            other = evidence.again({})
        except (Exception, SystemExit):  # user code: a nudged number may be refused
            return True
    return not same(nudge.trail, evidence.seen.trail) or moved_outputs(evidence.run, other) > 0


def same(one: Sequence[tuple[str, float]], other: Sequence[tuple[str, float]]) -> bool:
    """Whether two trails are equal, NaN to NaN."""
    kinds = [kind for kind, _ in one] == [kind for kind, _ in other]
    return kinds and np.array_equal([value for _, value in one], [value for _, value in other], equal_nan=True)


def comes_back(evidence: Evidence, cut: Cut) -> bool:
    """Whether results follow smoothly when the number that leaves here is nudged, while every leaf stays what it is."""
    whole = effect(evidence, cut, NUDGE)
    half = effect(evidence, cut, NUDGE / 2) if whole else 0.0
    return half > 0 and SMOOTH[0] < whole / half < SMOOTH[1]


def effect(evidence: Evidence, cut: Cut, size: float) -> float:
    """How far results move when what leaves at a cut is nudged; 0 for rounding, and where leaves change first.

    What is differentiated moves only by what left since the last change of a leaf: a number from an earlier step is no path any more.
    """
    with Nudge({(cut.kind, cut.where)}, size) as nudge:
        try:
            other = evidence.again({})
        except (Exception, SystemExit):  # user code
            other = None
    last = -1  # change of a leaf
    for i, ((kind, one), (other_kind, two)) in enumerate(zip(evidence.seen.trail, nudge.trail)):
        by = difference(np.float32(one), np.float32(two))
        if kind != other_kind or by:
            return by if kind == other_kind == ROOT and nudge.left_since(last, i) else 0.0
        last = i if kind == WRITE else last
    return moved_outputs(evidence.run, other) if other is not None and not moved_leaves(evidence.run, other) else 0.0


def moved_leaves(run: Run, other: Run) -> bool:
    """Whether some leaf is not the same in both runs."""
    both = [(t._data, other.leaves[name]._data) for name, t in run.leaves.items() if name in other.leaves]
    return any(not np.array_equal(one, two, equal_nan=True) for one, two in both)


def moved_outputs(run: Run, other: Run) -> float:
    """The largest difference of an output between two runs."""
    return max((difference(t._data, other.outputs[name]._data) for name, t in run.outputs.items() if name in other.outputs), default=0.0)


def difference(one: Array, other: Array) -> float:
    """The largest difference of two values, 0 when it is only rounding."""
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
        self.past = set(reachable([*seen.roots.values(), *seen.first.values()]))  # a backward has been there
        for node in self.tape:
            for cut in seen.uses.get(node, ()):
                use(cut)
        for leaf in seen.leaves.values():
            for cut in leaf.cuts if leaf.reached and not leaf.sought else ():  # requires_grad_() only to make backward() run
                use(cut)

    def events(self) -> Iterator[Event]:
        """All of them, in a fixed order."""
        yield from self.constant_outputs()
        for cut in self.seen.cuts.values():
            yield Event("cut", cut.where, cut.kind, self.behind(cut), cut.used)
        for where, passes in self.seen.grows.items():
            if len(passes) >= ITERATIONS or where in self.seen.carried:
                yield Event("grows", where, count=max(passes))
        for where, n in self.seen.sums.idle():
            if n >= ITERATIONS:
                yield Event("summed", where, count=n)
        for where, name in self.seen.mixed.items():
            yield Event("mixed", where, name)
        yield from self.accumulated()
        yield from self.overwritten()
        yield from self.renewed()
        for leaf in self.seen.leaves.values():
            if id(leaf.tensor) in self.names:
                yield Event("made", leaf.where, leaves=self.named([leaf]))
        for kind in ("read", "reached", "sought"):
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
                came = self.seen.cuts_of(t) or [cut for cut in self.seen.cuts.values() if cut.number and cut.used]
                cuts = sorted(came, key=lambda cut: (cut.where, cut.kind))
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
        """Lines that changed what a node on the way to an output has kept for its backward, which was run or is yet to come."""
        found = dict(self.seen.overwrites)
        for node in self.tape:
            if node not in self.seen.done and node not in self.past:
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
