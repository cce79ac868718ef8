"""G701: a parameter that no gradient reaches.

The parameter requires grad, but no path leads from it to an output: it keeps its first values for ever, while the optimizer and the
weight decay believe that it is trained. A layer that forward forgets is the usual reason. In a program that trains, a parameter counts when
an optimizer has it or somebody looks for its gradient: a frozen network, a teacher, a copy of the best weights are left alone. So is, where
nobody looks for any gradient, a network of which no parameter gets one and which runs inside no_grad.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.codes import ALL
from gradcli.finding import Finding
from gradcli.graph import Node
from gradcli.lint._seen import Seen, few

BAD = """
import torch
from torch import nn


class Net(nn.Module):
    example_input = torch.tensor([[0.2, -0.4, 0.7]])

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.skip = nn.Linear(3, 1)
        self.head = nn.Linear(4, 1)

    def forward(self, x):
        return self.head(torch.tanh(self.hidden(x)))  # self.skip(x) is forgotten
"""
GOOD = """
import torch
from torch import nn


class Net(nn.Module):
    example_input = torch.tensor([[0.2, -0.4, 0.7]])

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 4)
        self.skip = nn.Linear(3, 1)
        self.head = nn.Linear(4, 1)

    def forward(self, x):
        return self.head(torch.tanh(self.hidden(x))) + self.skip(x)
"""


def meant(seen: Seen, node: Node) -> bool:
    """Whether a leaf is there to be trained; in a program a plain tensor is when somebody looks for its gradient."""
    if node.kind == "parameter":
        return not seen.idle
    return node.id in seen.read and (not seen.script or node.id in seen.sought)


def check(seen: Seen) -> Iterator[Finding]:
    """Leaves without gradient, those of one layer together, unless it is known where they are cut off, or one is not read at all (G717)."""
    layers: dict[tuple[str, bool], list[str]] = {}
    for name, node in seen.unreached.items():
        if name not in seen.cut_off and meant(seen, node):
            layers.setdefault((name.rpartition(".")[0] or name, node.id in seen.read), []).append(name)
    for (_, used), names in layers.items():
        how = "used, but not on the way to an output" if used else "never used"
        says = f"{few(names)} {'is' if len(names) == 1 else 'are'} {how}"
        yield Finding(ALL["G701"], seen.made(names[0]), input=", ".join(names), detail=says)
