"""G703: a path that is cut by detach, no_grad, .data, .item or numpy.

The values come back into the output as constants, so the gradient lacks what flows through them. .item() and .data are reported
whenever their values reach an output: whether they do is tried out by nudging them. detach(), no_grad() and numpy() say what they do;
they are reported where they leave a tensor that requires grad without any gradient.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.lint._seen import EXPLICIT, SILENT, Seen, few, told

BAD = """
import torch

x = torch.tensor([[0.5, 1.0], [-1.0, 2.0]])


def loss(w=torch.tensor([0.3, -0.2], requires_grad=True), scale=torch.tensor(2.0, requires_grad=True)):
    penalty = 0.01 * (w**2).sum().item()  # a number: w is not held back by it
    with torch.no_grad():
        width = scale**2  # scale gets no gradient at all
    return ((x @ w) * width).sum() ** 2 + penalty
"""
GOOD = """
import torch

x = torch.tensor([[0.5, 1.0], [-1.0, 2.0]])


def loss(w=torch.tensor([0.3, -0.2], requires_grad=True), scale=torch.tensor(2.0, requires_grad=True)):
    penalty = 0.01 * (w**2).sum()
    return ((x @ w) * scale**2).sum() ** 2 + penalty
"""
AS_WRITTEN = {"no_grad": "no_grad()", "data": ".data", "item": ".item()", "detach": "detach()", "numpy": "numpy", "tolist": ".tolist()"}


def check(seen: Seen) -> Iterator[Finding]:
    """Cuts whose values come back: the first one for every leaf that is left without gradient, and every one that is easily overlooked."""
    if seen.constant:
        return
    known: set[str] = set()
    for event in seen.events("cut"):
        lost = [name for name in event.leaves if name in seen.cut_off and name not in known]
        if event.used and event.detail in EXPLICIT | SILENT and (lost or event.detail in SILENT):
            known.update(lost)
            way = AS_WRITTEN[event.detail]
            rest = f"no gradient reaches {few(lost)}" if lost else f"part of the gradient of {few(event.leaves)} is missing"
            yield told("G703", event, f"{way} cuts the path: {rest}", input=", ".join(lost or event.leaves))
