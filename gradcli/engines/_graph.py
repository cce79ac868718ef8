"""The tape of one traced run as a Graph: nodes in order, named leaves, replays, events."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Mapping, Sequence
from functools import cache
from types import CodeType
from typing import Any

import numpy as np

from gradcli.autograd.applied import Result
from gradcli.autograd.function import Function
from gradcli.autograd.node import FREED, Output
from gradcli.autograd.node import Node as TapeNode
from gradcli.autograd.op import Op
from gradcli.autograd.saved import Packed, Pinned
from gradcli.autograd.tensor import Tensor
from gradcli.autograd.trace import OUTSIDE, Tracer
from gradcli.cases import Run
from gradcli.engines._replay import Within, replay_of
from gradcli.errors import Where
from gradcli.graph import Edge, Event, Graph, Node, Saved

Names = Mapping[int, str]  # by id


def build(run: Run, tracer: Tracer) -> Graph:
    """The graph behind the outputs of a run, with its leaves, also those no gradient reaches."""
    tape = reachable([t for t in run.outputs.values() if isinstance(t, Tensor)])
    names = _parameters(tracer) | {id(t): name for name, t in run.leaves.items()}
    constants = {id(t._data): name for name, t in run.constants.items()}
    scopes = scopes_of(tracer, names)
    builder = Builder(names, constants, read_by(tape), run.within, scopes)
    for name, t in run.leaves.items():
        builder.leaf(t, name)
    for node in tape:
        builder.node(node)
    outputs = tuple((name, builder.edge_of(t)) for name, t in run.outputs.items() if builder.knows(t))
    events = tuple(Event(seen.kind, seen.where if seen.where.file else None, seen.detail) for seen in tracer.events)
    leaves = {name: builder.ids[id(t)] for name, t in run.leaves.items()}
    plain = all(map(is_plain, tape)) and all(t._hooks is None for t in builder.kept if isinstance(t, Tensor))
    plain = plain and not any(event.kind == "in_place" and event.detail == "constant" for event in events)  # which may outlive the run
    titles = {scopes.get(path, path): title for path, title in tracer.titles.items()}
    return Graph(tuple(builder.nodes), outputs, leaves, titles, events, plain)


def read_by(tape: Sequence[TapeNode]) -> dict[int, Any]:
    """The values of leaves, by id, as the first operation read them: an optimizer may have changed them since."""
    found: dict[int, Any] = {}
    for node in tape:
        for edge, value in zip(node._edges, node._call.args if node._call is not None else ()):
            if isinstance(edge, Tensor) and np.shape(value) == edge._data.shape:
                found.setdefault(id(edge), value)
    return found


def is_plain(tape: TapeNode) -> bool:
    """Whether the node is an operation as it was called, without hooks on its gradients or on what it saved."""
    ours = tape._op is not None and tape._call is not None and tape._op is tape._call.op
    return ours and tape._hooks is None and Packed not in map(type, (*(tape._saved or ()), tape._y))


def _parameters(tracer: Tracer) -> dict[int, str]:
    """Dotted names of the parameters of every module that was called, by id: a function may use a module that is no input of it."""
    return {
        id(t): f"{path}.{name}" if path else name
        for module, path in reversed(tracer.paths.values())
        for name, t in getattr(module, "_parameters", {}).items()
        if t is not None
    }


def scopes_of(tracer: Tracer, names: Mapping[int, str]) -> dict[str, str]:
    """What to call the modules that were called, by the paths the tracer knows: as the names of their parameters begin.

    To the tracer the first module of a script is "" and a second one "Linear"; where their weights are encoder.weight and
    decoder.weight, they are encoder and decoder.
    """
    found = {OUTSIDE: ""}
    for module, path in tracer.paths.values():
        prefix = None if path in found else _prefix(module, names)
        for within, part in module.named_modules(prefix=prefix) if prefix is not None else ():
            found.setdefault(tracer.paths[id(part)][1], within)
    return found


def _prefix(module: Any, names: Mapping[int, str]) -> str | None:
    """ "encoder" where the module's weight is called encoder.weight; None where it has no parameter, or one of another name."""
    path, p = next(iter(module.named_parameters()), ("", None))
    before, found, _ = f".{names.get(id(p), '')}.".rpartition(f".{path}.")
    return before[1:] if found and path else None


