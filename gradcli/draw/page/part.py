"""Some nodes of a graph as a graph of their own: what comes from outside as inputs, what goes outside as results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

from gradcli.draw.changes import Changes
from gradcli.draw.damage import Edges
from gradcli.draw.options import Options
from gradcli.draw.scene import Scene
from gradcli.draw.view import Status
from gradcli.graph import Edge, Graph, Node, children

OUTSIDE = -1


@dataclass(frozen=True, kw_only=True)
class Part(Scene):
    """The scene of some nodes. whole: the one they were cut from, which knows what can only be seen there.

    back: for each node its id in the whole graph, OUTSIDE for what stands for an input.
    """

    whole: Scene
    back: tuple[int, ...]

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
        return self.whole.status(self.back[node])

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
        norms, times = ({new[i]: known[i] for i in nodes if i in known} for known in (self.scene.norms, self.scene.times))
        marks = {new[i]: self.scene.marks[i] for i in nodes if i in self.scene.marks}
        graph, back = Graph(tuple(found), tuple(ends), {}, titles), (*[OUTSIDE] * len(sources), *nodes)
        changes = _changes(self.scene.changes, new)
        return Part(graph, options, marks, norms, times, changes, whole=self.scene, back=back)

    def around(self, nodes: Sequence[int]) -> str:
        """The dotted path, with its last dot, of the innermost module that holds all operations; "" for none."""
        scopes = {self.scene.graph.nodes[i].scope for i in nodes if self.scene.graph.nodes[i].kind == "op"}
        levels = zip(*(scope.split(".") for scope in scopes))
        shared = [names[0] for names in takewhile(lambda names: len(set(names)) == 1, levels)]
        paths = (".".join(shared[:length]) for length in range(len(shared), 0, -1))
        return next((f"{path}." for path in paths if path in self.scene.graph.scopes or path in scopes), "")

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


def _changes(whole: Changes | None, new: Mapping[int, int]) -> Changes | None:
    """What became of the nodes and edges of a part, under their new ids."""
    if whole is None:
        return None
    edges = {(new[node], position): change for (node, position), change in whole.edges.items() if node in new}
    says = {new[node]: text for node, text in whole.says.items() if node in new}
    return Changes({new[node]: change for node, change in whole.nodes.items() if node in new}, edges, says)


def named(node: Node) -> str:
    """A node seen from another module: its name, or its operation and where it is."""
    own = node.name or node.grad_fn or node.kind
    return own if node.name or not node.scope else f"{own} in {node.scope}"
