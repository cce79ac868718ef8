"""torch.autograd.Function: an operation whose forward and backward the user writes; its node is the `ctx` of both."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.grad_mode import MODE, enable_grad, no_grad
from gradcli.autograd.node import FREED, Node, Output, next_number
from gradcli.autograd.saved import TWICE, Pinned, dual, keep, value
from gradcli.autograd.tensor import LEAF, Tensor, alias, counter, current_edge, make

SURROGATE = "__gradcli_surrogate__"


class FunctionCtx(Node):
    """The node of one application, which is also the `ctx` that forward and backward receive; users may hang anything on it."""

    _cls: type[Function]
    needs_input_grad: tuple[bool, ...] = ()
    _materialize = True
    _is_tuple = False
    _to_save: tuple[Any, ...] = ()
    _dirty: tuple[Any, ...] = ()
    _constant: tuple[Any, ...] = ()
    _owners: tuple[int, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors (or None) for backward, where they are ctx.saved_tensors. Raises TypeError for anything else."""
        for i, t in enumerate(tensors):
            if t is not None and not isinstance(t, Tensor):
                raise TypeError(f"save_for_backward can only save variables, but argument {i} is of type {type(t).__name__}")
        self._to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Keep tensors for jvp, where they are ctx.saved_tensors."""
        self._to_save = self._to_save or tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        if self._saved is FREED:
            raise RuntimeError(TWICE)
        if self._saved is None:
            return self._to_save
        return tuple([self._unpack(item) for item in self._saved])

    def _unpack(self, item: Any) -> Any:
        if isinstance(item, Result):
            return dual(make(item.check(self), self if self._outputs == 1 else Output(self, item.number)), self, item.number)
        return value(item, True)

    def mark_dirty(self, *tensors: Any) -> None:
        """Say which inputs forward changed in place and returned."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Any) -> None:
        """Say which outputs need no gradient."""
        self._constant = tensors

    def set_materialize_grads(self, flag: bool) -> None:
        """False: backward gets None, not zeros, for outputs nobody used."""
        self._materialize = flag

    def _apply(self, gs: list[Any], wanted: list[bool], create: bool) -> list[Any]:
        """The user's backward, with tensors; its results checked and brought into one gradient per tensor argument."""
        gs = self._filled(gs, create) if self._materialize and self._outputs != 1 else gs
        with enable_grad() if create else no_grad():
            out = self._cls.backward(self, *self._cotangents(gs))
        return checked_gradients(self, out, create)

    def _cotangents(self, gs: Sequence[Any]) -> list[Any]:
        return [None if g is None or not self._is_float(i) else g if isinstance(g, Tensor) else make(g) for i, g in enumerate(gs)]

    def _is_float(self, i: int) -> bool:
        return self._outputs == 1 or self._dtype[i] is not None

    def _filled(self, gs: list[Any], create: bool) -> list[Any]:
        return [
            g if g is not None or d is None else _zeros(shape, d)
            for g, shape, d in zip(gs, self._shape, self._dtype)
        ]


class Result:
    """An output that forward saved: its array and version, not the tensor, whose node would be a reference cycle."""

    __slots__ = ("counter", "data", "number", "version")

    def __init__(self, t: Tensor, number: int) -> None:
        self.data, self.counter, self.number = t._data, counter(t), number
        self.version = self.counter.n

    def check(self, node: Node) -> Any:
        if self.counter.n != self.version:
            from gradcli.autograd.saved import changed

            raise changed(self.data, node, self.counter.n, self.version, self.number)
        return self.data


class Function:
    """Subclass with static `forward(ctx, ...)` and `backward(ctx, *grads)`, and call `apply`.

    Or `forward(...)` with `setup_context(ctx, inputs, output)`; optionally `jvp(ctx, *tangents)`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with "
            "static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """The computation, on tensors, not recorded."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        """What to keep for backward, when forward takes no ctx."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """One gradient per argument of forward, None for those that need none."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD."
        )

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """One tangent per output."""
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with forward mode AD."
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run forward, and record it when an argument requires grad."""
        if state.levels:
            return state.levels[-1].call(cls, args, kwargs)
        return cls._applied(args, kwargs)[0]

    @classmethod
    def _applied(cls, args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[Any, FunctionCtx]:
        """(outputs, ctx) of one application."""
        edges = [_edge_of(a) for a in args]
        ctx = new_context(cls, edges)
        with no_grad():
            out = run_forward(cls, ctx, args, kwargs)
        return record(ctx, args, kwargs, edges, out), ctx

    @classmethod
    def _node_class(cls) -> type[FunctionCtx]:
        """The class of its nodes, "LineBackward", made once."""
        found = cls.__dict__.get("_backward_cls")
        if found is None:
            found = type(cls.__name__ + "Backward", (FunctionCtx,), {"_cls": cls})
            cls._backward_cls = found  # type: ignore[attr-defined]
        return found


def _edge_of(a: Any) -> Any:
    if not isinstance(a, Tensor):
        return None
    edge = a._edge if a._base is None else current_edge(a)
    return a if edge is LEAF else edge


def new_context(cls: type[Function], edges: Sequence[Any]) -> FunctionCtx:
    """A fresh node for one application of `cls`."""
    node = object.__new__(cls._node_class())
    node._edges, node._params, node._y, node._saved = tuple(edges), {}, None, None
    node._number = next_number()
    node._shape, node._dtype = (), None
    node.needs_input_grad = tuple(edge is not None and MODE.enabled for edge in edges)
    return node


def run_forward(cls: type[Function], ctx: FunctionCtx, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """The user's forward, in either style."""
    if cls.setup_context is Function.setup_context:
        return cls.forward(ctx, *args, **kwargs)
    out = cls.forward(*args, **kwargs)
    cls.setup_context(ctx, tuple(args), out)
    return out


