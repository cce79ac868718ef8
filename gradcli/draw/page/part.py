"""Some nodes of a graph as a graph of their own: what comes from outside as inputs, what goes outside as results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from gradcli.draw.damage import Edges, status
from gradcli.draw.options import Options
from gradcli.draw.scene import Scene
from gradcli.draw.view import Status
from gradcli.graph import Edge, Graph, Node, children

OUTSIDE = -1


@dataclass(frozen=True)
class Part(Scene):
    """The scene of some nodes. whole: the one they were cut from, which knows what can only be seen there.

    back: for each node its id in the whole graph, OUTSIDE for what stands for an input.
    """

    whole: Scene = field(kw_only=True)
    back: tuple[int, ...] = field(kw_only=True)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The names in the whole graph."""
        return tuple(f"n:{i}" if old == OUTSIDE else self.whole.keys[old] for i, old in enumerate(self.back))

    @cached_property
    def damage(self) -> Edges:
        """The edges a wrong gradient flows on, also one that goes wrong further down."""
        places = ((node, position) for node in self.graph.nodes for position in range(len(node.parents)))
        found = ((node.id, position, self.whole.damage.get((self.back[node.id], position))) for node, position in places)
        return {(node, position): kind for node, position, kind in found if kind}

    @cached_property
    def reached(self) -> list[bool]:
        """Which nodes a gradient flows to."""
        return [old == OUTSIDE or self.whole.reached[old] for old in self.back]

    @cached_property
    def dtypes(self) -> list[str]:
        """The dtypes of all operations, the most frequent first."""
        return self.whole.dtypes

    def status(self, node: int) -> Status:
        """The glyph of an operation; none when no check was run on the whole graph."""
        return status(self.marks.get(node)) if self.whole.marks else ""

    def of(self, nodes: Sequence[int]) -> tuple[int, ...]:
        """The ids in the whole graph."""
        return tuple(self.back[i] for i in nodes if self.back[i] != OUTSIDE)


class Parts:
    """Cuts parts out of the graph of a scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.users = children(scene.graph)
        self.results = {edge.source: name for name, edge in reversed(scene.graph.outputs)}

    def cut(self, nodes: Sequence[int], options: Options) -> Part:
        """The part of these nodes. Their scopes lose what all of them begin with, so that the module itself is no box in it."""
        inside = set(nodes)
        sources = sorted({edge.source for i in nodes for edge in self.scene.graph.nodes[i].parents} - inside)
        new = {old: number for number, old in enumerate([*sources, *nodes])}
        around = self.around(nodes)
        found = [self._input(new[old], old) for old in sources] + [self._moved(new, old, around) for old in nodes]
        ends = [(self.goes_to(i, inside), Edge(new[i])) for i in nodes if self.scene.reached[i] and self._leaves(i, inside)]
        titles = {path.removeprefix(around): title for path, title in self.scene.graph.scopes.items() if path.startswith(around)}
        marks = {new[i]: self.scene.marks[i] for i in nodes if i in self.scene.marks}
        norms = {new[i]: self.scene.norms[i] for i in nodes if i in self.scene.norms}
        graph = Graph(tuple(found), tuple(ends), {}, titles)
        times = {new[i]: self.scene.times[i] for i in nodes if i in self.scene.times}
        return Part(graph, options, marks, norms, times, whole=self.scene, back=(*[OUTSIDE] * len(sources), *nodes))

    def around(self, nodes: Sequence[int]) -> str:
        """The dotted path, with its last dot, of the innermost module that holds all operations; "" for none."""
        paths = [self.scene.graph.nodes[i].scope.split(".") for i in nodes if self.scene.graph.nodes[i].kind == "op"]
        shared: list[str] = []
        for names in zip(*paths):
            if len(set(names)) > 1:
                break
            shared.append(names[0])
        return ".".join(shared) + "." if shared and shared[0] else ""

    def goes_to(self, node: int, inside: set[int]) -> str:
        """Where a result of a part is used: the name of the graph's own result, or of the first node outside."""
        if node in self.results:
            return self.results[node]
        users = [user for user in self.users[node] if user not in inside]
        more = f" and {len(users) - 1:,} more" if len(users) > 1 else ""
        return named(self.scene.graph.nodes[users[0]]) + more

    def _leaves(self, node: int, inside: set[int]) -> bool:
        return node in self.results or any(user not in inside for user in self.users[node])

    def _input(self, number: int, old: int) -> Node:
        node = self.scene.graph.nodes[old]
        return Node(number, "constant", "", "", node.shape, node.dtype, name=named(node), scope="", family=node.kind)

    def _moved(self, new: dict[int, int], old: int, around: str) -> Node:
        node = self.scene.graph.nodes[old]
        parents = tuple(replace(edge, source=new[edge.source]) for edge in node.parents)
        path = node.scope if node.kind == "op" else node.scope or node.name.rpartition(".")[0]
        inner = f"{path}.".removeprefix(around).removesuffix(".")
        return replace(node, id=new[old], parents=parents, scope=inner)


def named(node: Node) -> str:
    """A node seen from another module: its name, or its operation and where it is."""
    own = node.name or node.grad_fn or node.kind
    return own if node.name or not node.scope else f"{own} in {node.scope}"
