"""Which node is to blame: every node alone, against differences of its own forward and against what the tape saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from gradcli.check import anchors, faint, kinked
from gradcli.check.compare import Word
from gradcli.check.explain import explain
from gradcli.check.jacobian import by_input
from gradcli.check.nodes import examinable, live_arguments, recorded_pull
from gradcli.check.pointwise import pointwise
from gradcli.check.question import Bounds, Grid, signed
from gradcli.check.records import entry_of, largest
from gradcli.check.seen import Seen, equal
from gradcli.check.subject import Block, Subject
from gradcli.finding import Culprit, Entry
from gradcli.graph import Graph, Node

Array = np.ndarray[Any, Any]
SHOWN = 64  # entries of a large elementwise node that are enough to see a pattern
ALIKE = 3  # nodes of one operation, shape and parameters that are looked at before the rest are taken on trust


@dataclass(frozen=True, slots=True)
class Examined:
    """One node alone. grids: by argument; stale: the tape's gradient is not the one of a fresh run."""

    node: Node
    subject: Subject
    grids: Mapping[str, Grid]
    stale: bool

    @property
    def word(self) -> np.int8:
        """The worst word any of its entries got."""
        return np.int8(max((int(grid.words.max()) for grid in self.grids.values() if grid.words.size), default=0))

    def has(self, word: np.int8) -> bool:
        """Whether an entry got this word."""
        return any(bool((grid.words == word).any()) for grid in self.grids.values())


def examine(graph: Graph, bounds: Bounds, rng: np.random.Generator, scope: str = "distinct") -> tuple[list[Examined], set[str]]:
    """Nodes one by one, and the names of those that cannot be asked. `graph` must be fresh: replaying disturbs shared state.

    scope: "own" the user's nodes, "glance" these in random combinations, "distinct" also the library's but few that differ in
    nothing but their values, "all" every node.
    """
    every, users = examinable(graph), scope in ("own", "glance")
    chosen = [pair for pair in (every if scope == "all" else _distinct(every)) if not users or own(pair[0])]
    asked = [(node, subject, *_recorded(node, subject, rng)) for node, subject in chosen]
    done, mute = [], {_name(graph.nodes[k]) for k in live_arguments(graph) if graph.nodes[k].replay is None}
    for node, subject, g, recorded in asked:
        try:
            stale = recorded is not None and _unlike(recorded, subject.pull(g))
            found = by_input(subject, "projected" if scope == "glance" else "auto", bounds, rng)
            grids = faint.passed(subject, kinked.judged(subject, found))
            grids = anchors.of_node(node, subject, grids, (bounds, rng))
            done.append(Examined(node, subject, grids, stale))
        except Exception:  # a user's forward or backward that cannot run alone
            mute.add(_name(node))
    return done, mute


def own(node: Node) -> bool:
    return node.replay is not None and node.replay.user


def _distinct(nodes: Iterator[tuple[Node, Subject]]) -> Iterator[tuple[Node, Subject]]:
    seen: Counter[Any] = Counter()
    for node, subject in nodes:
        key = alike(node)
        seen[key] += 1
        if (node.replay is not None and node.replay.user) or seen[key] <= ALIKE:
            yield node, subject


def alike(node: Node) -> tuple[object, ...]:
    """What is equal for nodes that differ in nothing but their values. Those without a replay are like no other."""
    if node.replay is None:
        return (node.id,)
    shapes = tuple(map(np.shape, node.replay.inputs))
    return node.op, node.shape, node.dtype, shapes, repr(sorted(node.params.items(), key=str))[:400]


def _recorded(node: Node, subject: Subject, rng: np.random.Generator) -> tuple[Array, Mapping[str, Array | None] | None]:
    g = signed(rng, (subject.m,))
    try:
        return g, recorded_pull(node, subject)(g)
    except Exception:  # a tape that was freed, or a backward that needs its surroundings
        return g, None


def _unlike(one: Mapping[str, Array | None], other: Mapping[str, Array | None]) -> bool:
    return any(_apart(one[name], other.get(name)) for name in one)


def _apart(one: Array | None, other: Array | None) -> bool:
    if one is None or other is None:
        return False
    scale = np.nanmax(np.abs(other), initial=0.0)
    return one.shape != other.shape or bool((np.abs(one - other) > 1e-9 * np.abs(other) + 1e-12 * scale).any())


def _name(node: Node) -> str:
    return f"{node.op} at {node.where}" if node.where else node.op


