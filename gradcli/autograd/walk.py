"""The walk of the backward pass: newest node first, without recursion, gradients summed where paths meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from heapq import heappop, heappush
from typing import Any

import numpy as np

from gradcli.autograd import anomaly_mode, late, state, walk_plain, walk_quick
from gradcli.autograd.fit import compact, fit
from gradcli.autograd.hooks import chain, has_hooks
from gradcli.autograd.node import Node, Output
from gradcli.autograd.tensor import Tensor, make

NOTHING = nullcontext()
Seeds = list[tuple[Any, Any]]  # (edge, cotangent: array, or Tensor when the backward is recorded)
Hook = Callable[[list[Any]], list[Any]]  # cotangents to what hooks made of them


class Walk:
    """One backward pass.

    create: record the pass itself, on tensors.  keep: leave saved tensors for another pass.  targets: the edges whose gradient is
    asked for (None: every leaf).  leaves: the gradient of each leaf reached.  caught: the gradient at each non-leaf target.
    """

    def __init__(self, create: bool, keep: bool, targets: list[Any] | None) -> None:
        self.create, self.keep = create, keep
        self.targets = self.leaf_targets = None
        if targets is not None:
            leaves, self.targets = set(), set()
            for edge in targets:
                if isinstance(edge, Tensor):
                    leaves.add(edge)
                else:
                    self.targets.add(key_of(edge))
            self.leaf_targets = leaves
        self.leaves: dict[Any, Any] = {}
        self.caught: dict[Any, Any] = {}
        self.pending: dict[Node, Any] = {}
        self.queue: list[tuple[int, Node]] = []
        self.summed: set[Any] = set()  # places whose pending gradient is a sum made here, which may be added to in place
        self.late: dict[Tensor, list[late.Pair]] = {}
        self.needed: set[Node] | None = None
        self.run_too: set[Any] = set()  # nodes that are run though nobody asks for what comes out of them
        self.awaited: dict[Any, int] = {}  # how many gradients are still to come to each leaf with hooks
        self.take: Callable[[Tensor, Any], None] | None = None  # what is done with the gradient of such a leaf as soon as it is there

    def run(self, seeds: Seeds) -> None:
        """Walk from the seeds until nothing is pending."""
        if self.targets is not None:
            self.needed = leading_to([edge for edge, _ in seeds], self.targets, self.leaf_targets or set())
        if state.leaf_hooks:
            self.awaited = leading_to_hooks([edge for edge, _ in seeds])
        for edge, g in seeds:
            self.give(edge, g)
        if self.watched():
            while self.queue:
                node = heappop(self.queue)[1]
                with anomaly_mode.watched(node) if state.anomaly else NOTHING:
                    self.step(node, self.pending.pop(node))
        else:
            self.unwatched()
        late.settle(self)
        for leaf in list(self.leaves):
            if (leaf._hooks is not None or self.take is not None) and (leaf not in self.awaited or self.awaited[leaf]):
                self.complete(leaf)

    def watched(self) -> bool:
        """Whether somebody looks at what goes through nodes, or only some of them are to run."""
        return bool(self.targets or self.needed is not None or self.awaited or state.anomaly or state.tracer is not None)

    def passed(self, edges: Sequence[Any]) -> None:
        """A node has handed its gradients on: leaves with hooks that wait for nothing else are done with, before any other node runs."""
        for edge in edges:
            if edge in self.awaited:
                self.awaited[edge] -= 1
                if not self.awaited[edge] and (edge in self.leaves or edge in self.late):
                    late.settle(self)
                    self.complete(edge)

    def complete(self, leaf: Tensor) -> None:
        """Show the gradient of a leaf to its hooks, and hand it over if somebody takes it."""
        if leaf._hooks is not None:
            self.leaves[leaf] = self.hooked(leaf, self.leaves[leaf])
        if self.take is not None and (self.leaf_targets is None or leaf in self.leaf_targets):
            self.take(leaf, self.leaves[leaf])

    def unwatched(self) -> None:
        """What `run` does with nothing special going on."""
        if self.create:
            walk_quick.run_recorded(self)
        else:
            walk_plain.run(self)

    def step(self, node: Node, g: Any) -> None:
        """Run one node and hand its gradients on."""
        gs = [g] if node._outputs == 1 else g
        if node._op is None or node._hooks is not None:
            late.settle(self)  # from here on others run, who might change what was kept
        if node._hooks is not None:
            gs = self.seen_by(node._hooks.arrive, gs)
        if self.targets:
            self.catch(node, gs)
        edges = node._edges
        wanted = [edge is not None for edge in edges] if self.needed is None else [self.needs(edge) for edge in edges]
        if True not in wanted and node not in self.run_too:
            return
        if node._hooks is not None and node._hooks.before:
            gs = self.seen_by(node._hooks.enter, gs)
            if all(h is None for h in gs):
                return
        if state.tracer is not None:
            state.tracer.reached(node)
        out = self.gradients(node, gs, wanted)
        if node._hooks is not None and node._hooks.after:
            out = self.left(node, out, gs)
        if state.anomaly and state.nan_is_anomaly:
            refuse_nan(node, out)
        if not self.keep:
            node._release() if state.tracer is None else state.tracer.spent(node)
        for number, (edge, gradient) in enumerate(zip(edges, out)):
            if gradient is not None and wanted[number]:
                self.hand(edge, gradient, node)
        if self.awaited:
            self.passed(edges)

    def gradients(self, node: Node, gs: list[Any], wanted: list[bool]) -> list[Any]:
        """What a node makes of its cotangents: one gradient per edge, None where not wanted or no path."""
        return node._apply(gs, late.factored(self, node, gs[0], wanted) if node._op in late.FACTORS else wanted, self.create)

    def hand(self, edge: Any, g: Any, node: Node) -> None:
        """Give a gradient on, in the shape and type of what it is the gradient of."""
        if not self.create and late.are_rows(g, edge):
            late.keep_rows(self, edge, g)
        else:
            self.give(edge, fit(g, edge, node))

    def seen_by(self, hooks: Hook, gs: list[Any]) -> list[Any]:
        """The cotangents after some hooks of their node, which see tensors."""
        return [unless_tensor(h, self.create) for h in hooks([as_tensor(h) for h in gs])]

    def left(self, node: Node, out: list[Any], gs: list[Any]) -> list[Any]:
        """The gradients, in the shape and type of the arguments, after the node's own hooks."""
        assert node._hooks is not None
        out = [g if g is None or edge is None else fit(g, edge, node) for g, edge in zip(out, node._edges)]
        seen = node._counted()
        for i, h in zip(seen, node._hooks.leave([as_tensor(out[i]) for i in seen], [as_tensor(h) for h in gs])):
            out[i] = unless_tensor(h, self.create)
        return out

    def hooked(self, leaf: Tensor, g: Any) -> Any:
        """The gradient of a leaf after its hooks."""
        return unless_tensor(chain(leaf._hooks, as_tensor(g)), self.create)

    def give(self, edge: Any, g: Any) -> None:
        """Add `g` to what is pending at the other end of `edge`."""
        if isinstance(edge, Node):
            old = self.pending.get(edge)
            if old is None:
                self.pending[edge] = g
                heappush(self.queue, (-edge._number, edge))
            else:
                self.pending[edge] = self.add(edge, old, g) if old.__class__ is np.ndarray else old + g
        elif edge.__class__ is Output:
            self.give_output(edge, g)
        else:
            old = self.leaves.get(edge)
            self.leaves[edge] = g if old is None else self.add(edge, old, g) if old.__class__ is np.ndarray else old + g

    def give_output(self, edge: Output, g: Any) -> None:
        slots = self.pending.get(edge.node)
        if slots is None:
            slots = self.pending[edge.node] = [None] * len(edge.node._shape)
            heappush(self.queue, (-edge.node._number, edge.node))
        old = slots[edge._number]
        slots[edge._number] = g if old is None else self.add((edge.node, edge._number), old, g)

    def add(self, place: Any, old: Any, g: Any) -> Any:
        """The sum of two contributions to one place: a new array the first time, then added to in place."""
        if place in self.summed and not self.create:
            old += g
            return old
        self.summed.add(place)
        return old + g

    def needs(self, edge: Any) -> bool:
        if edge is None or self.needed is None:
            return edge is not None
        if isinstance(edge, Tensor):
            return edge in self.leaf_targets  # type: ignore[operator]
        return (edge.node if edge.__class__ is Output else edge) in self.needed

    def catch(self, node: Node, gs: list[Any]) -> None:
        for number, g in enumerate(gs):
            if (node, number) in self.targets and g is not None:
                self.caught[node, number] = g

    def found(self, edge: Any) -> Any:
        return self.leaves.get(edge) if isinstance(edge, Tensor) else self.caught.get(key_of(edge))


