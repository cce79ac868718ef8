"""G706: a change in place of a tensor that is kept for the backward.

exp keeps its result, mul its factors, relu its output. Changed in place before the backward, they make backward() raise "one of the
variables needed for gradient computation has been modified by an inplace operation"; changed through .data or numpy, nothing is
noticed and the gradient is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.lint._seen import Seen, told

BAD = """
import torch


def f(x=torch.tensor([0.1, 0.2], requires_grad=True)):
    y = torch.exp(x)
    z = y.sum()
    y.data.mul_(2)  # exp needs its result for the backward: the gradient doubles
    return z
"""
GOOD = """
import torch


def f(x=torch.tensor([0.1, 0.2], requires_grad=True)):
    y = torch.exp(x)
    z = y.sum()
    y = y * 2
    return z
"""


def check(seen: Seen) -> Iterator[Finding]:
    """The lines that overwrite something."""
    for event in seen.events("overwritten"):
        yield told("G706", event, f"{event.detail} needs for its backward what is changed here in place", input=event.detail)