def record(ctx: FunctionCtx, args: Sequence[Any], kwargs: dict[str, Any], edges: Sequence[Any], out: Any) -> Any:
    """The outputs as tensors of the graph, and the node filled in."""
    ctx._is_tuple = isinstance(out, tuple)
    outs = list(out) if ctx._is_tuple else [out]
    active = any(edge is not None for edge in edges) and MODE.enabled
    constant = {id(t) for t in ctx._constant}
    made = [_output(ctx, t, args, active and id(t) not in constant) for t in outs]
    ctx._outputs = len(outs)
    single = len(outs) == 1
    tensors = [t if isinstance(t, Tensor) else None for t in made]
    shapes = [() if t is None else t._data.shape for t in tensors]
    kinds = [None if t is None else t._data.dtype for t in tensors]
    ctx._shape, ctx._dtype = (shapes[0], kinds[0]) if single else (shapes, kinds)
    if active:
        for number, t in enumerate(tensors):
            if t is not None and t._data.dtype.kind in "fc" and id(outs[number]) not in constant:
                t._edge = ctx if single else Output(ctx, number)
                if t._base is not None:
                    t._seen = t._counter.n  # type: ignore[union-attr]
        ctx._saved = tuple([_kept(ctx, t, outs, made) for t in ctx._to_save])
        ctx._to_save = ()
    ctx._dirty = ctx._constant = ()
    if state.tracer is not None:
        state.tracer.record(ctx._cls, args, None, kwargs, [t for t in made if isinstance(t, Tensor)])
    return tuple(made) if ctx._is_tuple else made[0]


def _output(ctx: FunctionCtx, t: Any, args: Sequence[Any], active: bool) -> Any:
    """The tensor to hand out for one result of forward: itself, or an alias of an input that was returned as it is."""
    if not isinstance(t, Tensor):
        return t
    if any(t is d for d in ctx._dirty):
        counter(t).n += 1
        return t
    if any(t is a for a in args):
        view = make(t._data)
        alias(view, t)
        return view
    if t._edge is not None and active:
        return make(t._data)
    return t


def _kept(ctx: FunctionCtx, t: Any, outs: Sequence[Any], made: Sequence[Any]) -> Any:
    for number, (before, after) in enumerate(zip(outs, made)):
        mine = t is before and isinstance(after, Tensor) and not any(t is a for a in ctx._dirty)
        if mine and (after is before or after._base is None):
            return Result(after, number)
    return keep(t)


def _zeros(shape: tuple[int, ...], dtype: Any) -> Any:
    return np.zeros(shape, dtype if dtype.kind in "fc" else np.float32)


def checked_gradients(ctx: FunctionCtx, out: Any, create: bool) -> list[Any]:
    """What backward returned as one gradient per argument. Raises RuntimeError for a wrong number, TypeError for a wrong kind."""
    outs = list(out) if isinstance(out, (tuple, list)) else [out]
    n = len(ctx._edges)
    while len(outs) > n and outs[-1] is None:
        outs.pop()
    name = ctx.name()
    if len(outs) != n:
        raise RuntimeError(f"function {name} returned an incorrect number of gradients (expected {n}, got {len(outs)})")
    for i, (g, edge) in enumerate(zip(outs, ctx._edges)):
        if g is not None and not isinstance(g, Tensor):
            if edge is None:
                outs[i] = None
                continue
            raise TypeError(f"expected Variable or None (got {type(g).__name__})")
    return outs if create else [g if g is None else g._data for g in outs]


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator of a backward that must not be differentiated: a second derivative through it raises RuntimeError."""

    @functools.wraps(backward)
    def wrapped(ctx: Any, *gs: Any) -> Any:
        with no_grad():
            outs = backward(ctx, *gs)
        if not MODE.enabled or not any(isinstance(g, Tensor) and g._edge is not None for g in gs):
            return outs
        many = outs if isinstance(outs, tuple) else (outs,)
        guarded = tuple(_NotTwice.apply(g, *gs) if isinstance(g, Tensor) else g for g in many)
        return guarded if isinstance(outs, tuple) else guarded[0]

    return wrapped


class _NotTwice(Function):
    """Stands between a once-differentiable backward and the graph; its own backward refuses."""

    @staticmethod
    def forward(_ctx: Any, g: Any, *_: Any) -> Any:
        return make(g._data)

    @staticmethod
    def backward(_ctx: Any, *_: Any) -> Any:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")


__all__ = ["Function", "FunctionCtx", "Pinned", "once_differentiable"]