def leading_to_hooks(starts: list[Any]) -> dict[Any, int]:
    """How many edges lead from `starts` to each leaf with hooks."""
    found: dict[Any, int] = {}
    seen: set[Any] = {_node(edge) for edge in starts if not isinstance(edge, Tensor)}
    stack = list(seen)
    while stack:
        for edge in stack.pop()._edges:
            node = _node(edge)
            if isinstance(edge, Tensor):
                if has_hooks(edge):
                    found[edge] = found.get(edge, 0) + 1
            elif node is not None and node not in seen:
                seen.add(node)
                stack.append(node)
    return found


def leading_to(starts: list[Any], targets: set[Any], leaves: set[Any]) -> set[Node] | None:
    """The nodes on a path from `starts` to a target; None when every path leads to one."""
    seen: set[Any] = {_node(edge) for edge in starts if not isinstance(edge, Tensor)}
    stack = list(seen)
    all_lead = not targets
    seen |= leaves  # which nothing leads on from
    while stack:
        for edge in stack.pop()._edges:
            if edge is None or edge in seen:
                continue
            if isinstance(edge, Node):
                seen.add(edge)
                stack.append(edge)
            elif edge.__class__ is Output:
                if edge.node not in seen:
                    seen.add(edge.node)
                    stack.append(edge.node)
            else:
                all_lead = False
    return None if all_lead else closing_in(seen - leaves, targets, leaves)


