"""What a rule looks at: the graph, its events by kind, which leaves a gradient reaches, and the gradients themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from gradcli.codes import ALL
from gradcli.errors import Where
from gradcli.finding import Culprit, Finding
from gradcli.graph import Event, Graph, Node
from gradcli.lint._gradients import Gradients, gradients

EXPLICIT = frozenset(("detach", "no_grad", "numpy", "tolist"))  # ways out of the graph that say what they do
SILENT = frozenset(("item", "data"))  # ways out that are easily taken by mistake


class Seen:
    """A graph with everything the rules share, worked out when first asked for.   script: it is of a whole file."""

    def __init__(self, graph: Graph, script: bool = False) -> None:
        self.graph, self.script = graph, script

    def events(self, kind: str) -> Iterator[Event]:
        """The events of one kind, in order."""
        return (event for event in self.graph.events if event.kind == kind)

    @property
    def ops(self) -> Iterator[Node]:
        """The operations that can be run alone, in order."""
        return (node for node in self.graph.nodes if node.kind == "op" and node.replay is not None)

    @cached_property
    def path(self) -> frozenset[int]:
        """The nodes on the way to an output."""
        return self.behind([edge.source for _, edge in self.graph.outputs])

    def behind(self, nodes: list[int], stop: frozenset[int] = frozenset()) -> frozenset[int]:
        """These nodes and all before them, without what lies before those in `stop`."""
        met: set[int] = set()
        stack = list(nodes)
        while stack:
            k = stack.pop()
            if k not in met:
                met.add(k)
                stack += [edge.source for edge in self.graph.nodes[k].parents] if k not in stop else ()
        return frozenset(met)

    @cached_property
    def trained(self) -> bool:
        """Whether a gradient was taken while the case ran."""
        return any(event.leaves for event in self.events("reached")) or any(self.events("backward"))

    @cached_property
    def constant(self) -> bool:
        """No output carries a gradient, and none was taken while the case ran."""
        sources = (self.graph.nodes[edge.source] for _, edge in self.graph.outputs)
        return not any(node.kind == "op" or node.grad_fn for node in sources) and not self.trained

    @cached_property
    def reached(self) -> frozenset[int]:
        """The leaves a gradient reaches: in a backward while the case ran, or, unless it is a program that trains, from an output."""
        return self._named("reached") | (frozenset() if self.script and self.sought else self.path)

    @cached_property
    def read(self) -> frozenset[int]:
        """The leaves that some operation has read."""
        return self.path | self._named("read")

    @cached_property
    def idle(self) -> bool:
        """Whether a program never runs the networks it makes: it is for others to import."""
        return self.script and not any(self.graph.nodes[k].kind == "parameter" for k in self.read | self.reached)

    @cached_property
    def sought(self) -> frozenset[int]:
        """The leaves whose gradient somebody looked for, an optimizer perhaps."""
        return self._named("sought")

    def _named(self, kind: str) -> frozenset[int]:
        found = (self.graph.leaves.get(name) for event in self.events(kind) for name in event.leaves)
        return frozenset(k for k in found if k is not None)

    @cached_property
    def unreached(self) -> dict[str, Node]:
        """The leaves that require grad and get none, by name.

        Where gradients are looked for, only those whose is: others are not meant to be trained (a frozen network, a teacher, a copy).
        Where none is, a network that is only ever run inside no_grad is set aside.
        """
        found = {name: self.graph.nodes[k] for name, k in self.graph.leaves.items() if k not in self.reached}
        wanted = {name: node for name, node in found.items() if node.grad_fn and (not self.sought or node.id in self.sought)}
        return {name: node for name, node in wanted.items() if not self._set_aside(name, found)}

    def _set_aside(self, name: str, unreached: dict[str, Node]) -> bool:
        """Whether a parameter belongs to a network of which no parameter gets a gradient, and which runs inside no_grad: a teacher."""
        ways = {event.detail for event in self.events("cut") if name in event.leaves}
        if "." not in name or self.sought or not ways or ways != {"no_grad"}:
            return False
        first = name.partition(".")[0]
        return all(other in unreached for other in self.graph.leaves if other.partition(".")[0] == first) and bool(self.reached)

    @cached_property
    def cut_off(self) -> frozenset[str]:
        """The leaves without gradient whose values come back from outside of the graph: the cut is what is to be told."""
        return frozenset(name for event in self.events("cut") if event.used for name in event.leaves if name in self.unreached)

    def made(self, name: str) -> Where | None:
        """The line of a script that made a leaf; None for the leaves of other cases, which are made by the reader."""
        return next((event.where for event in self.events("made") if name in event.leaves), None) if self.script else None

    @cached_property
    def gradients(self) -> Gradients:
        """The gradient of the sum of all outputs, at every node."""
        return gradients(self.graph)


def told(code: str, event: Event, detail: str, **more: Any) -> Finding:
    """A finding about something that happened at a line."""
    return Finding(ALL[code], event.where, input=more.pop("input", ", ".join(event.leaves)), detail=detail, **more)


def at(code: str, node: Node, detail: str, **more: Any) -> Finding:
    """A finding about a node."""
    culprit = Culprit(node.id, node.op, node.grad_fn, node.scope, node.where, "")
    return Finding(ALL[code], node.where, culprit=culprit, detail=detail, **more)


def few(names: list[str] | tuple[str, ...], shown: int = 4) -> str:
    """ "w1 and b1", "w1, b1, w2, w3 and 5 more"."""
    more = len(names) - shown
    first, last = (names[:shown], f"{more} more") if more > 0 else (names[:-1], names[-1] if names else "")
    return " and ".join(part for part in (", ".join(first), last) if part)
