"""In-place changes: what is refused, what is written, and the versions that are bumped; `history` does the rest."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import history, state
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.look import meet, overlaps
from gradcli.autograd.node import Node, next_number
from gradcli.autograd.op import OPS
from gradcli.autograd.tensor import LEAF, Tensor, counter, current_edge, make, storage, type_name
from gradcli.autograd.warned import warn

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
    name = getattr(op, "name", "")
    if state.levels:
        from gradcli.autograd import inside

        return inside.assign(t, op, args, params, name)
    prepare(t, name)
    refuse_shared(t, args)
    if not MODE.enabled:
        result = op(t, *args, **params)
        fits(t, result._data)
        write(t, result._data)
        return t
    first, before = next_number(), former(t, name)
    result = op(before, *args, **params)
    commit(t, before, result, first)
    return t


def prepare(t: Tensor, name: str) -> None:
    """RuntimeError when t may not be changed, whatever the result."""
    refuse_inference(t)
    if name not in FILLS:
        refuse_overlap(t)
    if MODE.enabled:
        if t._kind is not None and in_graph(t):
            history.refuse_kind(t)
        refuse_leaf(t)


def former(t: Tensor, name: str = "") -> Tensor:
    """t as it is before the change: the same memory and history, without the name.

    Without the history if the operation overwrites all of a view: nothing of the old values is left in that part of the base.
    """
    before = make(t._data, history.before_change(t))
    before._counter = counter(t)
    if t._base is not None and name in OVERWRITES and t._base._edge is not None:
        before._edge = None
    return before


def in_graph(t: Tensor) -> bool:
    """Whether a change of t changes somebody's history."""
    return t._edge is not None or (t._base is not None and t._base._edge is not None)


def commit(t: Tensor, before: Tensor, result: Tensor, first: int) -> None:
    """Write a result into t and its history; `first`: nodes from this number on were made on the way."""
    fits(t, result._data)
    if result._edge is None and not (MODE.enabled and in_graph(t)):
        write(t, result._data)
        return
    history.refuse_kind(t)
    history.keep_alive(before, result, first)
    edge = result._edge if t._base is None else history.with_part(t._base, t, result)
    write(t, result._data)
    history.adopt(t, result)
    history.change(t if t._base is None else t._base, edge)
    if t._base is not None:
        history.refresh(t)


def overwrite(t: Tensor, values: Any) -> Tensor:
    """Replace all of t by an array; no gradient reaches what it was before."""
    return assign(t, OPS["copy"], (make(values),), {})


def reform(t: Tensor, op: Callable[..., Any], args: Sequence[Any], params: dict[str, Any]) -> Tensor:
    """Make t itself the view op(t, *args) of its memory: t.t_(), t.squeeze_()."""
    if state.levels:
        from gradcli.autograd import inside

        return inside.reform(t, op, args, params)
    prepare(t, "fill")
    result = op(former(t), *args, **params)
    t._data, t._edge = result._data, numbered_in_place(result._edge)
    counter(t).n += 1
    t._seen = counter(t).n
    return t


def numbered_in_place(edge: Any) -> Any:
    """The node of a view as that of its in-place form."""
    if isinstance(edge, Node):
        kind: Any = type(edge)
        edge.__class__ = in_place_class(kind)
    return edge


@functools.cache
def in_place_class(kind: type[Node]) -> type[Node]:
    """A node class under the number torch gives to in-place forms, which come behind all others: TransposeBackward1."""
    name, _, number = kind.__name__.rpartition("Backward")
    behind = 3 if name == "Squeeze" else 1
    return type(f"{name}Backward{int(number) + behind}", (kind,), {"__slots__": (), "__module__": "builtins"})


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
    elif t._edge is LEAF or (t._base._edge is LEAF and current_edge(t) is not None):
        raise RuntimeError("a view of a leaf Variable that requires grad is being used in an in-place operation.")


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


def refuse_shared(t: Tensor, args: Sequence[Any]) -> None:
    """RuntimeError when some of t's elements, but not the same ones in the same order, are those of an argument with axes."""
    root = t if t._base is None else t._base
    for a in args:
        if isinstance(a, Tensor) and a is not t and (a is root or a._base is root) and a._data.ndim and meet(t._data, a._data):
            raise RuntimeError(
                "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. "
                "Please clone() the tensor before performing the operation."
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
        warn(
            f"An output with one or more elements was resized since it had shape {list(out._data.shape)}, which does not match the "
            f"required output shape {list(shape)}. This behavior is deprecated, and in a future PyTorch release outputs will not be "
            "resized unless they have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements "
            "with t.resize_(0).",
        )
    out._data = np.zeros(shape, out._data.dtype)
