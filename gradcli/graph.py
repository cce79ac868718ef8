"""A computation graph as plain data: what every engine makes and what checking, lint and drawing read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from gradcli.errors import Where

Array = Any  # a numpy array; this module does not need numpy
Gradients = tuple[Any, ...]  # one array per parent; None where there is no path
Kind = Literal["parameter", "leaf", "constant", "op"]


@dataclass(frozen=True, slots=True)
class Edge:
    """Where one argument of a node comes from: output number `output` of node `source`."""

    source: int
    output: int = 0
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A tensor kept for the backward pass: which argument ("self", "result") and how big it is, in bytes."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    nbytes: int


@dataclass(frozen=True, slots=True)
class Replay:
    """One node, alone. `inputs` and `outputs` are the recorded arrays; inputs are one per parent edge, in that order.

    forward:  (*inputs) -> outputs.
    pullback: (gs, *inputs) -> one gradient per input, from a fresh run of the node; gs has one cotangent per output.
    recorded: (gs) -> the same from what the tape saved: right alone but wrong as recorded means stale or shared state.
    jvp:      (ts, *inputs) -> one tangent per output, where the node knows forward mode.
    stack:    (stacked, *inputs) -> outputs, every input whose flag in `stacked` is true having one leading batch axis; all
              outputs have that axis. None: call `forward` in a loop.
    user:     forward or pullback is user code: never deduplicated, inputs are copied.
    surrogate: the gradient was declared a surrogate, by the user or by the operation.
    pushed:   (argument, tangents with any leading axes) -> what a surrogate's linear map makes of them, where its matrix is not needed.
    random:   the node draws random numbers, so a replay repeats the recorded draw.
    analytic: forward for inputs a tiny imaginary step away from real ones; raises where there is no analytic continuation.
    shaken:   (move) -> pullback with `move` applied to every floating constant among the arguments, which `inputs` leaves out.
    rounded:  (move) -> forward with `move` applied to the result of every operation inside a user's node.
    arguments: of an operation all arguments as they were recorded, constants too; places: where `inputs` stand among them.
    """

    inputs: tuple[Array, ...]
    outputs: tuple[Array, ...]
    forward: Callable[..., tuple[Array, ...]]
    pullback: Callable[..., Gradients]
    recorded: Callable[[Sequence[Array | None]], Gradients]
    jvp: Callable[..., tuple[Array, ...]] | None = None
    stack: Callable[..., tuple[Array, ...]] | None = None
    user: bool = False
    surrogate: bool = False
    pushed: Callable[[int, Array], Array] | None = None
    random: bool = False
    shaken: Callable[[Callable[[Array], Array]], Callable[..., Gradients]] | None = None
    analytic: Callable[..., tuple[Array, ...]] | None = None
    rounded: Callable[[Callable[[Array], Array]], Callable[..., tuple[Array, ...]]] | None = None
    arguments: Sequence[Any] = ()
    places: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A grad_fn node, a leaf or a constant.

    op: the operation's name ("mul") or the custom Function's class name ("Line"); grad_fn: "MulBackward0", "LineBackward",
    "AccumulateGrad" for leaves, "" for constants.  name: a leaf's or constant's own name, dotted for module parameters.
    shape, dtype: of output 0.  family: linalg, arithmetic, activation, reduction, shape, normalisation, custom, other.
    scope: dotted path of the module (or name of the function) the node was made in; "" at top level.
    value: the array of leaves, constants, and of op nodes with a single element.
    where: the line that made it.  rule, tangent: for custom Functions, the last line with a `return` in their backward, in their jvp.
    """

    id: int
    kind: Kind
    op: str
    grad_fn: str
    shape: tuple[int, ...]
    dtype: str
    parents: tuple[Edge, ...] = ()
    name: str = ""
    family: str = "other"
    where: Where | None = None
    scope: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    saved: tuple[Saved, ...] = ()
    value: Array | None = None
    replay: Replay | None = None
    rule: Where | None = None
    tangent: Where | None = None

    @property
    def written(self) -> Where | None:
        """Where to look when its gradient is wrong: the user's own backward, or the line that made the node."""
        return self.rule or self.where


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened while recording and that the edges do not show: detach, item, numpy, no_grad, in_place, random, ...

    What an observed run adds (`Engine.observe`): cut, constant_output, grows, summed, mixed, accumulated, overwritten, renewed, and of
    leaves made, read, reached, sought; one that raised: constant_root, refused.
    leaves: the names of the leaves it is about.   used: a `cut` whose values come back into an output.   count: how often.
    """

    kind: str
    where: Where | None = None
    detail: str = ""
    leaves: tuple[str, ...] = ()
    used: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in topological order (parents first), so node ids are indices into `nodes`.

    outputs: (name, edge to the producing node) for each result.  leaves: {name: node id} of every input that was asked for, also
    those no gradient reaches.  scopes: {dotted path: title} such as {"fc1": "Linear(8→16)"}.
    plain: nothing but the engine's own operations runs in its backward, no custom Function and no hook.
    """

    nodes: tuple[Node, ...]
    outputs: tuple[tuple[str, Edge], ...]
    leaves: Mapping[str, int]
    scopes: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What a check found out about one node, for the picture. verdict: a word of `finding.Verdict`, or "unchecked".

    alike: not examined itself, but nodes that differ from it in nothing but their values were.
    """

    verdict: str
    analytic: str = ""
    numeric: str = ""
    difference: str = ""
    index: str = ""
    reason: str = ""
    argument: str = ""
    alike: bool = False


def children(graph: Graph) -> list[list[int]]:
    """For every node the nodes that consume it, once per edge, in order."""
    consumers: list[list[int]] = [[] for _ in graph.nodes]
    for node in graph.nodes:
        for edge in node.parents:
            consumers[edge.source].append(node.id)
    return consumers


def depth(graph: Graph) -> int:
    """Number of op nodes on the longest path."""
    longest: list[int] = []
    for node in graph.nodes:
        above = max((longest[edge.source] for edge in node.parents), default=0)
        longest.append(above + (node.kind == "op"))
    return max(longest, default=0)
