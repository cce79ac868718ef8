"""One check under way: the case at a point, its engine, and what is measured once and used by several stages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

import numpy as np

from gradcli.cases import Case, Settings
from gradcli.check import complex_step, records, refusal, user
from gradcli.check.guarded import Guarded
from gradcli.check.question import Bounds, Grid
from gradcli.check.seeds import generator
from gradcli.check.subject import Block, Subject, blocks, differentiable, flatten, join, short_unit, split, unit_of
from gradcli.check.tape import Tape, faithful, opposite
from gradcli.engines import Engine, Pullback
from gradcli.finding import Ladder, Pair
from gradcli.graph import Graph, Mark
from gradcli.numeric import UNIT

Array = np.ndarray[Any, Any]
NEARBY = (0.0, 1e-6)  # two points at which the tape must agree with the real function: coordinates below this move as zeros do


@dataclass
class Session:
    """A case being checked at `inputs`; stages read it and add what they find out."""

    case: Case
    engine: Engine
    inputs: dict[str, Array]
    outputs: dict[str, Array] = field(default_factory=dict)
    sources: tuple[Block, ...] = ()
    results: tuple[Block, ...] = ()
    adopted: list[Pair] = field(default_factory=list)
    compared: bool = False  # whether the grids are there
    grids: dict[str, Grid] = field(default_factory=dict)
    unexamined: set[str] = field(default_factory=set)
    marks: dict[int, Mark] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ladders: tuple[Ladder, ...] = ()
    timing: dict[str, float] = field(default_factory=lambda: {"forward": 0.0, "backward": 0.0, "numeric": 0.0})
    evaluations: int = 0
    seconds: float = 0.0  # that the real function took, last time
    refusal: str = ""  # what the function did where it could not be evaluated, last time
    mode: str = "full"
    thorough: bool = False  # every node is to be looked at, for a picture
    shown: Graph | None = None
    pullback: Guarded | None = None  # of a tape at the point, which may be asked again
    _tape: Tape | None = None
    _faithful: bool | None = None
    _alike: list[bool] = field(default_factory=list)  # of every call close by whether its tape was that of the first
    _subject: Subject | None = None

    @property
    def settings(self) -> Settings:
        return self.case.settings

    @property
    def rng(self) -> np.random.Generator:
        """A fresh generator with the case's seed: every stage draws the same numbers whatever ran before it."""
        return generator(self.settings.seed)

    @property
    def bounds(self) -> Bounds:
        """The user's tolerances; the default rtol follows the arithmetic, and a gradient allowed to jitter may differ by that much."""
        atol = self.settings.atol + self.settings.nondet_tol
        if self.settings.rtol is None and self.unit <= UNIT:
            return Bounds(atol=atol, method=self.settings.method)
        rtol = 2e-5 if self.settings.rtol is None else self.settings.rtol
        return Bounds(rtol, atol, rtol, self.settings.method)

    @property
    def unit(self) -> float:
        """Round-off of the arithmetic: of what goes in and comes out, or of a narrow type on the way."""
        inside = short_unit(node.dtype for node in self.shown.nodes) if self.shown else 0.0
        return max(unit_of((*self.sources, *self.results)), inside)

    def begin(self, outputs: dict[str, Array], carries: Mapping[str, bool]) -> None:
        """Take the outputs and which of them carry a gradient; from now on the inputs and outputs to compare are known."""
        self.outputs = outputs
        self.sources = blocks(self.inputs, (name for name, value in self.inputs.items() if differentiable(value)))
        self.results = blocks(outputs, (name for name, value in outputs.items() if differentiable(value) and carries.get(name)))

    @property
    def m(self) -> int:
        """Number of real output entries that carry a gradient."""
        return sum(block.size for block in self.results)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time spent inside to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.timing[stage] = self.timing.get(stage, 0.0) + time.perf_counter() - start

    def counted(self, points: int) -> None:
        """Count evaluations, real or replayed."""
        self.evaluations += points

    def call(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The real function, once; it may change the arrays it is given."""
        self.counted(1)
        with self.timed("forward"):
            return {name: np.asarray(y) for name, y in user.run(lambda: self.engine.call(self.case.fn, inputs)).items()}

    def pull(self, inputs: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, bool], Guarded]:
        """Outputs, which of them carry a gradient, and a pullback whose exceptions are the user's."""
        self.counted(1)
        with self.timed("backward"):
            outputs, carries, pullback = user.run(lambda: self.engine.pull(self.case.fn, inputs))
        return {name: np.asarray(y) for name, y in outputs.items()}, dict(carries), Guarded(self, pullback)

    def traced(self, inputs: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, bool], Guarded]:
        """`pull`, with the graph of that evaluation kept for the tape where the engine tells both."""
        trace = getattr(self.engine, "traced", None)
        if trace is None:
            return self.pull(inputs)
        self.counted(1)
        with self.timed("backward"):
            outputs, carries, pullback, self.shown = user.run(lambda: trace(self.case.fn, inputs))
        return {name: np.asarray(y) for name, y in outputs.items()}, dict(carries), Guarded(self, pullback)

    def record(self) -> Graph:
        """A fresh graph of the case at its point."""
        with self.timed("forward"):
            return user.run(lambda: self.engine.graph(self.case.fn, self.copies()))

    def copies(self) -> dict[str, Array]:
        """The inputs, copied: user code may write into what it is given."""
        return {name: np.array(value) for name, value in self.inputs.items()}

    @property
    def tape(self) -> Tape:
        """The graph as a function, recorded once."""
        if self._tape is None:
            self.shown = self.shown or self.record()
            self._tape = Tape(self.shown, self.sources, self.results, self.counted, self.outputs)
        return self._tape

    def at(self) -> dict[str, Array]:
        """The point as flat real vectors, by input."""
        return {block.name: flatten(self.inputs[block.name], block).copy() for block in self.sources}

    def real(self, points: Mapping[str, Array], call: Callable[[Mapping[str, Array]], dict[str, Array]] | None = None) -> Array:
        """The real outputs (m,) with some inputs changed to flat real points; NaN where user code raises or returns something else.

        call: how to ask the function, `self.call` by default.
        """
        moved = self.copies()
        for block in self.sources:
            if block.name in points:
                moved[block.name] = block.array(points[block.name])
        try:
            start = time.perf_counter()
            outputs = (call or self.call)(moved)
            self.seconds = time.perf_counter() - start
        except user.UserError as error:
            self.refusal = refusal.raised(error)
        else:
            odd = refusal.misfit(outputs, self.results)
            if not odd:
                return join(outputs, self.results)
            self.refusal = odd
        return np.full(self.m, np.nan)

    @property
    def is_faithful(self) -> bool:
        """Whether the tape may stand in for the real function."""
        if self._faithful is None:
            rng, at = self.rng, self.at()
            real = partial(self.real, call=self._again)
            self._faithful = faithful(self.tape, real, opposite(at, rng, NEARBY))
        return self._faithful

    @property
    def recurs(self) -> bool:
        """Whether calls close by gave what the first one's tape gives there, and left the same tape, with nothing of the user's in it."""
        return self.tape.graph.plain and self.is_faithful and self._alike == [True] * len(NEARBY)

    def _again(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """`call`, where it is also seen whether its tape is that of the first one."""
        self._alike.append(False)  # should it raise
        outputs, _, pullback = self.pull(inputs)
        self._alike[-1] = self.pullback is not None and pullback.twin_of(self.pullback)
        return outputs

    @property
    def subject(self) -> Subject:
        """The case as a differentiable map."""
        if self._subject is None:
            y = join(self.outputs, self.results)
            blur = cache(self.tape.blur) if self.tape.replayable else None
            quick: dict[str, Any] = {}
            if self.is_faithful:
                steps = partial(complex_step.along_tape, self.tape)
                pulls = self._pulls if self._stacked else None
                quick = {"sweep": self.tape.sweep, "doubt": self.tape.doubt, "stepped": steps, "pulls": pulls}
            else:
                quick = {"seconds": self.seconds}
            parts = (self._many(), self.puller(), blur, self.unit)
            self._subject = Subject(self.case.name, self.sources, self.results, self.at(), y, *parts, **quick)
        return self._subject

    def _many(self) -> Callable[[str, Array], Array]:
        evaluate = self.tape.many if self.is_faithful else self._loop

        def timed(name: str, points: Array) -> Array:
            with self.timed("numeric"):
                return evaluate(name, points)

        return timed

    def _loop(self, name: str, points: Array) -> Array:
        return np.stack([self.real({name: point}) for point in points])

    def puller(self) -> Callable[[Array], dict[str, Array | None]]:
        """Flat cotangent -> flat gradients by input, on one tape as long as it lasts."""
        tapes = [self.pullback or self.pull(self.copies())[2]]

        def pulled(g: Array) -> dict[str, Array | None]:
            try:
                return self.gradients(tapes[0], g)
            except user.UserError:  # a backward that can run only once: give it a fresh tape
                tapes[0] = self.pull(self.copies())[2]
                return self.gradients(tapes[0], g)

        return pulled

    @property
    def _stacked(self) -> Pullback | None:
        """The pullback for stacks of cotangents, where nothing but the engine's operations is on the tape."""
        return getattr(self.pullback.raw, "stacked", None) if self.pullback and self.tape.graph.plain else None

    def _pulls(self, gs: Array) -> dict[str, Array | None]:
        """Flat cotangents (k, m) -> flat gradients (k, n) by input. Raises UserError where a single one cannot be pulled either."""
        stacked, single = self._stacked, self.pullback
        assert stacked is not None
        assert single is not None
        parts = {block.name: block.array(gs[:, block.slice]) for block in self.results}
        try:
            with self.timed("backward"):
                found = stacked([parts.get(name) for name in self.outputs])
        except Exception:
            self.gradients(single, gs[0])
            raise
        pairs = [(block, found.get(block.name)) for block in self.sources]
        return {block.name: None if rows is None else flatten(rows, block, 1) for block, rows in pairs}

    def close(self) -> None:
        """Let go of what refers back to the session: its arrays are free at once, not when Python next looks for cycles."""
        self._subject = self._tape = self.pullback = None

    def pairs(self) -> list[Pair]:
        """What was compared, as records: made for who asks, and as the grids are now."""
        return [*(records.all_pairs(self.grids, self.subject) if self.compared else ()), *self.adopted]

    def adopt(self, other: Session) -> None:
        """Take over what another session of the same case has measured besides its findings."""
        self.adopted += [replace(pair, output=f"d {pair.output}") for pair in other.pairs()]
        self.unexamined |= other.unexamined
        self.evaluations += other.evaluations
        self.timing = {stage: self.timing.get(stage, 0.0) + seconds for stage, seconds in other.timing.items()}
        self.shown, self.marks = (other.shown, other.marks) if other.marks else (self.shown, self.marks)

    def gradients(self, pullback: Pullback, g: Array) -> dict[str, Array | None]:
        """Flat real gradients of ⟨g, outputs⟩ by input; None where there is no path. Raises UserError for one of another shape."""
        parts = split(g, self.results)
        return self.flat(pullback([parts.get(name) for name in self.outputs]))

    def flat(self, found: Mapping[str, Array | None]) -> dict[str, Array | None]:
        """Gradients as flat real vectors, by input."""
        return {block.name: _flat(found.get(block.name), block) for block in self.sources}


def _flat(gradient: Array | None, block: Block) -> Array | None:
    if gradient is None:
        return None
    if np.shape(gradient) != block.shape:
        got, wanted = list(np.shape(gradient)), list(block.shape)
        what = f"invalid gradient for {block.name}: got shape {got} but expected shape compatible with {wanted}"
        raise user.UserError(RuntimeError(what))
    return flatten(gradient, block)
