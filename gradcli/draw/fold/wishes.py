"""What is to stay open and what is to be closed: the user's wishes as sets of calls and nodes of one graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from gradcli.draw.fold.calls import Calls
from gradcli.errors import UsageError
from gradcli.graph import Graph, Node

LISTED = 8  # names that an error message offers
USERS = 8  # operations shown that use a leaf in focus
MOST = 400  # operations of opened modules that each keep a card whatever the budget


@dataclass(frozen=True, slots=True)
class Wishes:
    """alone: nodes that keep a card of their own.  open, closed: calls, whatever the budget.  deepest: calls deeper than this are
    closed, None for no limit.  only: everything that is not asked for is closed.  whole: nothing is folded.  apart: equal neighbours
    keep a card each.
    """

    alone: frozenset[int] = frozenset()
    open: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    deepest: int | None = None
    only: bool = False
    whole: bool = False
    apart: bool = False

    @property
    def any(self) -> bool:
        """Something is asked for that folds a graph which would fit as it is."""
        return bool(self.closed) or self.deepest is not None or self.only


def wishes(graph: Graph, calls: Calls, asked: Asked, failing: Sequence[int] = ()) -> Wishes:
    """The wishes resolved. Raises UsageError for a name that nothing bears."""
    if asked.all:
        return Wishes(alone=frozenset(failing), whole=True)
    wanted, nodes = _focus(graph, calls, asked.focus, failing)
    opened = wanted | _matching(calls, asked.expand, "--expand")
    pinned = frozenset([*failing, *nodes, *_directly_in(calls, opened)])
    around = {i for call in opened for i in calls.chain(call)} | {i for node in pinned for i in calls.chain(calls.of[node])}
    closed = _matching(calls, asked.collapse, "--collapse")
    only = bool(asked.focus) and bool(wanted or nodes)
    return Wishes(pinned, frozenset(around), closed, asked.depth, only=only, apart=asked.apart)


def _directly_in(calls: Calls, opened: frozenset[int]) -> list[int]:
    """The operations of opened modules themselves; none when that would be no picture any more."""
    inside = [node for node, call in enumerate(calls.of) if call in opened]
    return inside if len(inside) <= MOST else []


@dataclass(frozen=True, slots=True)
class Asked:
    """--depth, --collapse, --expand, --focus and --all as the user gave them, and `apart` as in Wishes."""

    depth: int | None = None
    collapse: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()
    focus: str = ""
    all: bool = False
    apart: bool = False


def _matching(calls: Calls, patterns: Iterable[str], flag: str) -> frozenset[int]:
    found: set[int] = set()
    for pattern in patterns:
        hits = _called(calls, pattern)
        if not hits:
            raise _nothing(flag, pattern, calls)
        found |= hits
    return frozenset(found)


def _called(calls: Calls, pattern: str) -> set[int]:
    return {i for i, call in enumerate(calls.all) if fnmatchcase(call.path, pattern)}


def _focus(graph: Graph, calls: Calls, name: str, failing: Sequence[int]) -> tuple[frozenset[int], list[int]]:
    """(calls, nodes) that a focus means: the failing nodes, modules of that name with all that is in them, or single nodes.

    Nothing for `fail` when nothing failed: then there is a whole picture to look at.
    """
    if not name or name == "fail":
        return frozenset(), list(failing)
    hits = _called(calls, name)
    if hits:
        return frozenset(i for i in range(len(calls.all)) if hits.intersection(calls.chain(i))), []
    nodes = [node.id for node in graph.nodes if any(fnmatchcase(word, name) for word in _words(node))]
    if not nodes:
        raise _nothing("--focus", name, calls)
    return frozenset(), nodes + _users(graph, {i for i in nodes if graph.nodes[i].kind != "op"})


def _users(graph: Graph, leaves: set[int]) -> list[int]:
    """The first operations that use any of these leaves: a leaf is shown where it is used."""
    return [node.id for node in graph.nodes if any(edge.source in leaves for edge in node.parents)][:USERS]


def _words(node: Node) -> tuple[str, ...]:
    return tuple(filter(None, (node.name, node.op, node.grad_fn if node.kind == "op" else "")))


def _nothing(flag: str, name: str, calls: Calls) -> UsageError:
    paths = sorted({call.path for call in calls.all})
    known = f"modules: {', '.join(paths[:LISTED])}{' …' if len(paths) > LISTED else ''}" if paths else "this graph has no modules"
    also = "; also names of nodes and leaves, or fail" if flag == "--focus" else ""
    return UsageError(f"{flag} {name!r} matches nothing in this graph", hint=known + also)
