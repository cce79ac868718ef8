"""A recorded graph as a function: fast, checked against the real one before it is believed, and able to show its own rounding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from gradcli.check.replay import Plan, Touch, evaluate, plan
from gradcli.check.rounding import DRAWS, MORE_DRAWS, SUMMING, result_nudged, roundable, shaken, spread, unrefused
from gradcli.check.subject import Block, Swept, flatten, join, same
from gradcli.check.sweep import Sweep
from gradcli.graph import Graph, Node

Array = np.ndarray[Any, Any]
MARKED = "mark_non_differentiable"
CUTS = ("detach", "data", "item", "numpy", "no_grad", "inference_mode", "tolist", "float", "grad", MARKED)  # kinds of events
EXACT = 64 * float(np.finfo(np.float64).eps) / 2  # what the order of additions may change
CLOSER = (1.0, 1e-3, 1e-6)  # shares of the way to a nearby point: at the edge of a domain only the last may be inside
JUMP = 1e-6  # of the way that the outputs move; what is missing shows closer by if it is a tenth of that


@dataclass
class Tape:
    """The graph of a case at a point, evaluated at others. `count` is told how many points were evaluated.

    values: of the outputs at the point; one that the graph does not have is taken to stand still, until `faithful` sees it move.
    """

    graph: Graph
    inputs: tuple[Block, ...]
    outputs: tuple[Block, ...]
    count: Callable[[int], None]
    values: Mapping[str, Array]
    _plans: dict[str, Plan | None] = field(default_factory=dict)
    _stacks: dict[str, bool] = field(default_factory=dict)

    def plan(self, name: str) -> Plan | None:
        """How to evaluate with one input changed ("" for all of them)."""
        if name not in self._plans:
            wanted = [block.name for block in self.inputs] if name == "" else [name]
            if name and len(self.inputs) == 1:
                return self.plan("")
            self._plans[name] = plan(self.graph, [self.graph.leaves[n] for n in wanted if n in self.graph.leaves])
        return self._plans[name]

    @property
    def whole(self) -> bool:
        """Whether every node between inputs and outputs can be replayed, and every output is in the graph."""
        return self.replayable and not self.still

    @property
    def replayable(self) -> bool:
        """Whether every node between inputs and outputs can be replayed, and the value of every other output is known."""
        return self.plan("") is not None and all(name in self.values for name in self.still)

    @cached_property
    def still(self) -> list[str]:
        """The outputs that are not in the graph."""
        drawn = {name for name, _ in self.graph.outputs}
        return [block.name for block in self.outputs if block.name not in drawn]

    @cached_property
    def is_cut(self) -> bool:
        """Whether values left the graph somewhere, be it for good reasons."""
        return any(event.kind in CUTS for event in self.graph.events)

    def _joined(self, found: Mapping[str, Array], count: int | None = None) -> Array:
        """All outputs as one flat vector, (count, m) for a stack, from those the graph has."""
        lead = () if count is None else (count,)
        rest = {name: np.broadcast_to(self.values[name], (*lead, *np.shape(self.values[name]))) for name in self.still}
        return join({**found, **rest} if rest else found, self.outputs, len(lead))

    def one(self, points: Mapping[str, Array]) -> Array:
        """The outputs (m,) with some inputs changed, every node's own forward run once; NaN where one of them raises."""
        self.count(1)
        try:
            return self._joined(evaluate(self._known(""), self._leaves(points), literal=True))
        except Exception:  # a kernel or a user's forward outside of its domain
            return np.full(sum(block.size for block in self.outputs), np.nan)

    def many(self, name: str, points: Array) -> Array:
        """The outputs (k, m) with one input changed to each of the points (k, n); NaN where a node raises."""
        chunk = self._known(name).chunk
        parts = [self._portion(name, points[k : k + chunk]) for k in range(0, len(points), chunk)]
        return np.concatenate(parts)

    def sweep(self, name: str, shifted: Array) -> Swept | None:
        """The columns of one input from its l shifts (l, n), moved all at once as far as the operations allow; see sweep.py."""
        block = next(block for block in self.inputs if block.name == name)
        if block.complex or self.still or any(output.complex for output in self.outputs) or not self._stacks.get(name, True):
            return None
        leaf = self.graph.leaves[name]
        try:
            found = Sweep(self._known(name), leaf, np.asarray(self.graph.nodes[leaf].value), block.array(shifted))
        except Exception:  # a user's forward, or a kernel that refuses one of the shifts
            return None
        self.count(len(shifted))
        portions = lambda: found.columns.portions()
        return Swept(found.alone, found.diagonal, portions, lambda which: self._columns(found, which))

    def _columns(self, found: Sweep, which: Array) -> Array | None:
        names = {name: k for k, (name, _) in enumerate(self.graph.outputs)}
        try:
            parts = found.columns(which)
        except Exception:  # as above
            return None
        self.count(found.count * len(which))
        return join({name: parts[k] for name, k in names.items()}, self.outputs, lead=2)

    def _portion(self, name: str, points: Array) -> Array:
        self.count(len(points))
        if self._stacks.get(name, True):
            try:
                return self._stacked(name, points)
            except Exception:  # a batching rule that does not fit, a user's forward, or a kernel that refuses one of the points
                self._stacks[name] = False
        return self._looped(name, points)

    def _stacked(self, name: str, points: Array) -> Array:
        values = evaluate(self._known(name), self._leaves({name: points}), len(points))
        return self._joined(values, len(points))

    def _looped(self, name: str, points: Array) -> Array:
        return np.stack([self._single(name, point) for point in points])

    def _single(self, name: str, point: Array) -> Array:
        try:
            return self._joined(evaluate(self._known(name), self._leaves({name: point})))
        except Exception:  # a user's forward outside of its domain
            return np.full(sum(block.size for block in self.outputs), np.nan)

    def doubt(self, name: str) -> bool:
        """Compare stacked with single replays where a comparison went wrong; True where stacking was at fault and is now off.

        While everything agrees there is no need: a wrong batching rule does not give the numbers of a right gradient.
        """
        if not self._stacks.get(name, True):
            return False
        rng = np.random.default_rng(0)
        points = np.stack([nearby({name: self.start()[name]}, rng)[name] for _ in range(2)])
        self._stacks[name] = self._agrees(name, points)
        return not self._stacks[name]

    def _agrees(self, name: str, points: Array) -> bool:
        try:
            return _close(self._stacked(name, points), self._looped(name, points), 1e-9)
        except Exception:  # as in _portion
            return False

    def start(self) -> dict[str, Array]:
        """The point it was recorded at, by input that the graph knows."""
        leaves = self.graph.leaves
        return {block.name: flatten(self.graph.nodes[leaves[block.name]].value, block) for block in self.inputs if block.name in leaves}

    def blur(self) -> Array:
        """Noise of the outputs (m,), absolute: their spread when every node's result is rounded at random, and every sum inside of one.

        Source: CESTAC, Vignes 1974.
        """
        rng = np.random.default_rng(0)
        rounded = self._scattered(DRAWS, lambda node: roundable(node, rng), lambda node, ys: result_nudged(node, ys, rng))
        if not any(node.family in SUMMING for node in self._known("").nodes):
            return rounded
        return np.maximum(rounded, self._scattered(MORE_DRAWS, lambda node: shaken(node, rng)))

    def _scattered(self, count: int, moved: Callable[[Node], Node], touch: Touch | None = None) -> Array:
        known = self._known("")
        inside = replace(known, nodes=tuple(unrefused(moved(node)) for node in known.nodes))
        draws = [self._joined(evaluate(inside, self._leaves({}), touch=touch)) for _ in range(count)]
        self.count(count + 1)
        return spread(draws, self._joined(evaluate(known, self._leaves({}))))

    def _known(self, name: str) -> Plan:
        found = self.plan(name)
        assert found is not None
        return found

    def _leaves(self, points: Mapping[str, Array]) -> dict[int, Array]:
        blocks = {block.name: block for block in self.inputs}
        return {self.graph.leaves[name]: blocks[name].array(point) for name, point in points.items() if name in self.graph.leaves}


