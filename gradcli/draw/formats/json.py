"""JSON, schema gradcli-graph/1: the whole graph, nothing folded, with what a check found; for other programs and for --diff."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

from gradcli.draw import wording
from gradcli.draw.view import View
from gradcli.errors import Where
from gradcli.graph import Node

COMPARES = False  # what a later comparison needs is the graph as it is
SCHEMA = "gradcli-graph/1"


def write(view: View) -> bytes:
    """One object that fits graph.schema.json. `key` is stable from run to run, `id` is not."""
    graph = view.graph
    document = {
        "schema": SCHEMA,
        "title": view.options.title,
        "heading": view.heading,
        "subheading": view.subheading,
        "nodes": [_node(view, node) for node in graph.nodes],
        "edges": [edge for node in graph.nodes for edge in _edges(node)],
        "scopes": dict(graph.scopes),
        "outputs": [{"name": name, "node": edge.source, "output": edge.output} for name, edge in graph.outputs],
        "leaves": dict(graph.leaves),
        "events": [{"kind": event.kind, "where": _where(event.where), "detail": event.detail} for event in graph.events],
    }
    parts = (f" {json.dumps(key)}: {_value(plain(value))}" for key, value in document.items())
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _value(value: Any) -> str:
    """JSON with one line per node or edge, so that a line of a diff is a change of one of them."""
    if not isinstance(value, list) or not value:
        return json.dumps(value, allow_nan=False)
    return "[\n" + ",\n".join(f"  {json.dumps(entry, allow_nan=False)}" for entry in value) + "\n ]"


def _node(view: View, node: Node) -> dict[str, Any]:
    mark = view.marks.get(node.id)
    norm = view.norms.get(node.id)
    told = {
        "id": node.id,
        "key": view.keys[node.id],
        "kind": node.kind,
        "op": node.op,
        "grad_fn": node.grad_fn or None,
        "name": node.name,
        "shape": node.shape,
        "dtype": node.dtype,
        "family": node.family,
        "scope": node.scope,
        "where": _where(node.where),
        "params": dict(node.params),
        "saved": [{"name": s.name, "shape": s.shape, "dtype": s.dtype, "nbytes": s.nbytes} for s in node.saved],
        "value": wording.element(node.value),
    }
    return told | ({"check": asdict(mark)} if mark else {}) | ({"grad_norm": norm} if norm is not None else {})


def _edges(node: Node) -> list[dict[str, Any]]:
    return [
        {"source": edge.source, "target": node.id, "output": edge.output, "argument": edge.argument, "position": position}
        for position, edge in enumerate(node.parents)
    ]


def _where(where: Where | None) -> dict[str, Any] | None:
    return {"file": where.file, "line": where.line, "function": where.function} if where else None


def plain(thing: Any) -> Any:
    """The same in the types JSON has: numbers it lacks as strings ("nan", "inf", "(1+2j)"), whatever else as its repr."""
    if thing is None or isinstance(thing, bool | int | str):
        return thing
    if isinstance(thing, float):
        return thing if math.isfinite(thing) else f"{thing:g}"
    if isinstance(thing, dict):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [plain(value) for value in thing]
    only = wording.element(thing)
    return str(thing) if isinstance(thing, complex) else plain(only) if only is not None else wording.shown(thing)
