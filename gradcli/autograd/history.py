"""The history of memory that was changed in place: CopySlices in a base, AsStridedBackward0 in its views, saved values kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.grad_mode import enable_grad
from gradcli.autograd.look import look_of
from gradcli.autograd.node import FREED, Node, Output
from gradcli.autograd.op import OPS, Op
from gradcli.autograd.tensor import LEAF, UNTRACKED, Tensor, counter, current_edge, make, storage

WHY = {
    "multi": "This view is the output of a function that returns multiple views. Such functions do not allow the output views to be "
    "modified inplace. You should replace the inplace operation by an out-of-place one.",
    "inference": "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the "
    "view and the inplace either both inside the inference_mode block (if you don't want the inplace to be tracked) or both outside (if "
    "you want the inplace to be tracked).",
    "no_grad": "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view "
    "and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the "
    "inplace to be tracked).",
    "custom": "This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic to handle "
    "view+inplace would override the custom backward associated with the custom Function, leading to incorrect gradients. This behavior "
    "is forbidden. You can fix this by cloning the output of the custom Function.",
}


def refuse_kind(t: Tensor, what: str = "is being") -> None:
    """RuntimeError for views whose history could not be rewritten."""
    if t._kind is None or t._base is None:
        return
    node = None if t._edge is LEAF else t._edge
    if node is None:
        mode, now = ("inference", "in normal mode") if t._kind == "inference" else ("no_grad", "with grad mode enabled")
        head = f"A view was created in {mode} mode and {what} modified inplace {now}."
    else:
        name = (node.node if isinstance(node, Output) else node).name().rpartition("Backward")[0]
        and_what = "and is being" if what == "is being" else f"and {what}"
        head = f"Output {t.output_nr} of {name} is a view {and_what} modified inplace."
    raise RuntimeError(f"{head} {WHY[t._kind]}")


def keep_alive(before: Tensor, result: Tensor, first: int) -> None:
    """A copy of the old values where the operation saved them, or a view of them: the memory is about to be overwritten."""
    for node in added(result, first):
        for kept in saved_of(node):
            if kept is before or kept._base is before:
                kept._data = np.array(kept._data)
                kept._counter = kept._base = None


def added(result: Tensor, first: int) -> Iterator[Node]:
    """The nodes behind a result that were made from number `first` on."""
    stack, seen = [_node(result._edge)], set()
    while stack:
        node = stack.pop()
        if node is not None and node._number >= first and node not in seen:
            seen.add(node)
            yield node
            stack.extend(map(_node, node._edges))


def _node(edge: Any) -> Any:
    return None if edge is None or edge is LEAF or isinstance(edge, Tensor) else edge.node if edge.__class__ is Output else edge


def saved_of(node: Node) -> list[Tensor]:
    """The tensors a node keeps for backward."""
    if node._saved is None or node._saved is FREED:
        return []
    items = [getattr(item, "tensor", item) for item in node._saved]
    return [item for item in items if isinstance(item, Tensor)]


def with_part(base: Tensor, t: Tensor, result: Tensor) -> Any:
    """The edge of a base once its view t holds `result`: a CopySlices."""
    old, put = as_it_was(base), OPS["copy_slices"]
    if t._data.dtype == base._data.dtype:
        look = look_of(storage(t), storage(base))
        y = old._data if state.tracer is None else put.kernel(old._data, result._data, look=look)  # the memory has yet to change
        return recorded(put, (old, result), {"look": look}, y)
    new = put(reals(old), reals(result), look=look_of(reals(storage(t)), reals(storage(base))))
    return (OPS["view_as_complex"](new) if base._data.dtype.kind == "c" else new)._edge


def before_change(t: Tensor) -> Any:
    """The edge of t's old values. That of a view with hooks is made anew: they are for a gradient that will not arrive any more."""
    edge = t._edge if t._base is None else current_edge(t)
    if t._base is None or edge is None or edge is LEAF or _node(edge)._hooks is None:
        return edge
    return look_again(t, t._base)


def as_it_was(base: Tensor) -> Tensor:
    """A base with the history it has now: a leaf is itself."""
    return base if base._edge is LEAF else make(base._data, base._edge)


def reals(x: Any) -> Any:
    """A complex array or tensor as pairs of reals; real ones as they are. A view of the real part sees its base so."""
    return OPS["view_as_real"](x) if x.dtype.kind == "c" else x


def recorded(op: Op, args: tuple[Tensor, ...], params: dict[str, Any], y: Any) -> Node:
    """The node of an operation whose result is there already."""
    edges = [a if a._edge is LEAF else a._edge for a in args]
    node = op._node(args, params, edges, sum(1 << i for i, edge in enumerate(edges) if edge is not None))
    node._shape, node._dtype = y.shape, y.dtype
    if state.tracer is not None:
        state.tracer.record(op, args, None, params, (make(y, node),))
    return node


def adopt(t: Tensor, result: Tensor) -> None:
    """What was saved of the result is t's own memory from now on: a later change of it must be noticed."""
    node = result.grad_fn
    if node is not None and node._y is not None and node._y is result._data:
        node._y, node._counter = t._data, counter(t)
        node._version = node._counter.n


def change(t: Tensor, edge: Any) -> None:
    """Give t another edge; if its gradient is retained, then from now on that of the new value."""
    if not t._retained:
        t._edge = edge
        return
    from gradcli.autograd import hooks

    hooks.release(t)
    t._edge = edge
    hooks.retain(t)


def refresh(t: Tensor) -> None:
    """The edge of a view after its memory changed: a new look at its base."""
    base = t._base
    assert base is not None
    edge = base._edge
    if t._kind in UNTRACKED and edge is not None:
        return
    if t._edge is not LEAF and edge is not None and not (t._edge is None and edge is LEAF):
        refuse_kind(t, "its base or another view of its base has been")
        t._seen = counter(t).n
        change(t, look_again(t, base))
    t._seen = counter(t).n


def look_again(t: Tensor, base: Tensor) -> Any:
    """The edge of a view that was taken just now."""
    take = OPS["as_strided"]
    if t._data.dtype == base._data.dtype:
        return recorded(take, (as_it_was(base),), {"look": look_of(storage(t), storage(base))}, t._data)
    with enable_grad():  # the view was taken when operations were recorded
        taken = take(reals(base), look=look_of(reals(storage(t)), reals(storage(base))))
        return (OPS["view_as_complex"](taken) if t._data.dtype.kind == "c" else taken)._edge
