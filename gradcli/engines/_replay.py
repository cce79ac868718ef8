"""Running one node of the tape again, alone: an operation or a custom Function, as recorded or afresh."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, TypeVar

import numpy as np

from gradcli.autograd import batch, forward_ad, state
from gradcli.autograd.complex_step import stepped
from gradcli.autograd.fit import expandable
from gradcli.autograd.function import Function
from gradcli.autograd.grad_mode import enable_grad, no_grad
from gradcli.autograd.instead import Instead, moved
from gradcli.autograd.node import Node as TapeNode
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.promotion import alike, promoted
from gradcli.autograd.saved import save
from gradcli.autograd.tensor import LEAF, Tensor, make
from gradcli.autograd.trace import Call
from gradcli.graph import Replay

Array = Any
Within = Callable[[Mapping[int, Any]], AbstractContextManager[Any]]
SURROGATE = "__gradcli_surrogate__"


def replay_of(tape: TapeNode, call: Call, positions: Sequence[int], within: Within) -> Replay | None:
    """The replay of a node whose live arguments stand at `positions`; None for nodes that are neither Op nor Function.

    within: what to enter while user code of that run goes on, see `Run`.
    """
    inputs = tuple(np.asarray(call.args[i]) for i in positions)
    if isinstance(call.op, Op) and tape._op is call.op:
        return OpReplay(tape, call, positions).record(inputs)
    if getattr(tape, "_cls", None) is call.op:
        return FunctionReplay(tape, call, positions, within).record(inputs)
    return None


class OpReplay:
    """A built-in operation: kernel and rules, on arrays."""

    def __init__(self, tape: TapeNode, call: Call, positions: Sequence[int]) -> None:
        self.tape, self.call, self.positions = tape, call, positions
        self.op: Op = call.op
        self.wanted = differentiated(tape, positions)
        self.mask = sum(1 << i for i, wanted in enumerate(self.wanted) if wanted)
        self.settled: list[Any] | None = None  # input types with which nothing is to be promoted, once met

    def record(self, inputs: tuple[Array, ...]) -> Replay:
        return Replay(
            inputs=inputs,
            outputs=tuple(map(np.asarray, self.call.results)),
            forward=self.forward,
            pullback=self.pullback,
            recorded=lambda gs: recorded(self.tape, gs, self.positions, inputs),
            jvp=self.jvp if self.op.tangent is not None else None,
            stack=self.stack,
            random=self.op.random,
            surrogate=self.op.declared is not None and self.op.declared[0](**self.call.params),
            pushed=self.pushed if self.op.declared is not None else None,
            shaken=lambda move: shaken(self, move).pullback,
            analytic=lambda *inputs: several(self.op, stepped(self.op, self.filled(inputs), self.call.params)),
            arguments=self.call.args,
            places=self.positions,
        )

    def filled(self, inputs: Sequence[Array]) -> list[Any]:
        """All arguments, the live ones replaced, in the type the operation computes in."""
        args = list(self.call.args)
        for i, x in zip(self.positions, inputs):
            args[i] = x
        if not self.op.promote:
            return args
        types = [x.dtype for x in inputs]
        if types == self.settled:
            return args
        kinds = {a.dtype for a in args if isinstance(a, (np.ndarray, np.generic))}
        kind = next(iter(kinds)) if len(kinds) == 1 else None
        if kind is None or not alike(args, kind, self.op.promote):
            return promoted(args, self.op)
        self.settled = types
        return args

    def forward(self, *inputs: Array) -> tuple[Array, ...]:
        return several(self.op, self.op.kernel(*self.filled(inputs), **self.call.params))

    def stack(self, flags: Sequence[bool], *inputs: Array) -> tuple[Array, ...]:
        stacked = [False] * len(self.call.args)
        for i, flag in zip(self.positions, flags):
            stacked[i] = flag
        return several(self.op, batch.stacked(self.op, stacked, self.filled(inputs), self.call.params))

    def pullback(self, gs: Sequence[Array | None], *inputs: Array) -> tuple[Any, ...]:
        args = self.filled(inputs)
        y = self.op.kernel(*args, **self.call.params)
        codes = self.op.plan(self.mask)[0]
        saved = (None,) * len(args) if codes is None else save(codes, args)
        g = gs[0] if self.op.outputs == 1 else [np.zeros_like(part) if h is None else h for h, part in zip(gs, y)]
        with no_grad():
            out = self.op.gradients(g, y, saved, self.wanted, self.call.params)
        return fitted(at(out, self.positions), inputs)

    def pushed(self, argument: int, t: Array) -> Array:
        args = list(self.call.args)
        args[self.positions[argument]] = t
        assert self.op.declared is not None
        return np.asarray(self.op.declared[1](*args, **self.call.params))

    def jvp(self, ts: Sequence[Array | None], *inputs: Array) -> tuple[Array, ...]:
        args = self.filled(inputs)
        y = self.op.kernel(*args, **self.call.params)
        tangents: list[Any] = [None] * len(args)
        for i, t in zip(self.positions, ts):
            tangents[i] = t
        assert self.op.tangent is not None
        return several(self.op, self.op.tangent(tangents, y, *args, **self.call.params))


def several(op: Op, y: Any) -> tuple[Array, ...]:
    """The results of an operation as a tuple of arrays."""
    return (np.asarray(y),) if op.outputs == 1 else tuple(np.asarray(part) for part in y)


class FunctionReplay:
    """A user's Function: forward and backward with copied inputs and a fresh ctx."""

    def __init__(self, tape: TapeNode, call: Call, positions: Sequence[int], within: Within) -> None:
        self.tape, self.call, self.positions, self.within = tape, call, positions, within
        self.cls: Any = call.op
        self.wanted = differentiated(tape, positions)

    def record(self, inputs: tuple[Array, ...]) -> Replay:
        return Replay(
            inputs=inputs,
            outputs=self.forward(*inputs),
            forward=self.forward,
            pullback=self.pullback,
            recorded=lambda gs: self.pulled(self.tape, gs, inputs, {}),
            jvp=None if self.cls.jvp is Function.jvp else self.jvp,
            user=True,
            shaken=lambda move: shaken(self, move).pullback,
            surrogate=bool(getattr(self.cls, SURROGATE, False)),
            analytic=self.analytic,
            rounded=lambda move: partial(self.rounded, move),
        )

    def arguments(self, inputs: Sequence[Array], track: bool) -> list[Any]:
        """Fresh arguments; of those that get a gradient it is recorded what becomes of them, if `track`."""
        args = [make(np.array(a)) if was else a for a, was in zip(self.call.args, self.call.tensors)]
        for i, x in zip(self.positions, inputs):
            args[i] = make(np.array(x))
            if track and self.wanted[i] and args[i]._data.dtype.kind in "fc":
                args[i]._edge = LEAF
                args[i] = OPS["clone"](args[i])  # a leaf may not be changed in place
        return args

    def run(self, args: Sequence[Any]) -> list[Tensor]:
        """The output tensors of a fresh application."""
        with self.within(self.instead(args)):
            out = self.cls.apply(*args, **self.call.params)
        return [t for t in (out if isinstance(out, (tuple, list)) else (out,)) if isinstance(t, Tensor)]

    def forward(self, *inputs: Array) -> tuple[Array, ...]:
        with Untraced(), no_grad():
            return tuple(np.asarray(t._data) for t in self.run(self.arguments(inputs, False)))

    def analytic(self, *inputs: Array) -> tuple[Array, ...]:
        with Instead(stepped):
            return self.forward(*inputs)

    def rounded(self, move: Callable[[Array], Array], *inputs: Array) -> tuple[Array, ...]:
        with Instead(moved(move)):
            return self.forward(*inputs)

    def pullback(self, gs: Sequence[Array | None], *inputs: Array) -> tuple[Any, ...]:
        with Untraced(), enable_grad():
            args = self.arguments(inputs, True)
            outs = self.run(args)
        node = next((t.grad_fn for t in outs if t.grad_fn is not None), None)
        if node is None:
            return (None,) * len(inputs)
        return self.pulled(node, gs, inputs, self.instead(args))

    def jvp(self, ts: Sequence[Array | None], *inputs: Array) -> tuple[Array, ...]:
        """The tangents of the outputs by the user's own rule."""
        with Untraced(), no_grad(), forward_ad.dual_level():
            args = self.arguments(inputs, False)
            for i, t in zip(self.positions, ts):
                if t is not None:
                    args[i] = forward_ad.make_dual(args[i], make(np.asarray(t, dtype=args[i]._data.dtype)))
            pairs = [(y, forward_ad.unpack_dual(y).tangent) for y in self.run(args)]
            return tuple(np.zeros_like(y._data) if t is None else np.array(t._data) for y, t in pairs)

    def instead(self, args: Sequence[Any]) -> dict[int, Tensor]:
        """The arguments by the leaves (their ids) that they stand for: the user's code may read these from a module as well."""
        return {id(edge): args[i] for i, edge in enumerate(self.tape._edges) if isinstance(edge, Tensor)}

    def pulled(self, node: TapeNode, gs: Sequence[Array | None], inputs: Sequence[Array], instead: Mapping[int, Tensor]) -> tuple[Any, ...]:
        """What the user's backward makes of cotangents."""
        with self.within(instead):
            return recorded(node, gs, self.positions, inputs)


