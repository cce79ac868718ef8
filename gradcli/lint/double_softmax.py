"""G716: softmax before cross-entropy.

cross_entropy takes logits and has a softmax of its own, as binary_cross_entropy_with_logits has a sigmoid. Given probabilities it
squashes them a second time: the loss cannot come near 0, and the gradient is small exactly where the network is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradcli.finding import Finding
from gradcli.graph import Node
from gradcli.lint._seen import Seen, at

BAD = """
import torch
import torch.nn.functional as F

target = torch.tensor([2, 0])


def loss(logits=torch.tensor([[0.2, -1.0, 0.7], [1.5, 0.3, -0.4]], requires_grad=True)):
    return F.cross_entropy(torch.softmax(logits, dim=1), target)
"""
GOOD = """
import torch
import torch.nn.functional as F

target = torch.tensor([2, 0])


def loss(logits=torch.tensor([[0.2, -1.0, 0.7], [1.5, 0.3, -0.4]], requires_grad=True)):
    return F.cross_entropy(logits, target)
"""
TAKES_LOGITS = {
    "log_softmax": ("softmax", "log_softmax", "sigmoid"),
    "binary_cross_entropy_with_logits": ("sigmoid", "softmax"),
}


def check(seen: Seen) -> Iterator[Finding]:
    """Losses whose first argument comes from such an activation, with nothing but changes of shape in between."""
    for node in seen.ops:
        if node.op in TAKES_LOGITS and node.parents:
            source = before(seen, node)
            if source.op in TAKES_LOGITS[node.op]:
                detail = f"{source.grad_fn} feeds {node.grad_fn}, which takes logits"
                yield at("G716", node, detail, input=node.scope)


def before(seen: Seen, node: Node) -> Node:
    """Where a node's first argument was computed."""
    source = seen.graph.nodes[node.parents[0].source]
    while source.family == "shape" and len(source.parents) == 1:
        source = seen.graph.nodes[source.parents[0].source]
    return source
