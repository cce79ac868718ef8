"""Tracers that follow the leaves of a script: the order they are made in, how often each is changed, and other values in their place."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from gradcli.autograd.node import FREED, Node, Output
from gradcli.autograd.saved import Pinned
from gradcli.autograd.tensor import LEAF, Tensor, make, storage
from gradcli.autograd.trace import Tracer, memory
from gradcli.autograd.values import Values
from gradcli.errors import ReadError
from gradcli.read import _local
from gradcli.read._promote import LIFTING

Array = Any


class Watch(Tracer):
    """Numbers the leaves as they are made.   tensors: the leaves.   counts: how often the memory of each has been changed.

    changes: how often any leaf has been; where an optimizer has worked, one iteration ends and the next begins.
    roots: what functions called backward on.

    `w.data = ...` counts as a change.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tensors: list[Tensor] = []
        self.counts: list[int] = []
        self.changes = 0
        self.roots: _local.Roots = {}
        self._numbers: dict[int, int] = {}
        self._owners: dict[int, list[int]] = {}  # leaves by their memory
        self._memory: list[Any] = []  # arrays that must stay alive, so that no other memory gets their identity

    def number(self, t: Tensor) -> int | None:
        """Which leaf a tensor is; None for one that was not seen being made."""
        k = self._numbers.get(id(t))
        return k if k is not None and self.tensors[k] is t else None

    def leaf(self, t: Tensor) -> None:
        if self.number(t) is not None:
            return
        LIFTING.lift(t)
        k = self._numbers[id(t)] = len(self.tensors)
        self.tensors.append(t)
        self.counts.append(0)
        self.settle(k)
        self.changed()

    def settle(self, k: int) -> None:
        """Note where leaf k keeps its numbers now."""
        array = storage(self.tensors[k])
        owners = self._owners.setdefault(memory(array), [])
        if k not in owners:
            owners.append(k)
            self._memory.append(array)

    def replaced(self, t: Tensor) -> None:
        super().replaced(t)
        if self.number(t) is not None:
            self.after_write(t)

    def after_write(self, t: Tensor) -> None:
        own = self.number(t)
        if own is not None:  # `w.data = ...` gives a leaf other memory
            self.settle(own)
        owners = self._owners.get(memory(t._data), ())
        for k in owners:
            self.counts[k] += 1
        if owners:
            self.changes += 1
            self.changed()

    def changed(self) -> None:
        """A leaf is new, or has just been changed."""

    def differentiated(self, outputs: Sequence[Tensor], create: bool) -> None:
        super().differentiated(outputs, create)
        if not create:
            _local.note(self.roots, list(outputs))

    def read_counts(self, args: Sequence[Any]) -> dict[int, int]:
        """{position: how often that leaf has been changed} for the leaves among some arguments."""
        numbers = [(i, self.number(a)) for i, a in enumerate(args) if isinstance(a, Tensor) and a._edge is LEAF]
        return {i: self.counts[k] for i, k in numbers if k is not None}


class FirstRun(Watch):
    """Records which version of each leaf an operation read, and what it held then.   detached: the leaves behind what was detached."""

    def __init__(self) -> None:
        super().__init__()
        self.detached: set[int] = set()
        self.went: weakref.WeakKeyDictionary[Node, bool] = weakref.WeakKeyDictionary()  # by root, whether a backward from it ever succeeded
        self.broken: weakref.WeakSet[Node] = weakref.WeakSet()  # where backwards raised
        self._last: Node | None = None
        self.moment: weakref.WeakKeyDictionary[Node, int] = weakref.WeakKeyDictionary()  # by node, the changes before it

    def event(self, kind: str, t: Values, detail: str = "") -> None:
        super().event(kind, t, detail)
        if kind == "detach":
            edges = (edge for node in behind([t] if isinstance(t, Tensor) else []) for edge in node._edges if isinstance(edge, Tensor))
            self.detached.update(k for k in map(self.number, edges) if k is not None)

    def reached(self, node: Node) -> None:
        super().reached(node)
        self._last = node

    def walked(self, nodes: Sequence[Node], done: bool) -> None:
        for node in nodes:
            self.went[node] = done or self.went.get(node, False)
        if self._last is not None and not done:
            self.broken.add(self._last)
        self._last = None

    def failed(self, t: Tensor) -> bool:
        """Whether a backward from `t`, or through a node behind it, raised in the script: that it went on shows that it expects so.

        Not when a backward from `t` has also succeeded.
        """
        nodes = behind([t])
        return not self.went.get(nodes[0], self.broken.isdisjoint(nodes)) if nodes else False

    def record(self, op: Any, args: Sequence[Any], arrays: Any, params: dict[str, Any], outs: Sequence[Tensor]) -> None:
        super().record(op, args, arrays, params, outs)
        node = made_by(outs)
        if node is not None and node._call is not None:
            node._call.writes = self.read_counts(args)
            self.moment.setdefault(node, self.changes)

    def after_write(self, t: Tensor) -> None:
        Tracer.after_write(self, t)
        super().after_write(t)


