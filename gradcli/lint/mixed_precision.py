"""G713: float32 in a float64 graph.

An operation that takes both computes in float64: twice the memory and time, with the seven digits of float32. Data from numpy is
float64 unless told otherwise, torch's parameters are float32. One finding for each line where the two meet. (A check promotes what it
can to float64, so lint reads the file in its own precision.)
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.graph import Node
from gradcli.lint._seen import Seen, at

BAD = """
import numpy as np
import torch

data = torch.tensor(np.array([[0.5, 1.0], [-1.0, 2.0]]))  # float64, as numpy has it


def f(w=torch.tensor([1.0, 2.0], requires_grad=True)):
    return (data * w).sum()
"""
GOOD = """
import numpy as np
import torch

data = torch.tensor(np.array([[0.5, 1.0], [-1.0, 2.0]]), dtype=torch.float32)


def f(w=torch.tensor([1.0, 2.0], requires_grad=True)):
    return (data * w).sum()
"""
PAIR = {"float32", "float64"}


def check(seen: Seen) -> Iterator[Finding]:
    """The first node of each line whose result has another precision than what it takes."""
    told = set()
    for node in seen.ops:
        kinds = {dtype for dtype in [node.dtype, *dtypes(seen, node)] if dtype in PAIR}
        if kinds == PAIR and node.where not in told:
            told.add(node.where)
            taken = " and ".join(sorted(set(dtypes(seen, node)) & PAIR))
            yield at("G713", node, f"{node.grad_fn} takes {taken} and gives {node.dtype}", input=node.scope)


def dtypes(seen: Seen, node: Node) -> list[str]:
    """The precisions of what a node takes on its edges."""
    assert node.replay is not None
    return [str(x.dtype) for x in node.replay.inputs]
