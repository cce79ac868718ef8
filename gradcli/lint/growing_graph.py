"""G704: a graph that grows with every iteration.

A tensor with a history is carried from one iteration to the next, `total += loss` being the classic: every iteration hangs its whole
graph, with all the tensors it saved, on the one before, and memory is never given back. A hidden state that is not detached between
batches does the same. Told apart from a sum that is meant to be differentiated by the backward() between the iterations; and a sum of
losses in an evaluation that forgets no_grad(), by the backward() that never follows.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.lint._seen import Seen, told

BAD = """
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
x = torch.tensor([[0.5, 1.0], [-1.0, 2.0], [0.3, 0.1], [1.0, 1.0]])
optimizer = torch.optim.SGD([w], lr=0.1)
total = 0
for row in x:
    optimizer.zero_grad()
    loss = (w @ row - 1) ** 2
    loss.backward()
    optimizer.step()
    total += loss  # keeps the graphs of all iterations
"""
GOOD = """
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
x = torch.tensor([[0.5, 1.0], [-1.0, 2.0], [0.3, 0.1], [1.0, 1.0]])
optimizer = torch.optim.SGD([w], lr=0.1)
total = 0
for row in x:
    optimizer.zero_grad()
    loss = (w @ row - 1) ** 2
    loss.backward()
    optimizer.step()
    total += loss.item()
"""


def check(seen: Seen) -> Iterator[Finding]:
    """Lines that hang what they compute on a longer history each time."""
    for event in seen.events("grows"):
        times = "the last backward" if event.count == 1 else f"{event.count} backward passes"
        yield told("G704", event, f"the history of what is computed here reaches back over {times}")
    for event in seen.events("summed"):
        yield told("G704", event, f"the sum holds the graphs of {event.count} forward passes, and is only looked at")
