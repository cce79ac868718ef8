"""Names of nodes that stay the same from run to run, so that a picture under version control shows only real change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from gradcli.graph import Graph, Node

FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0
LONGEST = 200  # characters of a name; Graphviz reads no string beyond 16,384


def keys(graph: Graph) -> tuple[str, ...]:
    """One per node: n:<scope>/<op>#<k> with k the order of creation among equals; n:<name> for what has a name."""
    seen: Counter[str] = Counter()
    return distinct(_key(node, seen) for node in graph.nodes)


def _key(node: Node, seen: Counter[str]) -> str:
    if node.name and node.kind != "op":
        return f"n:{node.name[:LONGEST]}"
    stem = f"n:{node.scope[:LONGEST]}/{(node.op or node.kind)[:LONGEST]}"
    seen[stem] += 1
    return f"{stem}#{seen[stem]}"


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The same names without spaces and what XML forbids, a second one of a kind with ~2, a third with ~3 behind it."""
    taken: set[str] = set()
    repeats: Counter[str] = Counter()
    found = []
    for name in names:
        stem = name = FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", "_".join(name.split()))
        while name in taken:
            repeats[stem] += 1
            name = f"{stem}~{repeats[stem] + 1}"
        taken.add(name)
        found.append(name)
    return tuple(found)


def natural(name: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key under which #10 comes after #9."""
    parts: list[tuple[int, int | str]] = []
    digits = ""
    for character in name + "\0":
        if character.isascii() and character.isdigit():
            digits += character
            continue
        if digits:
            parts.append((0, int(digits[:18])))
            digits = ""
        parts.append((1, character))
    return tuple(parts)
