"""Gradients that have arrived at a leaf: added into its .grad, between the hooks that watch for that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.grad_mode import set_grad_enabled
from gradcli.autograd.hooks import of_node, replaced
from gradcli.autograd.look import is_dense
from gradcli.autograd.op import OPS
from gradcli.autograd.tensor import Tensor, make
from gradcli.autograd.view import storage_for_write
from gradcli.autograd.walk import as_tensor, unless_tensor


def accumulate(leaf: Tensor, g: Any, create: bool) -> None:
    """Add a gradient into leaf.grad, and call the hooks around that: those of its AccumulateGrad and those of the leaf.

    Nothing happens to a leaf that no longer requires grad.
    """
    if leaf._edge is None and not leaf.requires_grad:
        return
    node, after = leaf.__dict__.get("_watched"), leaf.__dict__.get("_after_accumulate")
    if node is None and not after:
        add_into_grad(leaf, g, create)
        return
    with set_grad_enabled(create):
        if node is not None:
            g = unless_tensor(of_node(node).enter([as_tensor(g)])[0], create)
        first = leaf._grad is None
        add_into_grad(leaf, g, create)
        g = leaf.grad._data if first and not create else g  # the first gradient is .grad itself, as in torch
        for fn in list((after or {}).values()):
            refuse_answer(fn, leaf, fn(leaf))
        if node is not None:
            of_node(node).leave([], [as_tensor(g)])


def refuse_answer(fn: Callable[..., Any], leaf: Tensor, out: Any) -> None:
    """RuntimeError for a hook that returns a tensor though nothing can be replaced any more, TypeError for anything else but None."""
    if out is not None:
        replaced(fn, leaf, out)
        raise RuntimeError("Tensor post accumulate grad hooks should return None.")


def add_into_grad(leaf: Tensor, g: Any, create: bool) -> None:
    """leaf.grad += g, in place where there is a gradient already; with `create`, a new tensor in the graph, a copy at first."""
    if state.tracer is not None:
        state.tracer.accumulates(leaf, g)
    old = leaf._grad
    if create:
        g = g if isinstance(g, Tensor) else make(g)
        leaf._grad = copied(g, leaf) if old is None else old + g
    elif old is None:
        leaf._grad = make(owned(g._data if isinstance(g, Tensor) else g, leaf._data))
    else:
        data = storage_for_write(old)
        data += g


def copied(g: Tensor, leaf: Tensor) -> Tensor:
    """A gradient of the graph in memory of its own."""
    t: Tensor = OPS["copy"](make(np.empty_like(g._data)), g)
    t._data = owned(t._data, leaf._data)
    return t


def owned(g: Any, leaf: Any) -> Any:
    """A copy of `g`, since somebody else may hold the array itself: in the order of the leaf, row by row if that has gaps."""
    if leaf.flags.c_contiguous or not is_dense(leaf):
        return np.array(g, order="C") if isinstance(g, np.ndarray) else g
    out = np.empty_like(leaf, g.dtype)
    out[...] = g
    return out
