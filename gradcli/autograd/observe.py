"""What lint reads off a run: where values leave the graph and come back, and what a training loop does to its leaves and gradients."""

from __future__ import annotations

import os
import sys
import weakref
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.kept import Write, kept_arrays, overwritten
from gradcli.autograd.node import Node, Output
from gradcli.autograd.nudge import Trail
from gradcli.autograd.sums import Sums, before
from gradcli.autograd.tensor import LEAF, Tensor, storage
from gradcli.autograd.trace import memory, place
from gradcli.autograd.values import Values
from gradcli.autograd.warned import OURS
from gradcli.errors import Where

OPTIMIZERS = os.path.join(OURS, "optim")
REMEMBERED = 64  # nodes whose values leave at one line between two backward passes
NOT_THERE = "NotImplemented"  # the node of an operation whose backward only says that there is none
CUTS = "_cuts"  # where a tensor outside of the graph keeps the cuts its values came through


class Cut:
    """One line where values leave the graph.

    kind: detach, data, numpy, item, no_grad, or the name of an operation without a gradient (comparison, argmax).
    sources: the leaves, nodes and earlier cuts whose values left here since the last backward.   number: they left as a Python or
    numpy value, which cannot be followed.   used: its values come back into a result.
    """

    __slots__ = ("_nodes", "_passes", "_steady", "kind", "number", "owner", "used", "where")

    def __init__(self, owner: Observer, kind: str, where: Where) -> None:
        self.owner, self.kind, self.where = owner, kind, where
        self._steady: dict[int, Any] = {}  # leaves and cuts, by id
        self._nodes: deque[Any] = deque(maxlen=REMEMBERED)
        self._passes = 0
        self.number = self.used = False

    @property
    def sources(self) -> list[Any]:
        return [*self._steady.values(), *self._nodes]

    def add(self, edge: Any) -> None:
        """One more source; those from before the last backward are forgotten."""
        if self._passes != self.owner.passes:
            self._steady, self._passes = {}, self.owner.passes
            self._nodes.clear()
        if isinstance(edge, (Cut, Tensor)):
            self._steady[id(edge)] = edge
        else:
            self._nodes.append(edge)


class Leaf:
    """A tensor that requires grad, as it is seen: read by operations, given gradients, changed in place.

    state of its gradient: "fresh" (of this iteration), "used" (the leaf was changed with it), "stale" (added to after that).
    stale: how often the leaf was changed by a gradient that still held an older one; blame: the backward that added to it.
    asked: its gradient was there when somebody looked at it.   sought: somebody did, an optimizer perhaps, whether it was there or not.
    cuts: where its values left the graph, when it was made of such.
    """

    __slots__ = ("asked", "blame", "cuts", "passes", "reached", "read", "sought", "stale", "state", "tensor", "where", "written")

    def __init__(self, tensor: Tensor, where: Where, passes: int) -> None:
        self.tensor, self.where, self.passes = tensor, where, passes
        self.read = self.reached = self.asked = self.sought = self.written = False
        self.state, self.stale = "", 0
        self.blame: Where | None = None
        self.cuts: frozenset[Cut] = frozenset()