R = TypeVar("R", OpReplay, FunctionReplay)


def shaken(replay: R, move: Callable[[Array], Array]) -> R:
    """The replay with its floating constants moved."""

    def moved(i: int, a: Any) -> Any:
        return move(a) if i not in replay.positions and isinstance(a, np.ndarray) and a.dtype.kind in "fc" else a

    other, other.call = copy.copy(replay), copy.copy(replay.call)
    other.call.args = [moved(i, a) for i, a in enumerate(replay.call.args)]
    return other


class Untraced:
    """A `with` block in which nothing is traced."""

    def __enter__(self) -> None:
        self.tracer, state.tracer = state.tracer, None

    def __exit__(self, *_: object) -> None:
        state.tracer = self.tracer


def recorded(tape: TapeNode, gs: Sequence[Array | None], positions: Sequence[int], inputs: Sequence[Array]) -> tuple[Any, ...]:
    """The gradients of a node from what it saved."""
    shapes = tape._shape if tape._outputs != 1 else [tape._shape]
    cotangents = [g if g is None or tape._outputs != 1 else np.asarray(g).reshape(s) for g, s in zip(gs, shapes)]
    with Untraced(), no_grad():
        out = tape._apply(cotangents, differentiated(tape, positions), False)
    return fitted(at(out, positions), inputs)