def reachable(outputs: Sequence[Tensor]) -> list[TapeNode]:
    """Every node behind the outputs, oldest first; iteratively."""
    seen: set[TapeNode] = set()
    stack = [t.grad_fn for t in outputs if t.grad_fn is not None]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(_tape_node(edge) for edge in node._edges if edge is not None and not isinstance(edge, Tensor))
    return sorted(seen, key=lambda node: node._number)


def _tape_node(edge: Any) -> TapeNode:
    node: TapeNode = edge.node if isinstance(edge, Output) else edge
    return node


class Builder:
    """Collects graph nodes; ids are positions, so parents must come before their children."""

    def __init__(self, names: Names, constants: Names, values: Mapping[int, Any], within: Within, scopes: Mapping[str, str]) -> None:
        self.names, self.constants, self.values, self.within, self.scopes = names, constants, values, within, scopes
        self.nodes: list[Node] = []
        self.ids: dict[int, int] = {}  # id of a tape node, leaf tensor or constant array -> node id
        self.kept: list[Any] = []  # keeps those objects alive, so that their ids stay theirs

    def add(self, key: Any, node: Node) -> int:
        self.ids[id(key)] = node.id
        self.kept.append(key)
        self.nodes.append(node)
        return node.id

    def leaf(self, t: Tensor, name: str = "") -> int:
        """The node of a leaf tensor, made once."""
        if id(t) in self.ids:
            return self.ids[id(t)]
        value = np.asarray(self.values.get(id(t), t._data))
        record = Node(
            id=len(self.nodes),
            kind="parameter" if type(t).__name__ == "Parameter" else "leaf",
            op="",
            grad_fn="AccumulateGrad" if t.requires_grad else "",
            shape=value.shape,
            dtype=name_of(value.dtype),
            name=name or self.names.get(id(t), ""),
            value=value,
        )
        return self.add(t, record)

    def constant(self, array: Any) -> int | None:
        """The node of a named constant; None for constants without a name."""
        name = self.constants.get(id(array))
        if name is None:
            return None
        if id(array) not in self.ids:
            value = np.asarray(array)
            self.add(array, Node(len(self.nodes), "constant", "", "", value.shape, name_of(value.dtype), (), name, value=value))
        return self.ids[id(array)]

    def node(self, tape: TapeNode) -> int:
        """The node of one recorded operation."""
        call = tape._call
        names = argument_names(tape)
        parents, positions = self.parents(tape, names)
        replay = None if call is None else replay_of(tape, call, positions, self.within)
        single = replay is not None and len(replay.outputs) == 1 and replay.outputs[0].size == 1
        many = tape._outputs != 1
        record = Node(
            id=len(self.nodes),
            kind="op",
            op=operation_name(tape),
            grad_fn=type(tape).__name__,
            shape=tuple(tape._shape[0] if many else tape._shape),
            dtype=dtype_of(tape),
            parents=tuple(parents),
            family=family_of(tape),
            where=call.where if call else None,
            scope=self.scopes.get(call.scope, call.scope) if call else "",
            params=dict(call.params) if call else {},
            saved=saved_of(tape, names),
            value=replay.outputs[0] if single and replay else None,
            replay=replay,
            rule=returned(tape, "backward") or returned(tape, "vjp"),
            tangent=returned(tape, "jvp"),
        )
        return self.add(tape, record)

    def parents(self, tape: TapeNode, names: Sequence[str]) -> tuple[list[Edge], list[int]]:
        """The edges into a node, from nodes, leaves and named constants, and the argument positions they stand at."""
        edges, positions = [], []
        for i, edge in enumerate(tape._edges):
            source = self.source(tape, i, edge)
            if source is not None:
                edges.append(Edge(source, edge._number if isinstance(edge, Output) else 0, names[min(i, len(names) - 1)] if names else ""))
                positions.append(i)
        return edges, positions

    def source(self, tape: TapeNode, i: int, edge: Any) -> int | None:
        """The node at the other end of an edge."""
        if isinstance(edge, Tensor):
            return self.leaf(edge)
        if edge is not None:
            return self.ids[id(_tape_node(edge))]
        call = tape._call
        return self.constant(call.args[i]) if call is not None and i < len(call.args) and call.tensors[i] else None

    def knows(self, t: Any) -> bool:
        """Whether a tensor is in the graph."""
        return isinstance(t, Tensor) and (t.grad_fn is not None or id(t) in self.ids)

    def edge_of(self, t: Tensor) -> Edge:
        """Where an output tensor comes from."""
        node = t.grad_fn
        return Edge(self.ids[id(t)]) if node is None else Edge(self.ids[id(node)], t.output_nr)


