"""The built-in engine behind the Engine protocol: gradcli.autograd, with numpy in and out."""

from __future__ import annotations

import random as python_random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from gradcli.autograd import backprop, forward_ad, ops, rows, state  # noqa: F401  the operations attach themselves to Tensor
from gradcli.autograd.draws import default_generator
from gradcli.autograd.function import FunctionCtx
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.observe import Observer
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.trace import Tracer
from gradcli.autograd.walk import Walk
from gradcli.cases import Run
from gradcli.engines import Function, Observed, Pullback
from gradcli.engines._graph import build
from gradcli.engines._observed import entire, interrupted, observed
from gradcli.engines._twins import twins
from gradcli.graph import Graph

Array = Any


class Builtin:
    """gradcli.autograd as an Engine."""

    name = "builtin"

    def call(self, fn: Function, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """The outputs as arrays."""
        return {name: np.array(t._data) for name, t in fn(inputs).outputs.items()}

    def pull(self, fn: Function, inputs: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, bool], Pullback]:
        """(outputs, which carry a gradient, pullback); the graph is kept for any number of pullbacks."""
        return pulled_from(fn(inputs))

    def traced(self, fn: Function, inputs: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, bool], Pullback, Graph]:
        """`pull` and `graph` of one and the same evaluation."""
        with Tracer() as tracer:
            run = fn(inputs)
        return (*pulled_from(run), build(run, tracer))

    def push(self, func: Callable[..., Any], args: Sequence[Any], ts: Sequence[Array | None]) -> list[Array]:
        """Tangents of the floating tensors among func's outputs by forward mode; ts: per argument a tangent or None."""
        with forward_ad.dual_level():
            given = [x if t is None else forward_ad.make_dual(x, make(np.asarray(t, dtype=x._data.dtype))) for x, t in zip(args, ts)]
            out = func(*given)
            found = [y for y in (out if isinstance(out, (tuple, list)) else (out,)) if isinstance(y, Tensor) and y._data.dtype.kind in "fc"]
            pairs = [(y, forward_ad.unpack_dual(y).tangent) for y in found]
        return [np.zeros_like(y._data) if t is None else np.array(t._data) for y, t in pairs]

    def unfed(self, fn: Function, inputs: Mapping[str, Array]) -> list[Array]:
        """What Functions that take None for a missing gradient make of it where all gradients are missing."""
        if not FunctionCtx._some_take_none:
            return []
        seeds = [(backprop.target_of_output(0, y), None) for y in fn(inputs).outputs.values() if y.requires_grad]
        reached = backprop.reached(Walk(False, True, None), seeds)
        nodes = [node for node in reached if isinstance(node, FunctionCtx) and not node._materialize]
        found = [node._apply([None] * node._outputs, [edge is not None for edge in node._edges], False) for node in nodes]
        return [g for gs, node in zip(found, nodes) for g, edge in zip(gs, node._edges) if g is not None and edge is not None]

    def second(self, fn: Function, inputs: Mapping[str, Array], gs: Sequence[Array | None]) -> Any:
        """pullback2(us) -> {name: H u}, for phi = sum Re(conj(g) . output); us: one direction per input name."""
        run = fn(inputs)
        leaves = dict(run.leaves)
        outputs, given = chosen(run.outputs.values(), gs)
        with run.within({}):
            first = backprop.grad(outputs, list(leaves.values()), given, create_graph=True, allow_unused=True)
        named = {name: g for name, g in zip(leaves, first) if g is not None and g.requires_grad}

        def pullback2(us: Mapping[str, Array]) -> dict[str, Array | None]:
            with run.within({}):
                return pulled(list(named.values()), [cotangent(us[name], g) for name, g in named.items()], leaves)

        return pullback2

    def gradient(self, fn: Function, gs: Sequence[Array | None], others: tuple[str, Sequence[Array | None]] | None = None) -> Function:
        """x -> the gradients of sum Re(conj(g) . output) by input name, differentiable themselves: what order 2 is checked on.

        others: cotangents to be added to those, and the name of one more input that says how much of them.
        """
        added, hs = others or ("", gs)

        def derived(inputs: Mapping[str, Array]) -> Run:
            run = fn({name: x for name, x in inputs.items() if name != added})
            leaves = {added: make(np.array(inputs[added])).requires_grad_()} if added else {}
            outputs, given = chosen(run.outputs.values(), gs)
            if added:
                given = [g + leaves[added] * h for g, h in zip(given, chosen(run.outputs.values(), hs)[1])]
            with run.within({}):
                first = backprop.grad(outputs, list(run.leaves.values()), given, create_graph=True, allow_unused=True)
            found = {name: g for name, g in zip(run.leaves, first) if g is not None}
            return run._replace(outputs=found, leaves={**run.leaves, **leaves})

        return derived

    def graph(self, fn: Function, inputs: Mapping[str, Array]) -> Graph:
        """The graph of one evaluation, every node with its Replay."""
        with Tracer() as tracer:
            run = fn(inputs)
        return build(run, tracer)

    def observe(self, fn: Function, inputs: Mapping[str, Array]) -> Observed:
        """One evaluation with all that lint wants to know of it; a few more where numbers left the graph."""
        start = self.random_state()

        def again(_: Mapping[str, Array]) -> Run:
            self.restore(start)
            return fn({name: np.array(value) for name, value in inputs.items()})

        with Observer() as seen:
            try:
                run = again({})
            except (Exception, SystemExit) as error:  # user code
                return Observed(interrupted(seen), error)
        return Observed(observed(run if inputs else entire(run, seen), seen, again))

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """What goes on inside is not seen by who watches the operations of a program."""
        watching, state.tracer, before, MODE.watch = state.tracer, None, MODE.watch, None
        try:
            yield
        finally:
            state.tracer, MODE.watch = watching, before

    def random_state(self) -> Any:
        """The states of the engine's, numpy's and Python's generators."""
        return default_generator.get_state(), np.random.get_state(), python_random.getstate()

    def has_drawn(self, state: Any) -> bool:
        """Whether a generator has gone on since."""
        ours, numpys, pythons = self.random_state()
        same = np.array_equal(ours._data, state[0]._data) and np.array_equal(numpys[1], state[1][1]) and numpys[2:] == state[1][2:]
        return not same or pythons != state[2]

    def restore(self, state: Any) -> None:
        """Bring all three generators back."""
        default_generator.set_state(state[0])
        np.random.set_state(state[1])
        python_random.setstate(state[2])


