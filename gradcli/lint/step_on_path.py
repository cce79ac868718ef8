"""G714: integer division or a comparison on the path.

floor, round, sign, // and comparisons are flat between their steps: their gradient is 0 or none at all, so what a parameter does
through them cannot be learnt. Reported when every way from a leaf to the outputs leads through one; a mask such as `(x > 0) * x` or
`x - x.floor()` has another way around it.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.graph import Node
from gradcli.lint._seen import EXPLICIT, SILENT, Seen, at, few, told

BAD = """
import torch

label = torch.tensor([1.0, 0.0, 1.0])


def loss(logit=torch.tensor([0.5, -2.0, 1.2], requires_grad=True), scale=torch.tensor([3.0, 5.0, 4.0], requires_grad=True)):
    guess = (logit > 0).float()  # the accuracy is no loss
    return ((guess - label) ** 2 + scale // 2).sum()
"""
GOOD = """
import torch

label = torch.tensor([1.0, 0.0, 1.0])


def loss(logit=torch.tensor([0.5, -2.0, 1.2], requires_grad=True), scale=torch.tensor([3.0, 5.0, 4.0], requires_grad=True)):
    guess = torch.sigmoid(logit)
    return ((guess - label) ** 2 + scale / 2).sum()
"""
FLAT = frozenset(("floor", "ceil", "round", "trunc", "sign", "floor_divide", "divide_trunc", "heaviside"))


def check(seen: Seen) -> Iterator[Finding]:
    """Flat operations inside of the graph, then results of operations that have no gradient at all."""
    outputs = [edge.source for _, edge in seen.graph.outputs]
    flat = frozenset(node.id for node in seen.ops if node.op in FLAT)
    smooth = seen.behind(outputs, stop=flat) if flat else seen.path
    for node in (seen.graph.nodes[k] for k in sorted(flat & smooth)):
        lost = [name for name in leaves_of(seen, node) if seen.graph.leaves[name] not in smooth]
        if lost:
            yield at("G714", node, f"{node.op} is the only way from {few(lost)} to the output", input=lost[0])
    for event in seen.events("refused"):
        if event.detail in FLAT:
            yield told("G714", event, f"{event.detail} has no gradient at all, so backward() raises")
    for event in () if seen.constant else seen.events("cut"):
        lost = [name for name in event.leaves if name in seen.cut_off]
        if event.used and lost and event.detail not in EXPLICIT | SILENT:
            yield told("G714", event, f"{event.detail} is the only way from {few(lost)} to the output", input=lost[0])


def leaves_of(seen: Seen, node: Node) -> list[str]:
    """The names of the leaves before a node."""
    behind = seen.behind([node.id])
    return [name for name, k in seen.graph.leaves.items() if k in behind]