class Observer(Trail):
    """A tracer that also follows values out of the graph, and leaves through a training loop.

    passes: backward passes so far.   roots: {line of a backward: the tensor it is called on, the last time or when it first made NaN}.
    first: the same, the first time.   root: the line of the last backward.
    grows: {line: over how many passes the histories reach back that are extended there}.   carried: those that extend their own.
    mixed: {line that computes in float64 with float32 among what it takes: the node}.   refused: {line: operation without a backward}.
    overwrites: {line that has changed what a backward then used: the node that needed it}.   done: nodes a backward went through.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cuts: dict[tuple[str, Where], Cut] = {}
        self.leaves: dict[int, Leaf] = {}
        self.passes = 0
        self.first: dict[Where, Tensor] = {}
        self.roots: dict[Where, Tensor] = {}
        self.sums = Sums()
        self.root = Where("")
        self._bad: set[Where] = set()  # lines of roots that have made NaN
        self.mixed: dict[Where, str] = {}
        self.refused: dict[Where, str] = {}
        self.grows: dict[Where, set[int]] = {}
        self.carried: set[Where] = set()
        self.uses: weakref.WeakKeyDictionary[Node, set[Cut]] = weakref.WeakKeyDictionary()
        self.writes_to: weakref.WeakKeyDictionary[Node, list[Write]] = weakref.WeakKeyDictionary()
        self.overwrites: dict[Where, Node] = {}
        self.done: weakref.WeakSet[Node] = weakref.WeakSet()
        self._ages: weakref.WeakKeyDictionary[Node, tuple[int, int]] = weakref.WeakKeyDictionary()  # pass it was made in, passes behind it
        self._savers: dict[int, list[weakref.ref[Node]]] = {}
        self._roots: dict[int, int] = {}  # memory -> id of its leaf

    # ------------------------------------------------------------ operations
    def record(self, op: Any, args: Sequence[Any], arrays: Any, params: dict[str, Any], outs: Sequence[Tensor]) -> None:
        super().record(op, args, arrays, params, outs)
        tensors = [a for a in args if isinstance(a, Tensor)]
        live = [a for a in tensors if a._edge is not None]
        cuts = {cut for a in tensors if a._edge is None for cut in self.cuts_of(a)}
        for a in live:
            if a._edge is LEAF:
                self.known(a).read = True
        outside = [t for t in outs if t._edge is None]
        if outside and live:
            cuts.add(self.cut(without_gradient(op), [*live, *cuts]))
        for t in outside if cuts else ():
            t.__dict__[CUTS] = frozenset(cuts)
        if live and any(t._edge is not None and t._data.dtype == np.float64 for t in outs) and takes_single(tensors):
            self.mixed.setdefault(place(), type(node_of(outs[0]._edge)).__name__)
        for node in {node_of(t._edge) for t in outs if node_of(t._edge) is not None}:
            self._recorded(node, live, cuts)

    def _recorded(self, node: Node, live: Sequence[Tensor], cuts: set[Cut]) -> None:
        """A node was made: note what it uses, keeps and builds on."""
        if cuts:
            self.uses.setdefault(node, set()).update(cuts)
        for array in kept_arrays(node):
            self._savers.setdefault(memory(array), []).append(weakref.ref(node))
        parents = [parent for parent in map(node_of, (a._edge for a in live)) if parent in self._ages]
        known = [self._ages[parent] for parent in parents]
        behind = max((passes + (made < self.passes) for made, passes in known), default=0)
        self._ages[node] = (self.passes, behind)
        self.sums.made(node)
        if type(node).__name__ == NOT_THERE and node._call is not None:
            self.refused[node._call.where] = node._op.name if node._op is not None else ""
        if behind and any(made < self.passes for made, _ in known) and node._call is not None:
            self.grows.setdefault(node._call.where, set()).add(behind)
            if any(self._ages[p][0] < self.passes and p._call.where == node._call.where for p in parents):
                self.carried.add(node._call.where)

    def spent(self, node: Node) -> None:
        for where in overwritten(node, self.writes_to.get(node, ())):
            self.overwrites.setdefault(where, node)
        super().spent(node)
        self.done.add(node)
        self.sums.used(node)

    # ------------------------------------------------------------ values outside of the graph
    def left(self, kind: str, t: Values, value: Any) -> Any:
        value = super().left(kind, t, value)
        earlier = self.cuts_of(t) if t._edge is None else ()
        if (t._edge is None and not earlier) or (isinstance(value, Tensor) and self._from_before(t)):
            return value
        if isinstance(value, Tensor):
            value.__dict__[CUTS] = frozenset((self.cut(kind, [t]),)) if t._edge is not None else earlier
        else:
            self.cut(kind, [t] if t._edge is not None else earlier).number = True
        if self.passes and node_of(t._edge) is not None:
            self.sums.read(node_of(t._edge))
        return value

    def _from_before(self, t: Values) -> bool:
        """Whether a value was computed before the last backward: carried over to the next step, it is no path any more."""
        made, _ = self._ages.get(node_of(t._edge), (self.passes, 0)) if node_of(t._edge) is not None else (self.passes, 0)
        return made < self.passes

    def cut(self, kind: str, sources: Iterable[Any]) -> Cut:
        """The cut at this line, made or brought up to date."""
        where = place()
        cut = self.cuts.setdefault((kind, where), Cut(self, kind, where))
        for source in sources:
            edge = (source if source._edge is LEAF else source._edge) if isinstance(source, Values) else source
            if edge is not cut:
                cut.add(edge)
        return cut

    def cuts_of(self, t: Any) -> frozenset[Cut]:
        """The cuts of this run that a tensor's values came through."""
        cuts: frozenset[Cut] = t.__dict__.get(CUTS, frozenset())
        return frozenset(cut for cut in cuts if cut.owner is self)

    # ------------------------------------------------------------ leaves
    def known(self, t: Tensor) -> Leaf:
        """The record of a leaf, made when it is first seen."""
        leaf = self.leaves.get(id(t))
        if leaf is None:
            leaf = self.leaves[id(t)] = Leaf(t, place(), self.passes)
        return leaf

    def leaf(self, t: Tensor) -> None:
        leaf = self.known(t)
        leaf.cuts = leaf.cuts | self.cuts_of(t)
        t.__dict__.pop(CUTS, None)

    def differentiated(self, outputs: Sequence[Tensor], create: bool) -> None:
        super().differentiated(outputs, create)
        for node in (node_of(t._edge) for t in outputs):
            for used in () if node is None else (node, *before(node)):
                self.sums.used(used)
        if create or not outputs:
            return
        self.passes += 1
        self.root = place()
        self.first.setdefault(self.root, outputs[0])
        if self.root not in self._bad:
            self.roots[self.root] = outputs[0]

    def asked(self, t: Tensor, given: bool) -> None:
        if t._edge is LEAF:
            leaf = self.known(t)
            leaf.asked, leaf.reached = leaf.asked or given, leaf.reached or given
            leaf.sought = leaf.sought or not asks_for_all()

    def stepped(self, t: Tensor) -> None:
        self.known(t).sought = True

    def accumulates(self, t: Tensor, g: Any) -> None:
        super().accumulates(t, g)
        if not np.isfinite(g._data if isinstance(g, Tensor) else g).all():
            self._bad.add(self.root)
        leaf = self.known(t)
        leaf.reached = True
        self._roots[memory(storage(t))] = id(t)
        if t._grad is None or not np.any(t._grad._data):
            leaf.state = "fresh"
        elif leaf.state == "used":
            leaf.state, leaf.blame = "stale", place()

    def before_write(self, t: Tensor) -> None:
        root = memory(t._data)
        alive = [node for node in (held() for held in self._savers.pop(root, ())) if node is not None and node not in self.done]
        for node in alive:
            self.writes_to.setdefault(node, []).append(Write(t, root, place()))
        if alive:
            self._savers[root] = [weakref.ref(node) for node in alive]
        super().before_write(t)

    def after_write(self, t: Tensor) -> None:
        super().after_write(t)
        leaf = self.leaves.get(id(t)) or self.leaves.get(self._roots.get(memory(t._data), 0))
        if leaf is not None:
            self._changed(leaf)

    def replaced(self, t: Tensor) -> None:
        super().replaced(t)
        if t._edge is LEAF:
            self._changed(self.known(t))

    def _changed(self, leaf: Leaf) -> None:
        """A leaf has other values: with the gradient it has now, if it has one."""
        leaf.written = True
        leaf.stale += leaf.state == "stale"
        if leaf.state:
            leaf.state = "used"


def without_gradient(op: Any) -> str:
    """Why the result of an operation on live tensors is outside of the graph: recording is off, or there is no derivative."""
    return str(getattr(op, "name", op)) if MODE.enabled else "no_grad"


def takes_single(tensors: Iterable[Tensor]) -> bool:
    """Whether float32 values are among some arguments; numbers without axes decide no precision, unless they are trained."""
    return any(t._data.dtype == np.float32 and (t._data.ndim or t._edge is not None) for t in tensors)


def asks_for_all() -> bool:
    """Whether it is the engine that looks at a gradient, for a function that takes all parameters (clip_grad_norm_), and no optimizer."""
    file = sys._getframe(3).f_code.co_filename
    return file.startswith(OURS) and not file.startswith(OPTIMIZERS)


def node_of(edge: Any) -> Any:
    """The node at the other end of an edge; None for leaves and constants."""
    return edge.node if edge.__class__ is Output else edge if isinstance(edge, Node) else None


__all__ = ["Cut", "Leaf", "Observer", "node_of"]
