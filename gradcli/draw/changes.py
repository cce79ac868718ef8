"""What became of the nodes and edges of a graph since an older one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gradcli.draw.view import Change


@dataclass(frozen=True)
class Changes:
    """nodes, edges: what became of them, of those that are not as before; edges by (id of the consumer, position).

    says: of a changed node what is not the same: "shape (3,) → (4,)".
    """

    nodes: Mapping[int, Change] = field(default_factory=dict)
    edges: Mapping[tuple[int, int], Change] = field(default_factory=dict)
    says: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def removed(self) -> frozenset[int]:
        """The nodes that are gone."""
        return frozenset(i for i, change in self.nodes.items() if change == "removed")

    def of(self, nodes: Iterable[int]) -> Change:
        """What became of several nodes together."""
        found = {self.nodes.get(i, "") for i in nodes}
        return next(iter(found)) if len(found) == 1 else "changed" if found else ""
