"""A graph that was written as .json, read back for comparison."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gradcli.draw.formats.json import SCHEMA
from gradcli.errors import UsageError
from gradcli.graph import Edge, Graph, Node


def read(path: str) -> Graph:
    """The graph in a file; without values, replays and places. Raises UsageError naming what is wrong with the file."""
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", hint="write one with: gradcli graph FILE -o OLD.json") from None
    except ValueError as error:
        raise UsageError(f"{path} is not JSON: {error}", hint="write one with: gradcli graph FILE -o OLD.json") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UsageError(f"{path} is not a graph of schema {SCHEMA}", hint="write one with: gradcli graph FILE -o OLD.json")
    try:
        return _graph(document)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise UsageError(f"{path} is not a graph of schema {SCHEMA}: {type(error).__name__} {error}", hint="write it anew") from None


def _graph(document: dict[str, Any]) -> Graph:
    parents: list[list[Edge]] = [[] for _ in document["nodes"]]
    for edge in document["edges"]:
        if not 0 <= edge["source"] < edge["target"]:
            raise ValueError(f"edge from {edge['source']} to {edge['target']}: a node comes after what it uses")
        parents[edge["target"]].append(Edge(edge["source"], edge["output"], edge["argument"]))
    nodes = tuple(_node(i, entry, tuple(parents[i])) for i, entry in enumerate(document["nodes"]))
    outputs = tuple((output["name"], Edge(output["node"], output["output"])) for output in document["outputs"])
    return Graph(nodes, outputs, dict(document["leaves"]), dict(document["scopes"]))


def _node(number: int, entry: dict[str, Any], parents: tuple[Edge, ...]) -> Node:
    if entry["kind"] not in ("parameter", "leaf", "constant", "op"):
        raise ValueError(f"kind {entry['kind']!r}")
    same: Any = {name: str(entry[name] or "") for name in ("op", "grad_fn", "dtype", "name", "family", "scope")}
    return Node(number, entry["kind"], shape=tuple(map(int, entry["shape"])), parents=parents, params=dict(entry["params"]), **same)
