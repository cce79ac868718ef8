"""Calls of modules and functions: nested runs of operations, recovered from the scope each node was made in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gradcli.graph import Graph

DEEPEST = 16  # levels shown of one scope; a path with more is nobody's module


@dataclass(frozen=True, slots=True)
class Call:
    """One run of consecutive operations within a scope. parent: index of the enclosing call, -1 for none; number: 1 for the first."""

    path: str
    parent: int
    depth: int
    number: int


@dataclass(frozen=True, slots=True)
class Calls:
    """All calls, enclosing ones first, and for each node the innermost call it is in (-1: none; leaves have none of their own)."""

    all: tuple[Call, ...]
    of: tuple[int, ...]

    def chain(self, call: int) -> list[int]:
        """The call and those around it, innermost first."""
        found = []
        while call >= 0:
            found.append(call)
            call = self.all[call].parent
        return found

    def shared(self, one: int, other: int) -> int:
        """The innermost call around both, -1 for none."""
        while one != other:
            if self._depth(one) >= self._depth(other):
                one = self.all[one].parent
            else:
                other = self.all[other].parent
        return one

    def _depth(self, call: int) -> int:
        return self.all[call].depth if call >= 0 else 0


def calls(graph: Graph) -> Calls:
    """The calls of a graph. A scope left and entered again is a second call, so calls are intervals and fold without cycles."""
    found: list[Call] = []
    of = [-1] * len(graph.nodes)
    numbers: Counter[str] = Counter()
    open_calls: list[int] = []
    levels: dict[str, list[str]] = {}
    for node in graph.nodes:
        if node.kind != "op":
            continue
        if node.scope not in levels:
            levels[node.scope] = _levels(node.scope, graph.scopes)
        _enter(levels[node.scope], open_calls, found, numbers)
        of[node.id] = open_calls[-1] if open_calls else -1
    return Calls(tuple(found), tuple(of))


def _enter(paths: list[str], open_calls: list[int], found: list[Call], numbers: Counter[str]) -> None:
    """Close the calls that `paths` is not in, open those it adds."""
    kept = 0
    while kept < min(len(paths), len(open_calls)) and found[open_calls[kept]].path == paths[kept]:
        kept += 1
    del open_calls[kept:]
    for depth, path in enumerate(paths[kept:], kept + 1):
        numbers[path] += 1
        found.append(Call(path, open_calls[-1] if open_calls else -1, depth, numbers[path]))
        open_calls.append(len(found) - 1)


def _levels(scope: str, scopes: Mapping[str, str]) -> list[str]:
    """The scopes around a node, outermost first: those with a title, and its own. blocks.7.attn may have two or three."""
    ends = [i for i, character in enumerate(scope) if character == "."][: DEEPEST - 1]
    titled = [scope[:end] for end in ends if scope[:end] in scopes]
    return [*titled, scope] if scope else []
