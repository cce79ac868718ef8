"""Functions that run when a gradient arrives: on tensors and on nodes."""

from __future__ import annotations

import itertools
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from gradcli.autograd import state

_numbers = itertools.count().__next__


class RemovableHandle:
    """What registering a hook returns; `remove()` unregisters it, leaving a `with` block does too."""

    def __init__(self, table: dict[int, Any]) -> None:
        self.id = _numbers()
        self._table: dict[int, Any] | None = table

    def remove(self) -> None:
        """Unregister; harmless when done twice."""
        if self._table is not None:
            self._table.pop(self.id, None)
            self._table = None

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


class Hooks:
    """The hooks of one node: `tensor[k]` run on the gradient of output k, `retain[k]` see it last, `before` and `after` are the node's."""

    __slots__ = ("after", "before", "retain", "tensor")

    def __init__(self) -> None:
        self.before: OrderedDict[int, Callable[..., Any]] = OrderedDict()
        self.after: OrderedDict[int, Callable[..., Any]] = OrderedDict()
        self.tensor: dict[int, OrderedDict[int, Callable[..., Any]]] = {}
        self.retain: dict[int, Callable[..., Any]] = {}

    def add(self, where: str, fn: Callable[..., Any]) -> RemovableHandle:
        return on_gradient(getattr(self, where), fn)

    def on_output(self, number: int, fn: Callable[..., Any]) -> RemovableHandle:
        return on_gradient(self.tensor.setdefault(number, OrderedDict()), fn)

    def arrive(self, gs: list[Any]) -> list[Any]:
        """The cotangents after the hooks of the results have seen them, and then retain_grad."""
        for number, table in self.tensor.items():
            if gs[number] is not None:
                gs[number] = chain(table, gs[number])
        for number, fn in self.retain.items():
            if gs[number] is not None:
                fn(gs[number])
        return gs

    def enter(self, gs: list[Any]) -> list[Any]:
        """The cotangents after the node's prehooks have seen them: it is going to run."""
        for fn in list(self.before.values()):
            gs = replaced_all(fn, gs, fn(tuple(gs)))
        return gs

    def leave(self, gradients: list[Any], gs: list[Any]) -> list[Any]:
        """The gradients of the arguments after the node's own hooks have seen them."""
        for fn in list(self.after.values()):
            gradients = replaced_all(fn, gradients, fn(tuple(gradients), tuple(gs)))
        return gradients


def register(table: OrderedDict[int, Callable[..., Any]], fn: Callable[..., Any]) -> RemovableHandle:
    """Add `fn` to `table`; the handle takes it out again."""
    handle = RemovableHandle(table)
    table[handle.id] = fn
    return handle


def on_gradient(table: OrderedDict[int, Callable[..., Any]], fn: Callable[..., Any]) -> RemovableHandle:
    """The same for a hook that may change a gradient: whoever traces is told."""
    if state.tracer is not None:
        state.tracer.told("hook", getattr(fn, "__name__", ""), fn)
    return register(table, fn)


def chain(table: OrderedDict[int, Callable[..., Any]], g: Any) -> Any:
    """g through every hook in order; a hook that returns None leaves it as it is."""
    for fn in list(table.values()):
        g = replaced(fn, g, fn(g))
    return g


def replaced(fn: Callable[..., Any], g: Any, out: Any) -> Any:
    """g, or what a hook returned in its place. Raises TypeError for anything but a tensor, RuntimeError for another size or type."""
    if out is None:
        return g
    name = getattr(fn, "__name__", "<unknown>")
    if g is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not hasattr(out, "_edge"):
        raise TypeError(f"expected Variable, but hook returned '{type(out).__name__}'")
    if out._data.dtype != g._data.dtype:
        raise RuntimeError(f"hook '{name}' has changed the type of value (was {g.type()} got {out.type()})")
    if out._data.shape != g._data.shape:
        raise RuntimeError(f"hook '{name}' has changed the size of value")
    return out


def replaced_all(fn: Callable[..., Any], gs: list[Any], out: Any) -> list[Any]:
    """The gradients of a node after one of its hooks. Raises TypeError unless it returned None or a tuple, of as many gradients."""
    if out is None:
        return gs
    if not isinstance(out, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(out).__name__}'")
    if len(out) != len(gs):
        name = getattr(fn, "__name__", "<unknown>")
        raise RuntimeError(f"hook '{name}' has returned an incorrect number of values (got {len(out)}, but expected {len(gs)})")
    return [None if h is None else replaced(fn, g, h) for g, h in zip(gs, out)]


def on_tensor(t: Any, fn: Callable[..., Any]) -> RemovableHandle:
    """Register `fn` on the gradient of a tensor. Raises RuntimeError when it does not require grad."""
    if t._edge is None:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    node = t.grad_fn
    if node is None:
        if t._hooks is None:
            t._hooks = OrderedDict()
        state.leaf_hooks = True
        return on_gradient(t._hooks, fn)
    return of_node(node).on_output(t.output_nr, fn)


def after_accumulation(t: Any, fn: Callable[..., Any]) -> RemovableHandle:
    """Register `fn` to run after a gradient was added to t.grad. Raises RuntimeError for non-leaves."""
    if not t.requires_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    if not t.is_leaf:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    state.leaf_hooks = True
    return register(t.__dict__.setdefault("_after_accumulate", OrderedDict()), fn)


def around_accumulation(node: Any) -> None:
    """Note that the node of a leaf has got a hook."""
    node.variable.__dict__["_watched"] = node
    state.leaf_hooks = True


def has_hooks(leaf: Any) -> bool:
    """Whether somebody looks at what arrives at a leaf."""
    return bool(leaf._hooks or "_watched" in leaf.__dict__ or "_after_accumulate" in leaf.__dict__)


def retain(t: Any) -> None:
    """Keep the gradient of a non-leaf in its .grad, through a weak reference, so that the graph does not hold the tensor."""
    if t._edge is None:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if t.is_leaf or t._retained:
        return
    t._retained = True
    held = weakref.ref(t)

    def keep(g: Any) -> None:
        tensor = held()
        if tensor is not None:
            tensor._grad = g.clone() if tensor._grad is None else tensor._grad + g

    of_node(t.grad_fn).retain[t.output_nr] = keep


def release(t: Any) -> None:
    """Undo `retain`, for a tensor about to get another history."""
    of_node(t.grad_fn).retain.pop(t.output_nr, None)
    t._retained = False


def of_node(node: Any) -> Hooks:
    """The hooks of a node, made on first use."""
    if node._hooks is None:
        node._hooks = Hooks()
    hooks: Hooks = node._hooks
    return hooks
