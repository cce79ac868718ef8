"""A small numpy engine for tests: operations are (forward, vjp) pairs, recorded as a Graph whose nodes can be replayed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gradcli.cases import Case, Run, Settings
from gradcli.errors import Where
from gradcli.graph import Edge, Event, Graph, Node, Replay

Array = Any


@dataclass(frozen=True)
class Rule:
    """One operation. vjp: (g, *inputs) -> gradient of the only input, or a tuple with one per input (None: no path)."""

    name: str
    forward: Callable[..., Any]
    vjp: Callable[..., Any]
    user: bool = True
    surrogate: bool = False
    stale: Callable[..., Any] | None = None  # what the recorded tape answers instead of vjp
    line: int = 0
    family: str = "other"


@dataclass(eq=False)
class Var:
    """A value on the fake tape."""

    value: Array
    rule: Rule | None = None
    parents: tuple[Var, ...] = ()
    name: str = ""
    requires_grad: bool = True

    def __add__(self, other: Var) -> Var:
        return apply(ADD, self, other)

    def __mul__(self, other: Var) -> Var:
        return apply(MUL, self, other)

    def __getitem__(self, k: int) -> Var:
        return apply(pick(k), self)


@dataclass
class Recorder:
    """What happened beside the edges."""

    events: list[Event] = field(default_factory=list)


RECORDER = Recorder()


def apply(rule: Rule, *inputs: Var) -> Var:
    return Var(np.asarray(rule.forward(*(v.value for v in inputs))), rule, inputs, requires_grad=any(v.requires_grad for v in inputs))


def detach(v: Var) -> Var:
    RECORDER.events.append(Event("detach", Where("model.py", 7)))
    return Var(v.value, requires_grad=False)


ADD = Rule("add", lambda a, b: a + b, lambda g, a, b: (g, g), user=False)
MUL = Rule("mul", lambda a, b: a * b, lambda g, a, b: (g * b, g * a), user=False)


def pick(k: int) -> Rule:
    def vjp(g: Array, x: Array) -> Array:
        out = np.zeros_like(x)
        out[k] = g
        return out

    return Rule("pick", lambda x: x[k], vjp, user=False)


def gradients(rule: Rule, g: Array, inputs: Sequence[Array], recorded: bool = False) -> tuple[Any, ...]:
    answer = (rule.stale if recorded and rule.stale else rule.vjp)(g, *inputs)
    return answer if isinstance(answer, tuple) else (answer,)


class Fake:
    """The engine: functions take and return Vars."""

    random = [0]

    def call(self, fn: Any, inputs: Mapping[str, Array]) -> dict[str, Array]:
        return {name: np.asarray(v.value) for name, v in fn(inputs).outputs.items()}

    def pull(self, fn: Any, inputs: Mapping[str, Array]) -> Any:
        run = fn(inputs)
        outputs = {name: np.asarray(v.value) for name, v in run.outputs.items()}

        def pullback(gs: Sequence[Array | None]) -> dict[str, Array | None]:
            return backward(list(run.outputs.values()), list(gs), run.leaves)

        return outputs, {name: v.requires_grad for name, v in run.outputs.items()}, pullback

    def graph(self, fn: Any, inputs: Mapping[str, Array]) -> Graph:
        RECORDER.events = []
        run = fn(inputs)
        order = topological(list(run.outputs.values()), run.leaves.values())
        ids = {id(v): k for k, v in enumerate(order)}
        nodes = tuple(node(v, k, ids) for k, v in enumerate(order))
        outputs = tuple((name, Edge(ids[id(v)])) for name, v in run.outputs.items() if id(v) in ids)
        return Graph(nodes, outputs, {name: ids[id(v)] for name, v in run.leaves.items()}, events=tuple(RECORDER.events))

    def random_state(self) -> Any:
        return self.random[0]

    def has_drawn(self, state: Any) -> bool:
        return bool(self.random[0] != state)

    def restore(self, state: Any) -> None:
        self.random[0] = state


def topological(outputs: Sequence[Var], leaves: Any) -> list[Var]:
    order: list[Var] = list(leaves)
    seen = {id(v) for v in order}

    def visit(v: Var) -> None:
        if id(v) in seen:
            return
        for parent in v.parents:
            visit(parent)
        seen.add(id(v))
        order.append(v)

    for v in outputs:
        visit(v)
    return order


def node(v: Var, k: int, ids: Mapping[int, int]) -> Node:
    rule = v.rule
    y = np.asarray(v.value)
    if rule is None:
        return Node(k, "leaf" if v.requires_grad else "constant", "", "", y.shape, str(y.dtype), name=v.name, value=y)
    inputs = tuple(np.array(p.value) for p in v.parents)
    replay = Replay(
        inputs,
        (y,),
        lambda *xs: (np.asarray(rule.forward(*xs)),),
        lambda gs, *xs: gradients(rule, gs[0], xs),
        lambda gs: gradients(rule, gs[0], inputs, True),
        user=rule.user,
        surrogate=rule.surrogate,
    )
    edges = tuple(Edge(ids[id(p)], 0, f"a{i}") for i, p in enumerate(v.parents))
    where = Where("model.py", rule.line or 10 + k)
    return Node(k, "op", rule.name, rule.name + "Backward", y.shape, str(y.dtype), edges, family=rule.family, where=where, replay=replay)


def backward(outputs: Sequence[Var], gs: Sequence[Array | None], leaves: Mapping[str, Var]) -> dict[str, Array | None]:
    order = topological(outputs, leaves.values())
    sums: dict[int, Array] = {}
    for v, g in zip(outputs, gs):
        if g is not None and v.requires_grad:
            sums[id(v)] = sums[id(v)] + g if id(v) in sums else g
    for v in reversed(order):
        if v.rule is None or id(v) not in sums:
            continue
        found = gradients(v.rule, sums[id(v)], [p.value for p in v.parents], True)
        for parent, gradient in zip(v.parents, found):
            if gradient is not None and parent.requires_grad:
                sums[id(parent)] = sums[id(parent)] + gradient if id(parent) in sums else gradient
    return {name: sums.get(id(v)) for name, v in leaves.items()}


def case(build: Callable[..., Any], settings: Settings | None = None, **inputs: Any) -> Case:
    """A case of `build`, a function of Vars by input name that returns a Var or a tuple of them."""

    def fn(arrays: Mapping[str, Array]) -> Run:
        leaves = {name: Var(array, name=name) for name, array in arrays.items()}
        out = build(**leaves)
        outputs = out if isinstance(out, tuple) else (out,)
        return Run({f"output {k}" if len(outputs) > 1 else "output": v for k, v in enumerate(outputs)}, leaves)

    arrays = {name: np.array(value, dtype=None if np.iscomplexobj(value) else np.float64) for name, value in inputs.items()}
    return Case("model.py::f", "f", fn, arrays, Where("model.py", 1), "fake", settings=settings or Settings())


def single(forward: Any, vjp: Any, x: Any, settings: Settings | None = None, name: str = "Custom") -> Case:
    """A case of one custom operation."""
    return case(lambda x: apply(Rule(name, forward, vjp), x), settings, x=x)


ENGINE = Fake()