def pulled_from(run: Run) -> tuple[dict[str, Array], dict[str, bool], Pullback]:
    """The outputs of a run as arrays, which of them carry a gradient, and the pullback along its tape."""
    return (
        {name: np.array(t._data) for name, t in run.outputs.items()},
        {name: t.requires_grad for name, t in run.outputs.items()},
        Pulled(run),
    )


class Pulled:
    """The pullback along the tape of a run."""

    def __init__(self, run: Run) -> None:
        self.outputs, self.leaves, self.within = list(run.outputs.values()), dict(run.leaves), run.within

    def __call__(self, gs: Sequence[Array | None]) -> dict[str, Array | None]:
        with self.within({}):
            return pulled(*chosen(self.outputs, gs), self.leaves)

    def twin_of(self, other: Pulled) -> bool:
        """Whether the tape of the other run has the same operations, joined alike, and nothing else."""
        return twins(zip(self.outputs, other.outputs), {leaf: other.leaves[name] for name, leaf in self.leaves.items()})

    def stacked(self, gs: Sequence[Array | None]) -> dict[str, Array | None]:
        """The same for stacks of cotangents (k, *shape): gradients (k, *shape)."""
        count = next((len(g) for g in gs if g is not None), 0)
        step = max(1, rows.AT_ONCE // max((rows.largest(t) for t in self.outputs if t.requires_grad), default=1))
        some = [gs if step >= count else [None if g is None else g[k : k + step] for g in gs] for k in range(0, count, step)]
        parts = [pulled(*chosen(self.outputs, part), self.leaves, True) for part in some]
        return {name: joined([part[name] for part in parts]) for name in self.leaves}


def chosen(outputs: Iterable[Tensor], gs: Sequence[Array | None]) -> tuple[list[Tensor], list[Tensor]]:
    """The outputs that carry a gradient and get a cotangent, and the cotangents as tensors."""
    pairs = [(t, cotangent(g, t)) for t, g in zip(outputs, gs) if g is not None and t.requires_grad]
    return [t for t, _ in pairs], [g for _, g in pairs]


def joined(parts: Sequence[Array | None]) -> Array | None:
    """Stacks one after the other; None where there is no path."""
    known = [part for part in parts if part is not None]
    return known[0] if len(known) == 1 else np.concatenate(known) if known else None


def cotangent(g: Array, t: Tensor) -> Tensor:
    """A cotangent as a tensor of the output's dtype; the array itself where it already has it."""
    array = np.asarray(g)
    return make(array if array.dtype == t._data.dtype else array.astype(t._data.dtype))


def pulled(outputs: list[Tensor], gs: list[Tensor], leaves: Mapping[str, Tensor], stacked: bool = False) -> dict[str, Array | None]:
    """The gradients by input name, as arrays; None where no path exists."""
    wanted = {name: leaf for name, leaf in leaves.items() if leaf.requires_grad}
    if not outputs or not wanted:
        return dict.fromkeys(leaves)
    found = asked(outputs, gs, list(wanted.values()), stacked)
    arrays = {name: None if g is None else np.array(g._data) for name, g in zip(wanted, found)}
    return {name: arrays.get(name) for name in leaves}


def asked(outputs: list[Tensor], gs: list[Tensor], leaves: list[Tensor], stacked: bool) -> list[Tensor | None]:
    """The gradients, with what a backward within the backward adds to the leaves; all of them so where there is a reentrant checkpoint."""
    before = [leaf.grad for leaf in leaves]
    try:
        emptied(leaves)
        try:
            found = backprop.grad(outputs, leaves, gs, retain_graph=True, allow_unused=True, is_grads_batched=stacked)
        except RuntimeError as error:
            if str(error) != backprop.NOT_PARTLY:
                raise
            emptied(leaves)
            found = (None,) * len(leaves)
            backprop.backward(outputs, gs, retain_graph=True)
        return [leaf.grad if g is None else g if leaf.grad is None else g + leaf.grad for g, leaf in zip(found, leaves)]
    finally:
        for leaf, grad in zip(leaves, before):
            leaf.grad = grad


def emptied(leaves: list[Tensor]) -> None:
    for leaf in leaves:
        leaf.grad = None


ENGINE = Builtin()