def faithful(tape: Tape, call: Callable[[Mapping[str, Array]], Array], points: Sequence[Mapping[str, Array]]) -> bool:
    """Whether the tape gives what the real function gives at nearby points, to rounding; closer by where it is not defined there.

    Closer by also where the function has jumped, as a gradient does where a unit behind a relu switches: the tape keeps to its side.
    Then it must not leave out a path on the other one; where values were seen to leave the graph, a jump is enough not to believe it.
    """
    return tape.replayable and all(_agree(tape, call, point) for point in points)


def _agree(tape: Tape, call: Callable[[Mapping[str, Array]], Array], point: Mapping[str, Array]) -> bool:
    for share in CLOSER:
        near = point if share == 1 else _closer(tape.start(), point, share)
        there = call(near)
        if not np.isfinite(there).all() and share != CLOSER[-1]:
            continue
        found = tape.one(near)
        if _close(found, there, EXACT):
            return share == 1 or _opposite(tape, call, point)
        if share < 1 or tape.is_cut or not _jumps(found, there, join(tape.values, tape.outputs)):
            return False
    return False


def _opposite(tape: Tape, call: Callable[[Mapping[str, Array]], Array], point: Mapping[str, Array]) -> bool:
    """Whether the tape is right, or the function jumps, or is not defined, as far out on the other side: a jump hides small paths."""
    there, found = (f(_closer(tape.start(), point, -1.0)) for f in (call, tape.one))
    if not np.isfinite(there).all() or _close(found, there, EXACT):
        return True
    return _jumps(found, there, join(tape.values, tape.outputs))


