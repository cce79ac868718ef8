"""The program a graph was recorded from: its operations in order, and for every call the operations and calls directly in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gradcli.draw.fold.calls import Calls
from gradcli.graph import Graph

ROOT = -1  # what is in no call


@dataclass(frozen=True, slots=True)
class Item:
    """An operation or a call. start, stop: its interval in Program.ops.  call: index of the call, -1 for an operation."""

    start: int
    stop: int
    call: int = -1


@dataclass(frozen=True, slots=True)
class Program:
    """ops: ids of the operations in order.  inside: the items of each call, ROOT for the outermost.  span: interval of each call."""

    ops: list[int]
    inside: dict[int, list[Item]]
    span: list[tuple[int, int]]


def program(graph: Graph, calls: Calls) -> Program:
    """One pass over the operations."""
    ops = [node.id for node in graph.nodes if node.kind == "op"]
    span = _spans(ops, calls)
    inside: dict[int, list[Item]] = {i: [] for i in range(ROOT, len(calls.all))}
    opened = [False] * len(calls.all)
    for place, node in enumerate(ops):
        inner = calls.of[node]
        inside[inner].append(Item(place, place + 1))
        while inner >= 0 and not opened[inner]:
            opened[inner] = True
            inside[calls.all[inner].parent].append(Item(*span[inner], inner))
            inner = calls.all[inner].parent
    for items in inside.values():
        items.sort(key=lambda item: item.start)
    return Program(ops, inside, span)


def _spans(ops: Sequence[int], calls: Calls) -> list[tuple[int, int]]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for place, node in enumerate(ops):
        first.setdefault(calls.of[node], place)
        last[calls.of[node]] = place
    for call in range(len(calls.all) - 1, -1, -1):  # inner calls come later
        outer = calls.all[call].parent
        first[outer] = min(first.get(outer, first[call]), first[call])
        last[outer] = max(last.get(outer, last[call]), last[call])
    return [(first[call], last[call] + 1) for call in range(len(calls.all))]
