"""G717: an input that requires grad and is never used.

No operation reads it, so its gradient is None for ever. Usually another name was meant, or it is left over from an earlier version.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.codes import ALL
from gradcli.finding import Finding
from gradcli.lint._seen import Seen

BAD = """
import torch


def f(x=torch.tensor([1.0, 2.0], requires_grad=True), scale=torch.tensor(3.0, requires_grad=True)):
    return (x * x).sum()
"""
GOOD = """
import torch


def f(x=torch.tensor([1.0, 2.0], requires_grad=True), scale=torch.tensor(3.0, requires_grad=True)):
    return (x * scale).sum()
"""


def check(seen: Seen) -> Iterator[Finding]:
    """Leaves that are no parameters of a module (those are G701) and that nothing has read, nor taken a number from."""
    taken = {name for event in seen.events("cut") for name in event.leaves}
    for name, node in seen.unreached.items():
        if node.kind != "parameter" and node.id not in seen.read and name not in taken:
            yield Finding(ALL["G717"], seen.made(name), input=name, detail=f"nothing reads {name}")
