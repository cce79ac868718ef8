"""Some nodes of a graph as a graph of their own: what comes from outside as inputs, what goes outside as results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gradcli.draw.scene import Scene
from gradcli.graph import Edge, Graph, Node, children

OUTSIDE = -1


@dataclass(frozen=True, slots=True)
class Part:
    """graph: the nodes with ids of their own.  back: for each its id in the whole graph, OUTSIDE for what stands for an input."""

    graph: Graph
    back: tuple[int, ...]


class Parts:
    """Cuts parts out of the graph of a scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.users = children(scene.graph)
        self.results = {edge.source: name for name, edge in reversed(scene.graph.outputs)}

    def cut(self, nodes: Sequence[int]) -> Part:
        """The part of these nodes. Their scopes lose what all of them begin with, so that the module itself is no box in it."""
        inside = set(nodes)
        sources = sorted({edge.source for i in nodes for edge in self.scene.graph.nodes[i].parents} - inside)
        new = {old: number for number, old in enumerate([*sources, *nodes])}
        around = self.around(nodes)
        found = [self._input(new[old], old) for old in sources] + [self._moved(new, old, around) for old in nodes]
        ends = [(self.goes_to(i, inside), Edge(new[i])) for i in nodes if self.scene.reached[i] and self._leaves(i, inside)]
        titles = {path.removeprefix(around): title for path, title in self.scene.graph.scopes.items() if path.startswith(around)}
        back = (*[OUTSIDE] * len(sources), *nodes)
        return Part(Graph(tuple(found), tuple(ends), {}, titles), back)

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