@dataclass(frozen=True, slots=True)
class Blame:
    """A guilty node, the argument, its worst entry and why; `count` nodes at the same place do the same."""

    node: Node
    argument: str
    entry: Entry | None
    why: str
    none: bool
    count: int = 1

    @property
    def culprit(self) -> Culprit:
        node = self.node
        return Culprit(node.id, node.op, node.grad_fn, node.scope, node.where, self.argument, self.entry)


def guilty(examined: list[Examined]) -> list[Blame]:
    """One blame per wrong operation and place, in the order of the graph."""
    wrong = sorted((e for e in examined if e.word == Word.WRONG), key=lambda e: e.node.id)
    places = Counter((e.node.op, e.node.where) for e in wrong)
    first: dict[Any, Examined] = {}
    for e in wrong:
        first.setdefault((e.node.op, e.node.where), e)
    return [blame(e, places[key]) for key, e in first.items()]


def blame(examined: Examined, count: int = 1) -> Blame:
    """What is wrong with one node: its worst argument, entry, and the pattern."""
    wrong = {name: grid for name, grid in examined.grids.items() if grid.wrong.any()}
    entries = {name: entry_of(grid, largest(grid, Word.WRONG), examined.subject) for name, grid in wrong.items()}
    name = max(entries, key=lambda n: abs(entries[n].analytic - entries[n].numeric))
    grid = wrong[name]
    why = _exchanged(examined, wrong) or reason(grid, examined.subject)
    return Blame(examined.node, ", ".join(wrong), entries[name], why, grid.none, count)


def _exchanged(examined: Examined, wrong: Mapping[str, Grid]) -> str:
    """Two arguments that got each other's gradient."""
    full = [(name, grid) for name, grid in wrong.items() if grid.question.full]
    for (one, a), (other, b) in combinations(full, 2):
        if a.analytic.shape == b.analytic.shape and _gives(a, b) and _gives(b, a):
            return f"the gradients of {one} and {other} are exchanged"
    return ""


def _gives(grid: Grid, other: Grid) -> bool:
    gap = float(np.abs(grid.analytic - grid.estimate.value).max(initial=0.0))
    return equal(grid.analytic, other.estimate.value, other.estimate.bound, gap)


def reason(grid: Grid, subject: Subject) -> str:
    """The explanation of a grid with wrong entries; by output where there are several."""
    block = subject.input(grid.question.input)
    if not grid.question.full:
        part = pointwise(subject, block.name)
        return (explain(part) if part is not None else "") or _projected_reason(grid)
    if grid.diagonal:
        return explain(_diagonal(grid, subject, block))
    for output in subject.outputs:
        if grid.wrong[:, output.slice].any():
            why = explain(_seen(grid, subject, block, output))
            several = sum(bool(grid.wrong[:, o.slice].any()) for o in subject.outputs) < len(subject.outputs)
            return f"output {output.name}: {why}" if why and several else why
    return ""


def _seen(grid: Grid, subject: Subject, block: Block, output: Block) -> Seen:
    some = output.slice
    parts = (grid.analytic[:, some].T, grid.estimate.value[:, some].T, grid.estimate.bound[:, some].T)
    x, y = subject.at[block.name], subject.y[some]
    return Seen(*parts, output.shape, block.shape, x, y, block.complex)


def _diagonal(grid: Grid, subject: Subject, block: Block) -> Seen:
    """An elementwise node as a small Jacobian: its wrong entries and some others, at most SHOWN of them."""
    wrong, right = np.flatnonzero(grid.wrong[:, 0]), np.flatnonzero(~grid.wrong[:, 0])
    if len(grid.words) <= SHOWN:
        some, shape = np.arange(len(grid.words)), block.shape
    else:
        beside = right[: max(SHOWN - len(wrong), SHOWN // 4)]
        some = np.sort(np.concatenate([wrong[: SHOWN - len(beside)], beside]))
        shape = (len(some),)
    given, numeric, bound = (np.diag(part[some, 0]) for part in (grid.analytic, grid.estimate.value, grid.estimate.bound))
    names = tuple(block.index(int(k)) for k in some)
    return Seen(given, numeric, bound, shape, shape, subject.at[block.name][some], subject.y[some], names=names)


def _projected_reason(grid: Grid) -> str:
    """Of combinations only a constant factor can be read."""
    seen = Seen(grid.analytic.T, grid.estimate.value.T, grid.estimate.bound.T, (), (), np.zeros(0), np.zeros(0))
    why = explain(seen)
    return why if why.startswith(("off", "sign", "half", "twice", "no gradient")) else ""
