"""Gradients of leaves kept as what they are sums of: many small products for one leaf become a single one, when the walk ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.blocks import times
from gradcli.autograd.fit import over_rows
from gradcli.autograd.saved import Packed, unpack
from gradcli.autograd.tensor import PLAIN, Tensor

if TYPE_CHECKING:
    from gradcli.autograd.node import Node
    from gradcli.autograd.op import Op
    from gradcli.autograd.walk import Walk

SMALL = 2**12  # elements of a cotangent from which on a product takes longer than copying its factors
AT_ONCE = 256  # contributions to a leaf that are kept at most, some MiB
Pair = tuple[Any, Any]  # (a, b) for the matrix a.T @ b, (None, b) for the sum of the rows of b
FACTORS: dict[Op, tuple[Callable[..., Pair] | None, ...]] = {}


def factors(op: Op, *rules: Callable[..., Pair] | None) -> None:
    """Declare gradients that are products of matrices, one rule per argument (None: no such): (g, *arguments) -> Pair, of real arrays."""
    FACTORS[op] = rules


def factored(walk: Walk, node: Node, g: Any, wanted: list[bool]) -> list[bool]:
    """Which gradients of a product are still wanted once those of leaves were kept as factors."""
    rules = FACTORS.get(node._op)  # type: ignore[arg-type]
    if rules is None or walk.create or node._hooks is not None or state.anomaly or g.size >= SMALL or g.dtype.kind != "f":
        return wanted
    if any(a.__class__ is Packed for a in node._saved):
        return wanted
    saved, _ = unpack(node, False)
    left = list(wanted)
    for i, (rule, edge) in enumerate(zip(rules, node._edges)):
        if wanted[i] and rule is not None and edge.__class__ in PLAIN:
            keep(walk, edge, rule(g, *saved))
            left[i] = False
    return left


def are_rows(g: Any, edge: Any) -> bool:
    """Whether a gradient is a matrix whose rows are to be added up for a leaf."""
    return edge.__class__ in PLAIN and g.ndim == 2 and g.shape[1:] == edge._data.shape and g.dtype is edge._data.dtype


def keep_rows(walk: Walk, leaf: Tensor, g: Any) -> None:
    """Keep a matrix whose rows are to be added up for a leaf; of a large one their sum."""
    if g.size < SMALL:
        keep(walk, leaf, (None, g))
    else:
        walk.give(leaf, over_rows(g))


def keep(walk: Walk, leaf: Tensor, pair: Pair) -> None:
    """Keep a contribution to the gradient of a leaf."""
    kept = walk.late.get(leaf)
    if kept is None:
        walk.late[leaf] = [pair]
        return
    kept.append(pair)
    if len(kept) == AT_ONCE:
        walk.give(leaf, total(walk.late.pop(leaf)))


def settle(walk: Walk) -> None:
    """Add up what was kept."""
    for leaf, kept in walk.late.items():
        walk.give(leaf, total(kept))
    walk.late.clear()


def total(kept: list[Pair]) -> Any:
    """The sum of contributions to one leaf. They are of one kind: a matrix is no row of anything it is added to."""
    a, b = kept[0] if len(kept) == 1 else map(piled, zip(*kept))
    return over_rows(b) if a is None else times(a.T, b)


def piled(matrices: tuple[Any, ...]) -> Any:
    """Matrices below each other; None for a tuple of Nones."""
    return None if matrices[0] is None else np.concatenate(matrices)


__all__ = ["Pair", "are_rows", "factored", "factors", "keep", "keep_rows", "settle"]
