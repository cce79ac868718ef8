"""G707: a tensor created with requires_grad inside the loop.

Every iteration starts from a new leaf: what the step before has learnt is thrown away, or a gradient is computed that nobody looks at.
Inputs that get a gradient on purpose (adversarial examples, collocation points) are not reported as long as it is read and they are
not trained.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.lint._seen import Seen, told

BAD = """
import torch

x = torch.tensor([[0.5, 1.0], [-1.0, 2.0], [0.3, 0.1]])
for row in x:
    w = torch.zeros(2, requires_grad=True)  # forgets what it has learnt
    loss = (w @ row - 1) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
"""
GOOD = """
import torch

x = torch.tensor([[0.5, 1.0], [-1.0, 2.0], [0.3, 0.1]])
w = torch.zeros(2, requires_grad=True)
for row in x:
    w.grad = None
    loss = (w @ row - 1) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
"""
WHY = {"trained": "trained and then thrown away", "unread": "and nobody looks at its gradient"}


def check(seen: Seen) -> Iterator[Finding]:
    """Lines that made a leaf in three iterations or more, one backward apart."""
    for event in seen.events("renewed"):
        yield told("G707", event, f"made {event.count} times, {WHY[event.detail]}")
