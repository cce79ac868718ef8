"""G705: .grad that adds up over iterations.

backward() adds to .grad. Without zero_grad() the second step uses the sum of two gradients, the tenth that of ten, all but one of them
taken at parameters that no longer are. Adding up several batches before one step is fine and is not reported: what counts is that a
parameter is changed by a gradient which it was changed by before.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.lint._seen import Seen, few, told

BAD = """
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
x = torch.tensor([[0.5, 1.0], [-1.0, 2.0], [0.3, 0.1]])
optimizer = torch.optim.SGD([w], lr=0.1)
for row in x:
    loss = (w @ row - 1) ** 2
    loss.backward()
    optimizer.step()
"""
GOOD = """
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
x = torch.tensor([[0.5, 1.0], [-1.0, 2.0], [0.3, 0.1]])
optimizer = torch.optim.SGD([w], lr=0.1)
for row in x:
    optimizer.zero_grad()
    loss = (w @ row - 1) ** 2
    loss.backward()
    optimizer.step()
"""


def check(seen: Seen) -> Iterator[Finding]:
    """The backward passes that added to a gradient which had been used."""
    for event in seen.events("accumulated"):
        whose = f" of {few(event.leaves)}" if event.leaves else ""
        steps = "a step" if event.count == 1 else f"{event.count} steps"
        yield told("G705", event, f"the gradient{whose} still held those of earlier iterations in {steps}")