def _closer(start: Mapping[str, Array], point: Mapping[str, Array], share: float) -> dict[str, Array]:
    """A share of the way from the start to a point."""
    return {name: start.get(name, x) + share * (x - start.get(name, x)) for name, x in point.items()}


def _jumps(found: Array, there: Array, here: Array) -> bool:
    """Whether two values near a point differ by more than a path that one of them lacks, so small that it would not show closer by."""
    return bool(np.nanmax(np.abs(found - there), initial=0.0) > JUMP * np.nanmax(np.abs(there - here), initial=0.0))


def nearby(at: Mapping[str, Array], rng: np.random.Generator, least: float = 0.0) -> dict[str, Array]:
    """A point about 1e-4 away, relative to each coordinate (to 1 where it is at most `least`)."""
    return _moved(at, _moves(at, rng), least)


def opposite(at: Mapping[str, Array], rng: np.random.Generator, least: tuple[float, float]) -> list[dict[str, Array]]:
    """Two such points on opposite sides: of a branch that is taken at a tie only, one of them takes the other."""
    moves = _moves(at, rng)
    return [_moved(at, moves, least[0]), _moved(at, {name: -move for name, move in moves.items()}, least[1])]


def _moves(at: Mapping[str, Array], rng: np.random.Generator) -> dict[str, Array]:
    return {name: np.asarray(rng.uniform(-1, 1, x.shape)) for name, x in at.items()}


def _moved(at: Mapping[str, Array], moves: Mapping[str, Array], least: float) -> dict[str, Array]:
    return {name: x + 1e-4 * np.where(np.abs(x) > least, x, 1.0) * moves[name] for name, x in at.items()}


def _close(one: Array, other: Array, share: float) -> bool:
    """Equal to `share` of the largest value of each output, NaN alike."""
    if same(one, other):
        return True
    finite = np.isfinite(one) & np.isfinite(other)
    if not np.array_equal(np.isnan(one), np.isnan(other)):
        return False
    size = np.max(np.abs(np.where(finite, other, 0.0)), initial=0.0)
    return bool(np.all(np.abs(one - other)[finite] <= share * np.maximum(np.abs(other)[finite], 1e-3 * size)))


__all__ = ["Tape", "faithful", "flatten", "nearby", "opposite"]