@dataclass(frozen=True, slots=True)
class Version:
    """A leaf as the results of a script saw it.   number: which leaf.   held: {times changed: its values then}.

    read: {times changed: how many changes of any leaf there had been when the results first read that state}.
    """

    number: int
    held: dict[int, Array]
    read: dict[int, int]

    @property
    def last(self) -> int:
        """The latest state that was read: the one that is checked."""
        return max(self.held)


class Rerun(Watch):
    """Puts other values into the leaves, each at the last change of any leaf before the results read it.

    Not when the leaf itself last changed: what read it for an earlier iteration is not what is differentiated.

    What is recorded goes on to the tracer outside, if there is one.  A graph stays good when its leaves are changed afterwards.
    """

    def __init__(self, versions: Mapping[str, Version], arrays: Mapping[str, Array]) -> None:
        super().__init__()
        self.wanted = {version.number: (version, np.asarray(arrays[name])) for name, version in versions.items()}
        self.unmet = {(version.number, count) for version in versions.values() for count in version.held}  # states that have not come yet
        self._readers_of: dict[int, list[weakref.ref[Node]]] = {}

    def __enter__(self) -> Self:
        super().__enter__()
        if self._outer is not None:
            for shared in ("events", "scopes", "titles", "paths"):
                setattr(self, shared, getattr(self._outer, shared))
        return self

    def record(self, op: Any, args: Sequence[Any], arrays: Any, params: dict[str, Any], outs: Sequence[Tensor]) -> None:
        if self._outer is not None:
            self._outer.record(op, args, arrays, params, outs)
        node = made_by(outs)
        if node is None:
            return
        for a in args:
            if isinstance(a, Tensor) and isinstance(a._data, np.ndarray):
                self._readers_of.setdefault(memory(a._data), []).append(weakref.ref(node))

    def event(self, kind: str, t: Values, detail: str = "") -> None:
        if self._outer is not None:
            self._outer.event(kind, t, detail)

    def left(self, kind: str, t: Values, value: Any) -> Any:
        return super().left(kind, t, value) if self._outer is None else self._outer.left(kind, t, value)

    def before_write(self, t: Tensor) -> None:
        if self._outer is not None:
            self._outer.before_write(t)
        self.part(t)
        if memory(t._data) in self._owners:
            for held in self._readers_of.pop(memory(t._data), ()):
                node = held()
                if node is not None and node._saved is not FREED:
                    self.keep(node)

    def after_write(self, t: Tensor) -> None:
        if self._outer is not None:
            self._outer.after_write(t)
        super().after_write(t)

    def keep(self, node: Node) -> None:
        super().keep(node)
        if isinstance(node._saved, tuple) and node._saved is not FREED:
            node._saved = tuple(map(self._apart, node._saved))

    def _apart(self, item: Any) -> Any:
        """A saved view of a leaf with numbers of its own: the leaf may be changed now."""
        t = item.tensor if isinstance(item, Pinned) else item
        if isinstance(t, Tensor) and isinstance(t._data, np.ndarray) and memory(t._data) in self._owners:
            return make(np.array(t._data), t._edge)
        return item

    def changed(self) -> None:
        for k, (version, given) in self.wanted.items():
            count = self.counts[k] if k < len(self.counts) else -1
            if (k, count) in self.unmet and version.read[count] == self.changes:
                self.unmet.discard((k, count))
                last = count == version.last
                self.replace(k, np.array(given) if last else version.held[count] + (given - version.held[version.last]))

    def replace(self, k: int, values: Array) -> None:
        """Give leaf k other values. Raises ReadError when they do not fit."""
        t = self.tensors[k]
        if t._data.shape != values.shape:
            raise other_leaves(f"tensor {k + 1} that requires grad has shape {t._data.shape}, not {values.shape}")
        if self.counts[k]:
            np.copyto(t._data, values, casting="same_kind")
        else:
            t._data = values
            self.settle(k)


def other_leaves(what: str) -> ReadError:
    """The second run of a script did something else than the first."""
    hint = "the script must do the same each time: seed its random numbers, and do not depend on the clock or on files it writes"
    return ReadError(f"running the file again made other tensors than the first time: {what}", hint=hint)


def made_by(outs: Sequence[Tensor]) -> Node | None:
    """The node that recorded an operation, seen from its results."""
    for t in outs:
        if t._edge is not None and t._edge is not LEAF:
            node: Node = t._edge.node if isinstance(t._edge, Output) else t._edge
            return node
    return None


def behind(tensors: Iterable[Tensor]) -> list[Node]:
    """Every node the tensors were computed by, their own first."""
    seen: dict[Node, None] = {}
    stack = [t.grad_fn for t in tensors if t.grad_fn is not None]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen[node] = None
            edges = (edge.node if isinstance(edge, Output) else edge for edge in node._edges)
            stack.extend(edge for edge in (*edges, getattr(node, "inner", None)) if isinstance(edge, Node))
    return list(seen)
