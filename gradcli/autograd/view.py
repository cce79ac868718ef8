"""Aliasing: in-place changes, the versions they bump, and the history they rewrite (CopySlices, AsStridedBackward0)."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import op as ops
from gradcli.autograd import state
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.look import look_of, overlaps
from gradcli.autograd.node import FREED, Node, Output
from gradcli.autograd.tensor import LEAF, Tensor, counter, current_edge, make, storage, type_name

FILLS = frozenset(("fill", "fill_tensor", "zero"))  # write the same everywhere, also where elements share memory
OVERWRITES = FILLS | {"copy"}
ORDER = {"b": 0, "i": 1, "u": 1, "f": 2, "c": 3}


# ---------------------------------------------------------------- changing a tensor
def inplace(op: Callable[..., Any], name: str = "") -> Callable[..., Any]:
    """The in-place form of an operation: t.op_(...) writes op(t, ...) into t and returns t."""

    def change(self: Tensor, *args: Any, **params: Any) -> Tensor:
        return assign(self, op, args, params)

    change.__name__ = change.__qualname__ = name or getattr(op, "__name__", "op") + "_"
    change.__doc__ = f"In-place form of {change.__name__.strip('_')}: changes this tensor and returns it."
    change.__wrapped__ = op  # type: ignore[attr-defined]  # its signature, for readers
    return change


def assign(t: Tensor, op: Callable[..., Any], args: Sequence[Any], params: dict[str, Any]) -> Tensor:
    """Write op(t, *args) into t's memory, bump its version and put the operation into its history.

    Raises RuntimeError for leaves that require grad, results of another shape, and results that cannot be cast.
    """
    refuse_inference(t)
    name = getattr(op, "name", "")
    if name not in FILLS:
        refuse_overlap(t)
    if not MODE.enabled:
        result = op(t, *args, **params)
        fits(t, result._data)
        write(t, result._data)
        return t
    refuse_leaf(t)
    before = former(t)
    in_graph = before._edge is not None or (t._base is not None and t._base._edge is not None)
    if in_graph:
        refuse_kind(t)
        if t._base is not None and name in OVERWRITES:
            before._edge = None  # nothing of the old values is left in a part that is overwritten
    result = op(before, *args, **params)
    fits(t, result._data)
    if not in_graph and result._edge is None:
        write(t, result._data)
        return t
    refuse_kind(t)
    keep_alive(before, result)
    rebase(t, result)
    return t


def former(t: Tensor) -> Tensor:
    """t as it is before the change: the same memory and history, without the name."""
    before = make(t._data, t._edge if t._base is None else current_edge(t))
    before._counter = t._counter
    return before


def overwrite(t: Tensor, values: Any) -> Tensor:
    """Replace all of t by an array; no gradient reaches what it was before."""
    return assign(t, ops.OPS["copy"], (make(values),), {})


def reform(t: Tensor, op: Callable[..., Any], args: Sequence[Any], params: dict[str, Any]) -> Tensor:
    """Make t itself the view op(t, *args) of its memory: t.t_(), t.squeeze_()."""
    refuse_inference(t)
    if MODE.enabled:
        refuse_leaf(t)
    result = op(former(t), *args, **params)
    t._data, t._edge = result._data, result._edge
    counter(t).n += 1
    t._seen = counter(t).n
    return t


# ---------------------------------------------------------------- what is refused
def refuse_inference(t: Tensor) -> None:
    """RuntimeError for a change of an inference tensor in normal mode."""
    if t._inference and not MODE.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before "
            "doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
        )


def refuse_leaf(t: Tensor) -> None:
    """RuntimeError when an in-place change would break the meaning of a leaf."""
    if not MODE.enabled:
        return
    if t._base is None:
        if t._edge is LEAF:
            raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
    elif t._edge is LEAF or (t._base._edge is LEAF and t._edge is not None):
        raise RuntimeError("a view of a leaf Variable that requires grad is being used in an in-place operation.")


WHY = {
    "multi": "This view is the output of a function that returns multiple views. Such functions do not allow the output views to be "
    "modified inplace. You should replace the inplace operation by an out-of-place one.",
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
        head = f"A view was created in no_grad mode and {what} modified inplace with grad mode enabled."
    else:
        name = (node.node if isinstance(node, Output) else node).name().partition("Backward")[0]
        and_what = "and is being" if what == "is being" else f"and {what}"
        head = f"Output {t.output_nr} of {name} is a view {and_what} modified inplace."
    raise RuntimeError(f"{head} {WHY[t._kind]}")


def fits(t: Tensor, result: Any) -> None:
    """RuntimeError when a result cannot be written into t."""
    if result.shape != t._data.shape:
        raise RuntimeError(f"output with shape {list(t._data.shape)} doesn't match the broadcast shape {list(result.shape)}")
    castable(result, t._data)


def castable(result: Any, data: Any) -> None:
    """RuntimeError when values may not be cast to the type of what they are written into."""
    if ORDER[result.dtype.kind] > ORDER[data.dtype.kind]:
        names = [type_name(a)[6:-6] for a in (result, data)]
        raise RuntimeError(f"result type {names[0]} can't be cast to the desired output type {names[1]}")


def refuse_overlap(t: Tensor) -> None:
    """RuntimeError when elements of t share memory, as in an expanded tensor."""
    data = t._data
    if isinstance(data, np.ndarray) and 0 in data.strides and overlaps(data.shape, data.strides):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() "
            "the tensor before performing the operation."
        )


# ---------------------------------------------------------------- writing
def storage_for_write(t: Tensor) -> Any:
    """t's memory, writable; whoever traces is told first, and the version is bumped."""
    data = storage(t)
    if not data.flags.writeable:
        data = t._data = data.copy()
    if state.tracer is not None:
        state.tracer.before_write(t)
    counter(t).n += 1
    return data


