"""G702: an output that does not require grad.

Nothing that is returned carries a gradient, although it was computed from tensors that require one: somewhere in between the values
left the graph. backward() on it raises "element 0 of tensors does not require grad", or, with an optimizer that skips missing
gradients, nothing is learnt. The finding names the line where the values left.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.lint._seen import Seen, few, told

BAD = """
import torch

target = torch.tensor([0.5, -1.0])


def loss(w=torch.tensor([1.0, 2.0], requires_grad=True)):
    prediction = (w * 3).detach()
    return ((prediction - target) ** 2).sum()
"""
GOOD = """
import torch

target = torch.tensor([0.5, -1.0])


def loss(w=torch.tensor([1.0, 2.0], requires_grad=True)):
    prediction = w * 3
    return ((prediction - target) ** 2).sum()
"""


def check(seen: Seen) -> Iterator[Finding]:
    """The outputs, where none of them carries a gradient but some leaf lies behind them; what backward could not be called on."""
    for event in seen.events("constant_root"):
        if event.leaves:
            yield told("G702", event, f"backward() raises: it is called on what was computed from {few(event.leaves)} outside of the graph")
    if not seen.constant or (seen.script and ways(seen) == {"no_grad"}):  # a script may well do nothing but evaluate
        return
    for event in seen.events("constant_output"):
        if event.leaves:
            yield told("G702", event, f"{event.detail} was computed from {few(event.leaves)}", output=event.detail)


def ways(seen: Seen) -> set[str]:
    """How values left the graph on the way to an output."""
    return {event.detail for event in seen.events("cut") if event.used}
