"""What every part of a picture is made from: the graph with its options, check results and norms, and what follows from them once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gradcli.draw.changes import Changes
from gradcli.draw.damage import Edges, damaged, status
from gradcli.draw.fold.calls import Calls, calls
from gradcli.draw.keys import keys
from gradcli.draw.options import Options
from gradcli.draw.reach import reached
from gradcli.draw.view import Status
from gradcli.graph import Graph, Mark


@dataclass(frozen=True)
class Scene:
    """A graph and all that is known about it. marks: by node id, empty when no check was run; norms: of gradients, by node id.

    times: seconds, by node id, when they were measured.  changes: what became of nodes and edges since an older graph.
    """

    graph: Graph
    options: Options
    marks: Mapping[int, Mark]
    norms: Mapping[int, float]
    times: Mapping[int, float] = field(default_factory=dict)
    changes: Changes | None = None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Stable names of the nodes."""
        return keys(self.graph)

    @cached_property
    def calls(self) -> Calls:
        """The calls of modules."""
        return calls(self.graph)

    @cached_property
    def damage(self) -> Edges:
        """The edges a wrong gradient flows on."""
        return damaged(self.graph, self.marks)

    @cached_property
    def reached(self) -> list[bool]:
        """Which nodes a gradient flows to."""
        return reached(self.graph)

    @cached_property
    def dtypes(self) -> list[str]:
        """The dtypes of the operations, the most frequent first."""
        found = Counter(node.dtype for node in self.graph.nodes if node.kind == "op")
        return sorted(found, key=lambda name: (-found[name], name))

    @cached_property
    def operations(self) -> int:
        """How many grad_fn nodes there are, AccumulateGrad apart."""
        gone = self.changes.removed if self.changes else frozenset()
        return sum(node.kind == "op" and node.id not in gone for node in self.graph.nodes)

    @cached_property
    def failing(self) -> list[int]:
        """The nodes that failed the check, in order."""
        return sorted(i for i, mark in self.marks.items() if status(mark) == "fail")

    @cached_property
    def culprits(self) -> list[int]:
        """Of the failing nodes the first of each operation and place: a loop makes the same mistake at every step."""
        first: dict[object, int] = {}
        for i in self.failing:
            first.setdefault((self.graph.nodes[i].op, self.graph.nodes[i].where), i)
        return list(first.values())

    @cached_property
    def altered(self) -> list[int]:
        """The operations that are not as they were in an older graph."""
        return [i for i in sorted(self.changes.nodes if self.changes else ()) if self.graph.nodes[i].kind == "op"]

    def status(self, node: int) -> Status:
        """The glyph of an operation; none when no check was run, or when it is gone."""
        gone = self.changes is not None and node in self.changes.removed
        return status(self.marks.get(node)) if self.marks and not gone else ""