def write(t: Tensor, values: Any) -> None:
    """Overwrite t's memory."""
    data = storage_for_write(t)
    np.copyto(data, values, casting="unsafe")
    if state.tracer is not None:
        state.tracer.after_write(t)


def write_out(out: Tensor, t: Tensor) -> Tensor:
    """The values of t in `out`, whose shape gives way. Raises RuntimeError when either takes part in the graph."""
    if MODE.enabled and (t._edge is not None or out._edge is not None):
        node = t.grad_fn
        name = "operation" if node is None else node.name().partition("Backward")[0].lower()
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad."
        )
    castable(t._data, out._data)
    if out._data.shape != t._data.shape:
        resize(out, t._data.shape)
    write(out, t._data)
    return out


def resize(out: Tensor, shape: tuple[int, ...]) -> None:
    """Give a result tensor another shape, with torch's warning unless it was empty."""
    if out._data.size:
        warnings.warn(
            f"An output with one or more elements was resized since it had shape {list(out._data.shape)}, which does not match the "
            f"required output shape {list(shape)}. This behavior is deprecated, and in a future PyTorch release outputs will not be "
            "resized unless they have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements "
            "with t.resize_(0).",
            UserWarning,
            stacklevel=5,
        )
    out._data = np.zeros(shape, out._data.dtype)


# ---------------------------------------------------------------- rewriting history
def keep_alive(before: Tensor, result: Tensor) -> None:
    """A copy of the old values, if the operation saved them: the memory is about to be overwritten."""
    if any(saves(node, before) for node in added(before, result)):
        before._data = np.array(before._data)
        before._counter = None


def added(before: Tensor, result: Tensor) -> Iterator[Node]:
    """The nodes between a tensor and what was computed from it: those that lead to its edge and are younger."""
    old = _node(before._edge)
    oldest = -1 if old is None else old._number
    stack, seen = [_node(result._edge)], set()
    while stack:
        node = stack.pop()
        if node is not None and node._number > oldest and node not in seen:
            seen.add(node)
            yield node
            stack.extend(_node(edge) for edge in node._edges if edge is not None and old is not None)


def _node(edge: Any) -> Any:
    return None if edge is None or edge is LEAF or isinstance(edge, Tensor) else edge.node if edge.__class__ is Output else edge


def saves(node: Node, t: Tensor) -> bool:
    """Whether a node keeps a tensor for backward."""
    saved = node._saved
    if saved is None or saved is FREED:
        return False
    return any(item is t or getattr(item, "tensor", None) is t for item in saved)


def rebase(t: Tensor, result: Tensor) -> None:
    """Write `result` into t, and make its history that of t, or of a part of the tensor t is a view of."""
    base = t._base
    edge = result._edge if base is None else with_part(base, t, result)
    write(t, result._data)
    adopt(t, result)
    if base is None:
        change_history(t, edge)
    else:
        change_history(base, edge)
        refresh(t)


def with_part(base: Tensor, t: Tensor, result: Tensor) -> Any:
    """The edge of a base once its view t holds `result`: a CopySlices."""
    old, put = former(base), ops.OPS["copy_slices"]
    if t._data.dtype == base._data.dtype:
        return recorded(put, (old, result), {"look": look_of(storage(t), storage(base))}, old._data)
    new = put(reals(old), reals(result), look=look_of(reals(storage(t)), reals(storage(base))))
    return (ops.OPS["view_as_complex"](new) if base._data.dtype.kind == "c" else new)._edge


def reals(x: Any) -> Any:
    """A complex array or tensor as pairs of reals; real ones as they are. A view of the real part sees its base so."""
    return ops.OPS["view_as_real"](x) if x.dtype.kind == "c" else x


def recorded(op: ops.Op, args: tuple[Tensor, ...], params: dict[str, Any], y: Any) -> Node:
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


def change_history(t: Tensor, edge: Any) -> None:
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
    if t._edge is not LEAF and edge is not None and t._kind != "no_grad" and not (t._edge is None and edge is LEAF):
        refuse_kind(t, "its base or another view of its base has been")
        t._edge = look_again(t, base)
    t._seen = counter(t).n


def look_again(t: Tensor, base: Tensor) -> Any:
    """The edge of a view that was taken just now."""
    take = ops.OPS["as_strided"]
    if t._data.dtype == base._data.dtype:
        return recorded(take, (former(base) if base._edge is not LEAF else base,), {"look": look_of(storage(t), storage(base))}, t._data)
    taken = take(reals(base), look=look_of(reals(storage(t)), reals(storage(base))))
    return (ops.OPS["view_as_complex"](taken) if t._data.dtype.kind == "c" else taken)._edge
