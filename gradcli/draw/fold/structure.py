"""What makes two pieces of a program alike: the same operations on the same shapes, tied together in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator

from gradcli.draw.fold.calls import Calls
from gradcli.draw.fold.program import Item, Program
from gradcli.graph import Graph, Node

FAR = 64  # operations back from which on a distance no longer tells two operations apart
HUB = 4  # uses of a node from which on it does not matter how far back it is: each step of a loop reads it from further away
Steps = tuple[tuple[int, tuple[int, ...]], ...]


class Structure:
    """Numbers that are equal for items of equal structure. Names, values and parameters of operations do not count."""

    def __init__(self, graph: Graph, program: Program, calls: Calls) -> None:
        self.known: dict[Hashable, int] = {}
        self.calls: dict[int, int] = {}
        self.program = program
        self.titles = [graph.scopes.get(call.path, "").partition("(")[0] for call in calls.all]
        place = {node: i for i, node in enumerate(program.ops)}
        nodes = [graph.nodes[i] for i in program.ops]
        self.kind = [self._number(_look(graph, node)) for node in nodes]
        self.name = [self._number((node.grad_fn, node.op)) for node in nodes]
        self.back = [tuple(_back(graph, node, place)) for node in nodes]
        self.uses = Counter(i - far for i, back in enumerate(self.back) for far in back)

    def label(self, item: Item) -> int:
        """The number of an operation or of a call."""
        if item.call < 0:
            return self._number((self.kind[item.start], tuple(self._distance(item.start, far) for far in self.back[item.start])))
        if item.call not in self.calls:
            self.calls[item.call] = self._number((self.titles[item.call], self._steps(item)))
        return self.calls[item.call]

    def loosely(self, item: Item) -> int:
        """The same without shapes: each step of a loop may work on one row more than the one before. Ties count only by their number."""
        return self._number((self.name[item.start], len(self.back[item.start]))) if item.call < 0 else self.label(item)

    def _distance(self, place: int, far: int) -> int:
        return FAR if self.uses[place - far] >= HUB else min(far, FAR)

    def _steps(self, item: Item) -> Steps:
        """The operations of a call, each with how far back within the call it reaches. What comes from outside does not count: the
        first block may read data where the others read a block."""
        steps = range(item.start, item.stop)
        return tuple((self.kind[i], tuple(far for far in self.back[i] if far <= i - item.start)) for i in steps)

    def _number(self, thing: Hashable) -> int:
        return self.known.setdefault(thing, len(self.known))


def _back(graph: Graph, node: Node, place: dict[int, int]) -> Iterator[int]:
    """How many operations back each argument that is no parameter was made; data as if far before all."""
    for edge in node.parents:
        if edge.source in place:
            yield place[node.id] - place[edge.source]
        elif graph.nodes[edge.source].kind != "parameter":
            yield len(graph.nodes)


def _look(graph: Graph, node: Node) -> Hashable:
    sources = [graph.nodes[edge.source] for edge in node.parents]
    parameters = tuple(source.shape for source in sources if source.kind == "parameter")
    return node.grad_fn, node.op, node.shape, node.dtype, parameters
