"""Which node of an old graph is which node of a new one: by name for leaves, by what surrounds them for operations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gradcli.draw.keys import keys
from gradcli.graph import Graph, Node

Pairs = dict[int, int]  # id in the new graph -> id in the old one


def matched(old: Graph, new: Graph) -> Pairs:
    """Pairs of nodes, each in one pair at most. Nodes without a partner are new or gone.

    From the leaves down, then from the results up: an operation is the one of its kind and scope that has a partner's node at
    the same argument. What is left is paired in order within its kind and scope. Inserting one node leaves all others matched.
    """
    matching = _Matching(_stems(old), _stems(new), {}, set())
    matching.leaves(old, new)
    matching.results(old, new)
    matching.by_ties(_parents(new), _index(_parents(old)), range(len(new.nodes)))
    matching.by_ties(_children(new), _index(_children(old)), range(len(new.nodes) - 1, -1, -1))
    matching.in_order()
    return matching.pairs


Ties = list[list[tuple[object, int]]]  # for every node: (which tie, node at its other end)


@dataclass(slots=True)
class _Matching:
    old: list[str]
    new: list[str]
    pairs: Pairs
    taken: set[int]

    def leaves(self, old: Graph, new: Graph) -> None:
        """Leaves and constants of one name."""
        names = {key: i for i, key in enumerate(keys(old)) if old.nodes[i].kind != "op" and old.nodes[i].name}
        for i, key in enumerate(keys(new)):
            if new.nodes[i].kind != "op" and key in names:
                self._pair(i, names[key])

    def results(self, old: Graph, new: Graph) -> None:
        """What a result of one name comes from, where it is of one kind."""
        names = {name: edge.source for name, edge in old.outputs}
        for name, edge in new.outputs:
            if name in names and edge.source not in self.pairs and self.old[names[name]] == self.new[edge.source]:
                self._pair(edge.source, names[name])

    def by_ties(self, ties: Ties, index: dict[object, list[int]], order: Iterable[int]) -> None:
        """Nodes whose neighbours have partners, one after the other in an order that lets matches spread."""
        for i in order:
            if i not in self.pairs:
                found = self._neighbour(i, ties[i], index)
                if found is not None:
                    self._pair(i, found)

    def _neighbour(self, node: int, ties: list[tuple[object, int]], index: dict[object, list[int]]) -> int | None:
        for tie, other in ties:
            if other in self.pairs:
                free = (k for k in index.get((tie, self.pairs[other]), ()) if k not in self.taken and self.old[k] == self.new[node])
                found = next(free, None)
                if found is not None:
                    return found
        return None

    def in_order(self) -> None:
        """What is left, the first with the first of the same kind and scope."""
        left: dict[str, Iterator[int]] = {}
        free: dict[str, list[int]] = defaultdict(list)
        for k, stem in enumerate(self.old):
            if k not in self.taken:
                free[stem].append(k)
        for i, stem in enumerate(self.new):
            if i not in self.pairs and stem in free:
                found = next(left.setdefault(stem, iter(free[stem])), None)
                if found is not None:
                    self._pair(i, found)

    def _pair(self, new: int, old: int) -> None:
        if old not in self.taken:
            self.pairs[new] = old
            self.taken.add(old)


def _stems(graph: Graph) -> list[str]:
    return [_stem(node) for node in graph.nodes]


def _stem(node: Node) -> str:
    return f"{node.kind} {node.name}" if node.kind != "op" and node.name else f"{node.kind} {node.scope}/{node.op} {node.grad_fn}"


def _parents(graph: Graph) -> Ties:
    return [[((position, edge.output), edge.source) for position, edge in enumerate(node.parents)] for node in graph.nodes]


def _children(graph: Graph) -> Ties:
    found: Ties = [[] for _ in graph.nodes]
    for node in graph.nodes:
        for position, edge in enumerate(node.parents):
            found[edge.source].append(((position, edge.output), node.id))
    return found


def _index(ties: Ties) -> dict[object, list[int]]:
    found: dict[object, list[int]] = defaultdict(list)
    for i, own in enumerate(ties):
        for tie in own:
            found[tie].append(i)
    return found
