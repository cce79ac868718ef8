"""Aliasing: in-place changes, the versions they bump, and the history they rewrite (CopySlices, AsStridedBackward0)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import op as ops
from gradcli.autograd import state
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.node import Node, Output, next_number
from gradcli.autograd.tensor import LEAF, Tensor, alias, counter, current_edge, make, storage, type_name


def inplace(op: Callable[..., Any], name: str = "") -> Callable[..., Any]:
    """The in-place form of an operation: t.op_(...) writes op(t, ...) into t and returns t."""

    def change(self: Tensor, *args: Any, **params: Any) -> Tensor:
        return assign(self, op, args, params)

    change.__name__ = change.__qualname__ = name or getattr(op, "__name__", "op") + "_"
    change.__doc__ = f"In-place form of {getattr(op, '__name__', 'the operation')}: changes this tensor and returns it."
    return change


def assign(t: Tensor, op: Callable[..., Any], args: Sequence[Any], params: dict[str, Any]) -> Tensor:
    """Write op(t, *args) into t's memory, bump its version and put the operation into its history.

    Raises RuntimeError for leaves that require grad, results of another shape, and results that cannot be cast.
    """
    refuse_leaf(t)
    before = make(t._data, t._edge if t._base is None else current_edge(t))
    before._counter = t._counter
    result = op(before, *args, **params)
    fits(t, result._data)
    keep_alive(before, result)
    write(t, result._data)
    rebase(t, result)
    return t


def refuse_leaf(t: Tensor) -> None:
    """RuntimeError when an in-place change would break the meaning of a leaf."""
    if not MODE.enabled:
        return
    if t._edge is LEAF and t._base is None:
        raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
    if t._base is not None and t._base._edge is LEAF and t._edge is not None:
        raise RuntimeError("a view of a leaf Variable that requires grad is being used in an in-place operation.")


def fits(t: Tensor, result: Any) -> None:
    """RuntimeError when a result cannot be written into t."""
    if result.shape != t._data.shape:
        raise RuntimeError(
            f"output with shape {list(t._data.shape)} doesn't match the broadcast shape {list(result.shape)}"
        )
    order = "biufc"
    if order.index(result.dtype.kind.replace("u", "i")) > order.index(t._data.dtype.kind.replace("u", "i")):
        names = [type_name(a)[6:-6] for a in (result, t._data)]
        raise RuntimeError(f"result type {names[0]} can't be cast to the desired output type {names[1]}")


def keep_alive(before: Tensor, result: Tensor) -> None:
    """A copy of the old values, if the operation saved them: the memory is about to be overwritten."""
    node = result.grad_fn
    if node is not None and node._saved is not None and any(item is before or getattr(item, "tensor", None) is before for item in node._saved):
        before._data = np.array(before._data)
        before._counter = None
        node._saved = tuple(before if getattr(item, "tensor", None) is before else item for item in node._saved)


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


def rebase(t: Tensor, result: Tensor) -> None:
    """Make `result`'s history that of t, or of the tensor t is a view of."""
    if not MODE.enabled:
        t._seen = counter(t).n
        return
    if t._base is not None:
        rebase_view(t, t._base, result)
        return
    t._edge = result._edge
    node = result.grad_fn
    if node is not None and node._y is not None and not isinstance(node._y, tuple):
        node._y, node._counter = t._data, counter(t)
        node._version = node._counter.n


def rebase_view(t: Tensor, base: Tensor, result: Tensor) -> None:
    """An in-place change of a view is a change of a part of its base."""
    old = base._edge
    if old is not None or result._edge is not None:
        base._edge = copy_slices(base if old is LEAF else old, base, index_of(t, base), result.grad_fn)
    refresh(t)


def refresh(t: Tensor) -> None:
    """The edge of a view after its memory changed: a new look at its base."""
    base = t._base
    assert base is not None and t._counter is not None
    t._seen = t._counter.n
    edge = base._edge
    if edge is None or t._edge is None and edge is LEAF:
        return
    looked = ops.OPS["as_strided"](make(base._data, edge) if edge is not LEAF else base, index=index_of(t, base))
    t._edge = looked._edge


def index_of(t: Tensor, base: Tensor) -> Any:
    """Where each element of a view stands in its base, as flat positions. Shape: as t."""
    memory, view = storage(base), storage(t)
    places = np.empty_like(memory, dtype=np.int64)
    places[...] = np.arange(memory.size).reshape(memory.shape)
    start = (view.__array_interface__["data"][0] - memory.__array_interface__["data"][0]) // memory.itemsize
    strides = tuple(stride // view.itemsize * 8 for stride in view.strides)
    lowest = places.ravel(order="K")
    return np.lib.stride_tricks.as_strided(lowest[start:], view.shape, strides).copy() if view.size else np.empty(view.shape, np.int64)


class CopySlices(Node):
    """The base after one of its views was changed: the gradient of the view's part goes through the change, the rest past it."""

    __slots__ = ("index", "inner")

    inner: Node | None
    index: Any

    def _apply(self, gs: list[Any], wanted: list[bool], create: bool) -> list[Any]:
        take, put = ops.OPS["as_strided"], ops.OPS["as_strided_scatter"]
        g = gs[0]
        part = take(g, index=self.index)
        inner = self.inner
        out = inner._apply([part], [True, *wanted[1:]], create) if inner is not None else [None]
        mine = out[0] if out and out[0] is not None else part * 0
        return [put(g, mine, index=self.index), *out[1:]]

    def _release(self) -> None:
        if self.inner is not None:
            self.inner._release()


def copy_slices(edge: Any, base: Tensor, index: Any, inner: Node | None) -> CopySlices:
    """The node that stands for "a part of `base` was changed by `inner`"."""
    node = object.__new__(CopySlices)
    node._edges = (None if edge is base and base._edge is not LEAF else edge, *(inner._edges[1:] if inner is not None else ()))
    node._saved = node._y = node._hooks = node._call = None
    node._params = {}
    node._number = next_number()
    node._shape, node._dtype = base._data.shape, base._data.dtype
    node.inner, node.index = inner, index
    return node


__all__ = ["CopySlices", "Output", "alias", "assign", "inplace", "refresh", "write"]
