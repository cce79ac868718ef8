"""Sums of losses: numbers that a line adds to again and again, a forward pass at a time, and that are only looked at."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any

from gradcli.autograd.node import Node, Output
from gradcli.autograd.op import Op
from gradcli.errors import Where

NEAR = 32  # nodes before a summand in which a matrix product or a convolution is looked for


class Sums:
    """ended: {line that adds: (the last sum whose value was taken out of the graph, how many passes are in it)}."""

    def __init__(self) -> None:
        self.ended: dict[Where, tuple[Node, int]] = {}
        self._lengths: weakref.WeakKeyDictionary[Node, int] = weakref.WeakKeyDictionary()
        self._used: weakref.WeakSet[Node] = weakref.WeakSet()

    def made(self, node: Node) -> None:
        """An operation was recorded."""
        if node._call is None or not isinstance(node._op, Op) or node._op.name != "add" or node._shape != ():
            return
        parents = list(before(node))
        same = [parent for parent in parents if parent in self._lengths and parent._call.where == node._call.where]  # type: ignore[union-attr]
        if any(runs_a_layer(parent) for parent in parents if parent not in same):
            self._lengths[node] = 1 + max((self._lengths[parent] for parent in same), default=0)

    def read(self, node: Any) -> None:
        """A value left the graph as a number."""
        if node in self._lengths and node not in self._used:
            self.ended[node._call.where] = (node, self._lengths[node])

    def used(self, node: Node) -> None:
        """Backward went through a node, or is called on it."""
        self._used.add(node)

    def idle(self) -> Iterator[tuple[Where, int]]:
        """(line, passes) of the sums that no backward went through."""
        yield from ((where, n) for where, (node, n) in self.ended.items() if node not in self._used)


def runs_a_layer(node: Node) -> bool:
    """Whether a matrix product or a convolution lies shortly before a node: norms of weights are sums too, and small."""
    stack, met = [node], {node}
    while stack and len(met) < NEAR:
        one = stack.pop()
        if isinstance(one._op, Op) and one._op.family == "linalg" and "norm" not in one._op.name:
            return True
        new = [parent for parent in before(one) if parent not in met]
        met.update(new)
        stack += new
    return False


def before(node: Node) -> Iterator[Node]:
    """The nodes whose results a node takes."""
    ends = (edge.node if isinstance(edge, Output) else edge for edge in node._edges)
    return (end for end in ends if isinstance(end, Node))


__all__ = ["Sums", "before"]
