"""The backward walk for many cotangents at once: rules run on all of them by the batching rules of the operations they are written in."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import batch, state
from gradcli.autograd.fit import fit_rows, form
from gradcli.autograd.node import FITTING, Node
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.rule import ROW_RULES, Rule
from gradcli.autograd.saved import unpack
from gradcli.autograd.tensor import Tensor, make, unwrap
from gradcli.autograd.units import Units
from gradcli.autograd.vmapping import BatchedTensor, Level
from gradcli.autograd.walk import Walk

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

    def special(self) -> bool:
        return True

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
        if op in ROW_RULES and allowed(ROW_RULES[op], wanted):
            saved, y = unpack(node, self.create)
            return [rule(gs[0], y, *saved) if want and rule else None for rule, want in zip(ROW_RULES[op], wanted)]
        return self.by_rule(op, node, gs, wanted)

    def by_element(self, op: Op, node: Node, g: Any, wanted: list[bool]) -> list[Any]:
        """Arguments and result have one shape: a rule takes any number of leading axes as it is."""
        saved, y = unpack(node, self.create)
        g = g if node._params is FITTING or len(node._edges) == 1 else dense(g)  # a cross product mixes the elements of its arguments
        return [alike(rule, g, y, saved, node._params) if want and rule else None for rule, want in zip(op.rules, wanted)]

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

    def arrived(self, node: Node, gs: list[Any]) -> list[Any]:
        return self.each_row(functools.partial(super().arrived, node), gs)

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


def allowed(rules: Sequence[Any], wanted: Sequence[bool]) -> bool:
    """Whether there is a rule for every gradient wanted."""
    return all(rule is not None for rule, want in zip(rules, wanted) if want)


def alike(rule: Rule, g: Any, y: Any, saved: Sequence[Any], params: dict[str, Any]) -> Any:
    """An elementwise gradient; of multiples of unit vectors such multiples again, unless one is infinite, which times 0 is not 0."""
    if g.__class__ is not Units:
        return rule(g, y, saved, params)
    scale = rule(g.scale, y, saved, params)
    if scale is g.scale:
        return g
    kept = Units(scale, g.some)
    return kept if kept.finite else rule(g.dense(), y, saved, params)


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
