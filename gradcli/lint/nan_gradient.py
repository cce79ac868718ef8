"""G710: a gradient that is NaN or infinite.

The output is finite, its gradient is not. One such number, and after the next step every weight is NaN. The finding names the operation
whose backward makes it; 0 * inf in a branch of where() that was not taken, sqrt and norm at 0 are the usual ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.lint._gradients import finite
from gradcli.lint._seen import Seen, at, few

BAD = """
import torch


def f(x=torch.tensor([-1.0, 4.0], requires_grad=True)):
    return torch.where(x > 0, torch.sqrt(x), torch.zeros_like(x)).sum()
"""
GOOD = """
import torch


def f(x=torch.tensor([-1.0, 4.0], requires_grad=True)):
    safe = torch.where(x > 0, x, torch.ones_like(x))
    return torch.where(x > 0, torch.sqrt(safe), torch.zeros_like(x)).sum()
"""


def check(seen: Seen) -> Iterator[Finding]:
    """The first node, from the outputs back, that makes such a gradient, when a leaf gets it."""
    node = seen.gradients.bad
    hit = [name for name, k in seen.graph.leaves.items() if k in seen.gradients.leaves and not finite(seen.gradients.leaves[k])]
    if node is not None and hit:
        yield at("G710", node, f"{node.grad_fn} makes it out of finite numbers, and it reaches {few(hit)}", input=hit[0])
