"""G712: a saturated sigmoid, tanh or softmax.

At the flat ends of these functions the slope is almost 0, and so is every gradient that passes. Reported when nine tenths of the values
(of softmax: the rows) have a slope below 10^-4: times the usual learning rate of 10^-3 that is 10^-7, the resolution of float32. In a
program that trains it must be so at the first backward and at the last: a network that has learnt is at the flat ends, and may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from gradcli.finding import Finding
from gradcli.graph import Node
from gradcli.lint._seen import Seen, at

BAD = """
import torch

x = torch.linspace(-3, 3, 16).reshape(8, 2)


def f(w=torch.tensor([[40.0, 90.0], [70.0, -30.0]], requires_grad=True)):
    return torch.sigmoid(x @ w).sum()
"""
GOOD = """
import torch

x = torch.linspace(-3, 3, 16).reshape(8, 2)


def f(w=torch.tensor([[0.4, 0.9], [0.7, -0.3]], requires_grad=True)):
    return torch.sigmoid(x @ w).sum()
"""
FLAT = 1e-4  # times a learning rate of 1e-3: the resolution of float32
SHARE = 0.9  # of the values; some are always at the ends
VALUES = 8  # fewer say nothing about a layer
SLOPES: dict[str, Any] = {
    "sigmoid": lambda y, _params: y * (1 - y),
    "tanh": lambda y, _params: 1 - y * y,
    "softmax": lambda y, params: 1 - y.max(axis=params.get("dim", -1)),
}


def check(seen: Seen) -> Iterator[Finding]:
    """Every such activation with values enough: in a program that trains at the first backward and at the last, for the ends are where
    a network that has learnt may well be; in a loop each time.
    """
    by_line: dict[tuple[Any, ...], list[tuple[Node, int, int]]] = {}
    for node in seen.ops:
        y = node.replay.outputs[0] if node.op in SLOPES and node.replay is not None else None
        if y is not None and y.size >= VALUES and y.dtype.kind == "f" and not trivial(node, y):
            slopes = np.asarray(SLOPES[node.op](y, node.params))
            by_line.setdefault((node.where, node.op, node.scope), []).append((node, int((slopes < FLAT).sum()), slopes.size))
    for found in by_line.values():
        node, flat, size = found[-1]
        if size > 1 and all(flat >= SHARE * size for _, flat, size in found):
            what = "rows" if node.op == "softmax" else "values"
            yield at("G712", node, f"the slope of {node.op} is below {FLAT:g} at {flat} of {size} {what}", input=node.scope)


def trivial(node: Node, y: Any) -> bool:
    """Whether it is a softmax of single values, which are all 1."""
    return node.op == "softmax" and (not y.ndim or y.shape[node.params.get("dim", -1)] == 1)
