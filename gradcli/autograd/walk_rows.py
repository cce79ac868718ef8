"""The backward walk for many cotangents at once: rules run on all of them by the batching rules of the operations they are written in."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import batch, state, walk_quick
from gradcli.autograd.fit import fit_rows, form
from gradcli.autograd.node import FITTING, Node
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.quick import own_code
from gradcli.autograd.rule import ROW_RULES, Rule
from gradcli.autograd.saved import unpack
from gradcli.autograd.tensor import Tensor, make, unwrap
from gradcli.autograd.units import Units
from gradcli.autograd.vmapping import BatchedTensor, Level
from gradcli.autograd.walk import Hook, Walk
from gradcli.autograd.walk_plain import Pull, Step, step_of

NUMBERS = {type(None), float, int, bool, tuple}  # what a node keeps of an argument besides its value


class ArrayLevel(Level):
    """A vmap whose batches are bare arrays: nothing is recorded, nothing else is going on."""

    def operation(self, op: Op, flags: Sequence[bool], args: Sequence[Any], params: dict[str, Any]) -> Any:
        out = batch.stacked(op, flags, [unwrap(a) for a in args], params)
        return tuple(map(make, out)) if isinstance(out, tuple) else make(out)


class RowWalk(Walk):
    """One backward pass for `count` cotangents, stacked on a leading axis; or Units, while they are that.

    Hooks and custom Functions see one at a time.
    """

    def __init__(self, count: int, create: bool, keep: bool, targets: list[Any]) -> None:
        super().__init__(create, keep, targets)
        self.count = count
        self.level = Level(count) if create else ArrayLevel(count)

    def unwatched(self) -> None:
        walk_quick.run(self, recorded if self.create else plain)

    def found(self, edge: Any) -> Any:
        return dense(super().found(edge))

    def add(self, place: Any, old: Any, g: Any) -> Any:
        if g.__class__ is Units and old.__class__ is np.ndarray and place in self.summed:
            return g.added_to(old)
        return super().add(place, old, g)

    def hand(self, edge: Any, g: Any, node: Node) -> None:
        fits = node._params is FITTING or (g.__class__ is Units and g.scale.dtype == form(edge)[1])
        self.give(edge, g if fits else fit_rows(dense(g), edge, node))

    def gradients(self, node: Node, gs: list[Any], wanted: list[bool]) -> list[Any]:
        op = node._op
        if op is None:
            return self.each_row(lambda row: node._apply(row, wanted, self.create), gs)
        if op.stacked is batch.aligned and op.simple and of_one_shape(node):
            return self.by_element(op, node, gs[0], wanted)
        if op in ROW_RULES:
            saved, y = unpack(node, self.create)
            return [rule(gs[0], y, *saved) if want else None for rule, want in zip(ROW_RULES[op], wanted)]
        return self.by_rule(op, node, gs, wanted)

    def by_element(self, op: Op, node: Node, g: Any, wanted: list[bool]) -> list[Any]:
        """Arguments and result have one shape: a rule takes any number of leading axes as it is."""
        saved, y = unpack(node, self.create)
        g = g if node._params is FITTING or len(node._edges) == 1 else dense(g)  # a cross product mixes the elements of its arguments
        pull = of_units if g.__class__ is Units else Rule.__call__
        return [pull(rule, g, y, saved, node._params) if want and rule else None for rule, want in zip(op.rules, wanted)]

    def by_rule(self, op: Op, node: Node, gs: list[Any], wanted: list[bool]) -> list[Any]:
        """The operation's rules inside a vmap."""
        saved, y = unpack(node, True)
        inner = [None if g is None else self.level.wrap(as_whole(dense(g))) for g in gs]
        state.levels.append(self.level)
        try:
            g = inner[0] if node._outputs == 1 else node._filled(inner, True)
            out = op.gradients(g, y, saved, wanted, node._params)
        finally:
            state.levels.pop()
        return [None if h is None else self.outside(h) for h in out]

    def outside(self, h: Any) -> Any:
        """What a rule gave, with its leading axis."""
        whole = h.whole if isinstance(h, BatchedTensor) and h.level is self.level else h.expand((self.count, *h._data.shape))
        return whole if self.create else whole._data

    def each_row(self, fn: Callable[..., list[Any]], *columns: list[Any]) -> list[Any]:
        """fn on every cotangent by itself: its results, stacked."""
        wholes = [[dense(g) for g in column] for column in columns]
        rows = [fn(*[[None if g is None else g[k] for g in column] for column in wholes]) for k in range(self.count)]
        return [pile(column) for column in zip(*rows)]

    def seen_by(self, hooks: Hook, gs: list[Any]) -> list[Any]:
        return self.each_row(functools.partial(super().seen_by, hooks), gs)

    def left(self, node: Node, out: list[Any], gs: list[Any]) -> list[Any]:
        return self.each_row(functools.partial(super().left, node), out, gs)

    def hooked(self, leaf: Tensor, g: Any) -> Any:
        one = super().hooked
        return self.each_row(lambda row: [one(leaf, row[0])], [g])[0]


def of_one_shape(node: Node) -> bool:
    """Whether all arguments of a node have the shape of its result, as far as gradients go to them or were kept."""
    if node._params is FITTING:
        return True
    if any(edge is not None and form(edge)[0] != node._shape for edge in node._edges):
        return False
    return all(a.__class__ in NUMBERS or (a.__class__ is Tensor and a._data.shape == node._shape) for a in node._saved or ())


@functools.cache
def plain(op: Op) -> Step | None:
    """The step of an operation on stacked arrays; None where its rules do not take them as they are."""
    rules = rules_of(op)
    return None if rules is None else step_of(rules)


@functools.cache
def recorded(op: Op) -> Step | None:
    """The same for tensors."""
    rules = rules_of(op)
    return None if rules is None else step_of(rules, create=True)


def rules_of(op: Op) -> list[Pull | None] | None:
    """The rules of an operation that take stacked cotangents as they are, one per argument."""
    if op.stacked is batch.aligned and op.simple:
        return [None if rule is None else (of_real(rule), None) for rule in op.rules[:2]]
    return [(rule, None) for rule in ROW_RULES[op]] if op in ROW_RULES else None


def of_real(rule: Rule) -> Callable[..., Any]:
    """The rule of an elementwise operation without metadata, for real numbers."""
    fn, slope = rule.fn, rule.slope

    def pull(g: Any, y: Any, *saved: Any) -> Any:
        if g.__class__ is Units:
            return of_units(pull, g, y, *saved)
        return fn(g, y, *saved) if slope is None else g * slope(y, *saved)

    return own_code(pull)


def of_units(pull: Callable[..., Any], g: Units, *kept: Any) -> Any:
    """An elementwise gradient of multiples of unit vectors: such multiples again, unless one is infinite, which times 0 is not 0."""
    scale = pull(g.scale, *kept)
    if scale is g.scale:
        return g
    out = Units(scale, g.some)
    return out if out.finite else pull(g.dense(), *kept)


def dense(g: Any) -> Any:
    """Cotangents written out."""
    return g.dense() if g.__class__ is Units else g


def as_whole(g: Any) -> Tensor:
    return g if isinstance(g, Tensor) else make(g)


def pile(rows: Sequence[Any]) -> Any:
    """Gradients stacked, zeros for the missing ones; None if all are missing."""
    first = next((g for g in rows if g is not None), None)
    if first is None:
        return None
    filled = [first * 0 if g is None else g for g in rows]
    return OPS["stack"](*filled, dim=0) if isinstance(first, Tensor) else np.stack(filled)
