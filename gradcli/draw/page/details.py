"""What the page tells about a card beyond its tooltip: values of its tensors, and the lines of code behind it."""

from __future__ import annotations

import linecache
import math
from collections.abc import Iterator
from typing import Any

from gradcli.draw import wording
from gradcli.draw.text import clean
from gradcli.draw.tooltips import link
from gradcli.errors import Where
from gradcli.graph import Node

FIRST = 6  # values shown of an array
LONGEST = 200  # characters of a line of code
Rows = list[tuple[str, str]]


def details(node: Node) -> dict[str, Any]:
    """values: (name, value) pairs.  code: (what it is, place, line, address) of the line that made the node and of its backward."""
    places = [("Made at", node.where), ("Backward at", node.rule)]
    code = [(what, str(where), _line(where), link(where)) for what, where in places if where]
    told = {"values": [row for name, array in _arrays(node) for row in _values(name, array)], "code": code}
    return {name: rows for name, rows in told.items() if rows}


def _arrays(node: Node) -> Iterator[tuple[str, Any]]:
    outputs = node.replay.outputs if node.replay else (node.value,)
    for i, array in enumerate(outputs):
        if array is not None:
            yield (f"output {i} " if len(outputs) > 1 else ""), array


def _values(prefix: str, array: Any) -> Rows:
    """The first values, the range, the mean, and how many are not finite."""
    if wording.element(array) is not None or not hasattr(array, "ravel"):
        return [(f"{prefix}value", wording.value(array) or wording.shown(array)[:LONGEST])]
    flat = array.ravel()
    if not flat.size:
        return [(f"{prefix}values", "none")]
    first = ", ".join(map(_number, flat[:FIRST].tolist())) + (", …" if flat.size > FIRST else "")
    return [(f"{prefix}first", first), *((f"{prefix}{name}", told) for name, told in _spread(flat))]


def _spread(flat: Any) -> Rows:
    """Range and mean of what is finite; complex numbers and strings have no order."""
    if flat.dtype.kind not in "fiu":
        return []
    finite = flat[abs(flat) < math.inf]
    lost = flat.size - finite.size
    rows = [("not finite", f"{lost:,} of {flat.size:,}")] if lost else []
    if not finite.size:
        return rows
    low, high = _number(finite.min().item()), _number(finite.max().item())
    return [*rows, ("range", f"{low} … {high}"), ("mean", _number(finite.mean(dtype="float64").item()))]


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float | complex) else str(value)


def _line(where: Where) -> str:
    """The line of code; "" when there is no such file."""
    try:
        return clean(linecache.getline(where.file, where.line).strip())[:LONGEST]
    except ValueError:  # a name no file can have
        return ""
