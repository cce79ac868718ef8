"""Two tapes of the engine's own operations side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gradcli.autograd.node import Node, Output
from gradcli.autograd.tensor import LEAF, Tensor


def twins(outputs: Iterable[tuple[Tensor, Tensor]], leaves: dict[Tensor, Tensor]) -> bool:
    """Whether the tapes behind pairs of outputs have the same operations, joined alike, without hooks.

    leaves: which leaf of one stands for which of the other; all others must be the same.
    """
    paired: dict[Any, Any] = dict(leaves)
    todo = [(edge_of(one), edge_of(other)) for one, other in outputs]
    for one, other in todo:  # more come while it runs
        if one.__class__ is Output and other.__class__ is Output and one._number == other._number:
            one, other = one.node, other.node
        if one in paired:
            if paired[one] is not other:
                return False
        elif isinstance(one, Node) and isinstance(other, Node) and alike(one, other):
            paired[one] = other
            todo.extend(zip(one._edges, other._edges))
        elif one is not other:
            return False
    return True


def edge_of(t: Tensor) -> Any:
    """Where the gradient of an output goes; None where it has none."""
    return t if t._edge is LEAF else t._edge


def alike(one: Node, other: Node) -> bool:
    """Whether two nodes are the same operation, of as many arguments, with the same results."""
    same = one._op is other._op is not None and len(one._edges) == len(other._edges)
    return same and one._hooks is None and other._hooks is None and one._shape == other._shape and one._dtype == other._dtype