def closing_in(seen: set[Node], targets: set[Any], leaves: set[Any]) -> set[Node]:
    """Those of `seen` from which a target can be reached, found oldest first."""
    needed = {node for node, _ in targets}
    for node in sorted(seen, key=_age):
        if any(edge in leaves if isinstance(edge, Tensor) else edge is not None and _node(edge) in needed for edge in node._edges):
            needed.add(node)
    return needed


def _age(node: Node) -> int:
    return node._number


def _node(edge: Any) -> Any:
    return edge.node if edge.__class__ is Output else edge


def key_of(edge: Any) -> tuple[Any, int]:
    return (edge.node, edge._number) if edge.__class__ is Output else (edge, 0)


def as_tensor(g: Any) -> Any:
    return g if g is None or isinstance(g, Tensor) else make(compact(g))


def unless_tensor(g: Any, create: bool) -> Any:
    """The form cotangents have during the walk: tensors when it is recorded, else arrays."""
    return g if create or not isinstance(g, Tensor) else g._data


def refuse_nan(node: Node, gradients: Sequence[Any]) -> None:
    """Anomaly mode: RuntimeError at the first node that returns NaN."""
    for number, g in enumerate(gradients):
        data = g._data if isinstance(g, Tensor) else g
        if data is not None and np.isnan(data).any():
            raise RuntimeError(f"Function '{node.name()}' returned nan values in its {number}th output.")
