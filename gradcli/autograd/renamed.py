"""Operations under other names: torch has nodes of several names for what is one operation here."""

from __future__ import annotations

from copy import copy

from gradcli.autograd.op import OPS, Op


def renamed(op: Op, name: str, grad_fn: str) -> Op:
    """The same operation under another name, and its node: torch has PolygammaBackward1 for polygamma_."""
    other = copy(op)
    other.name = other.__name__ = other.__qualname__ = name
    other.samples, other.replaces = op.samples[:1], ()
    other.node, other.node_of, other.pull, other._plans = other._node_class(grad_fn), None, None, {}
    OPS[name] = other
    return other