def operation_name(tape: TapeNode) -> str:
    """The operation's name ("mul") or the custom Function's class name ("Line")."""
    op = tape._op
    if isinstance(op, Op):
        return op.name
    cls = getattr(tape, "_cls", None)
    return cls.__name__ if cls is not None else type(tape).__name__


def returned(tape: TapeNode, method: str) -> Where | None:
    """Where a method of a custom Function returns what it was asked for; None where it has none of its own."""
    cls = getattr(tape, "_cls", None)
    if cls is None or getattr(cls, method) is getattr(Function, method):
        return None
    code = getattr(inspect.unwrap(getattr(cls, method)), "__code__", None)
    if code is None:
        return None
    returns = [step.positions.lineno for step in dis.get_instructions(code) if step.opname.startswith("RETURN") and step.positions]
    return Where(code.co_filename, max((line for line in returns if line), default=code.co_firstlineno), code.co_name)


def dtype_of(tape: TapeNode) -> str:
    """The type of its first result; numbers rounded to bfloat16 are in it, though they are kept in float32."""
    if tape._params and tape._params.get("short"):
        return "bfloat16"
    return str(name_of(tape._dtype[0] if tape._outputs != 1 else tape._dtype))


def family_of(tape: TapeNode) -> str:
    """The operation's family, for pictures."""
    op = tape._op
    return op.family if isinstance(op, Op) else "custom" if hasattr(tape, "_cls") else "other"


def argument_names(tape: TapeNode) -> tuple[str, ...]:
    """What the arguments of the operation are called: parameters of the kernel, or of the Function's forward without ctx."""
    op = tape._op
    cls = getattr(tape, "_cls", None)
    if isinstance(op, Op):
        return positional(op.kernel) or ("input", "other")[: len(tape._edges)]
    if cls is None:
        return ()
    declared = getattr(cls.forward, "__signature__", None)
    names = tuple(declared.parameters) if declared else positional(cls.forward)
    return names[cls.setup_context is Function.setup_context :]


def positional(fn: Any) -> tuple[str, ...]:
    """The names of a function's positional parameters; a single one for *args; none for builtins."""
    code: CodeType | None = getattr(fn, "__code__", None)
    if code is None:
        return ()
    named = code.co_varnames[: code.co_argcount]
    return named or code.co_varnames[code.co_kwonlyargcount : code.co_kwonlyargcount + 1]


name_of = cache(lambda dtype: dtype.name)  # numpy spells it anew each time


def saved_of(tape: TapeNode, names: Sequence[str]) -> tuple[Saved, ...]:
    """What the node keeps for backward, with its size in bytes."""
    kept: list[Saved] = []
    for i, item in enumerate(tape._saved if isinstance(tape._saved, (tuple, list)) and tape._saved is not FREED else ()):
        data = saved_array(item)
        if data is not None:
            kept.append(_saved(names[i] if i < len(names) else f"saved[{i}]", data))
    results = tape._y if isinstance(tape._y, tuple) else (tape._y,)
    return (*kept, *(_saved("result", y) for y in results if y is not None and not isinstance(y, Packed)))


def _saved(name: str, data: Any) -> Saved:
    return Saved(name, tuple(data.shape), name_of(data.dtype), int(data.nbytes))


def saved_array(item: Any) -> Any:
    """The array behind a saved item; None for shapes and numbers."""
    item = item.tensor if isinstance(item, Pinned) else item
    if isinstance(item, Tensor):
        return item._data
    return item.data if isinstance(item, Result) else None