def at(gradients: Sequence[Any], positions: Sequence[int]) -> list[Any]:
    """The gradients at some positions; None for arguments beyond the last rule, such as the indices of x[i, j]."""
    return [gradients[i] if i < len(gradients) else None for i in positions]


def differentiated(tape: TapeNode, positions: Sequence[int]) -> list[bool]:
    """Which arguments get a gradient: those at `positions`, without the named constants among them."""
    return [edge is not None and i in positions for i, edge in enumerate(tape._edges)]


def fitted(gradients: Sequence[Any], inputs: Sequence[Array]) -> tuple[Any, ...]:
    """Gradients in the shape and type of their inputs, as the backward walk brings them. Raises RuntimeError where it cannot."""
    return tuple(None if g is None else fit_to(np.asarray(g), np.asarray(x), i) for i, (g, x) in enumerate(zip(gradients, inputs)))


def fit_to(g: Array, x: Array, number: int) -> Array:
    """One gradient summed over broadcast axes and cast to its input's type."""
    if g.shape != x.shape:
        if not expandable(x.shape, g.shape):
            raise RuntimeError(
                f"invalid gradient at index {number} - got {list(g.shape)} but expected shape compatible with {list(x.shape)}"
            )
        lead = g.ndim - x.ndim
        axes = (*range(lead), *(lead + i for i, n in enumerate(x.shape) if n == 1 and g.shape[lead + i] != 1))
        g = g.sum(axis=axes, keepdims=True).reshape(x.shape)
    if x.dtype.kind != "c" and g.dtype.kind == "c":
        g = g.real
    return g if g.dtype == x.dtype or x.dtype.kind not in "fc" else g.astype(x.dtype)
