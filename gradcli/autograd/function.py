"""torch.autograd.Function: an operation whose forward and backward the user writes; its node is the `ctx` of both."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.applied import Result, checked_gradients, record
from gradcli.autograd.fit import compact
from gradcli.autograd.grad_mode import MODE, enable_grad, no_grad
from gradcli.autograd.node import FREED, Node, Output, next_number
from gradcli.autograd.saved import TWICE, Pinned, dual, value
from gradcli.autograd.tensor import LEAF, Tensor, current_edge, make
from gradcli.autograd.warned import warn

SURROGATE = "__gradcli_surrogate__"
NO_BACKWARD = "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD."
BOTH = "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only implement one of them."
NO_SETUP = (
    "In order to use an autograd.Function with functorch transforms (vmap, grad, jvp, jacrev, ...), it must override the setup_context "
    "staticmethod. For more details, please see https://pytorch.org/docs/main/notes/extending.func.html"
)


class FunctionCtx(Node):
    """The node of one application, which is also the `ctx` that forward and backward receive; users may hang anything on it."""

    _cls: type[Function]
    needs_input_grad: tuple[bool, ...] = ()
    _materialize = True
    _some_take_none = False  # of the class itself: whether any was ever told to
    _is_tuple = False
    to_save: Any = None
    _for_forward: tuple[Any, ...] = ()
    _dirty: tuple[Any, ...] = ()
    _constant: tuple[Any, ...] = ()
    _fixed: frozenset[int] = frozenset()  # the numbers of the results marked as constant
    _tensors: tuple[int, ...] = ()  # the arguments that are tensors

    def _counted(self) -> tuple[int, ...]:
        return self._tensors

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors (or None) for backward, where they are ctx.saved_tensors. Raises TypeError for anything else."""
        for i, t in enumerate(tensors):
            if t is not None and not isinstance(t, Tensor):
                raise TypeError(f"save_for_backward can only save variables, but argument {i} is of type {type(t).__name__}")
        self.to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Keep tensors for jvp, where they are ctx.saved_tensors. Raises AssertionError for anything else."""
        if not all(t is None or isinstance(t, Tensor) for t in tensors):
            raise AssertionError("save_for_forward expects all arguments to be tensors; you should save non-tensors as attributes on ctx.")
        self._for_forward = tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        if self._saved is FREED:
            raise RuntimeError(TWICE)
        if self._saved is None:
            return self._for_forward
        return tuple([self._unpack(item) for item in self._saved])

    @property
    def _raw_saved_tensors(self) -> tuple[Any, ...]:
        """Each saved tensor as an object that takes hooks."""
        from gradcli.autograd.opened import SavedTensor

        return tuple(SavedTensor(self, i) for i in range(len(self._saved or ())))

    @property
    def saved_variables(self) -> tuple[Any, ...]:
        """The old name of saved_tensors."""
        warn("'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning)
        return self.saved_tensors

    def _unpack(self, item: Any) -> Any:
        if isinstance(item, Result):
            return dual(make(item.check(self), self if self._outputs == 1 else Output(self, item.number)), self, item.number)
        return value(item, True)

    def mark_dirty(self, *tensors: Any) -> None:
        """Say which inputs forward changed in place and returned."""
        for i, t in enumerate(tensors):
            if not isinstance(t, Tensor):
                raise RuntimeError(f"mark_dirty can only accept variables, but argument {i} is of type {type(t).__name__}")
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Any) -> None:
        """Say which outputs need no gradient."""
        for t in tensors:
            if not isinstance(t, Tensor):
                raise RuntimeError(f"mark_non_differentiable only accepts variable arguments, but got {type(t).__name__}")
        self._constant = tensors

    def set_materialize_grads(self, flag: bool) -> None:
        """False: backward gets None, not zeros, for outputs nobody used."""
        if not isinstance(flag, bool):
            raise TypeError("set_materialize_grads received an invalid combination of arguments - got (), but expected (bool)")
        self._materialize = flag
        FunctionCtx._some_take_none |= not flag

    def _apply(self, gs: list[Any], wanted: list[bool], create: bool) -> list[Any]:
        """The user's backward, with tensors; its results checked and brought into one gradient per tensor argument."""
        gs = self._filled(gs, create) if self._materialize and self._outputs != 1 else gs
        with enable_grad() if create and MODE.enabled else no_grad():
            out = backward_of(self._cls)(self, *self._cotangents(gs))
        return checked_gradients(self, out, create)

    def _cotangents(self, gs: Sequence[Any]) -> list[Any]:
        return [g if g is None or isinstance(g, Tensor) else make(compact(g)) for g in gs]

    def _filled(self, gs: list[Any], create: bool) -> list[Any]:
        return [g if g is not None or d is None else np.zeros(shape, d) for g, shape, d in zip(gs, self._shape, self._dtype)]


class Function:
    """Subclass with static `forward(ctx, ...)` and `backward(ctx, *grads)`, and call `apply`.

    Or `forward(...)` with `setup_context(ctx, inputs, output)`; optionally `jvp(ctx, *tangents)`, and `vmap` or generate_vmap_rule = True.
    """

    generate_vmap_rule = False
    _anywhere = False  # one of our own that works inside torch.func without setup_context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should invoke them on the "
            "class itself. Instantiating an autograd function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
        )

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
        raise NotImplementedError(NO_BACKWARD)

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """One tangent per output."""
        raise NotImplementedError("You must implement the jvp function for custom autograd.Function to use it with forward mode AD.")

    @staticmethod
    def vmap(info: Any, in_dims: Any, *args: Any) -> Any:
        """(outputs, their batch axes) for arguments with batch axes `in_dims`; info: batch_size, randomness."""
        raise NotImplementedError(
            "To use autograd.Function with vmap, you must either override the vmap static method or set generate_vmap_rule=True."
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run forward, and record it when an argument requires grad. Arguments by name take their places among the others."""
        if cls.setup_context is not Function.setup_context:
            args = placed(cls.forward, args, kwargs, True)
        elif state.transforms and not cls._anywhere:
            raise RuntimeError(NO_SETUP)
        elif kwargs:
            args = placed(cls.forward, (None, *args), kwargs)[1:]
        if state.levels:
            return state.levels[-1].call(cls, args, {})
        return cls._applied(args, {})[0]

    @classmethod
    def _applied(cls, args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[Any, FunctionCtx]:
        """(outputs, ctx) of one application."""
        edges = [_edge_of(a) for a in args]
        ctx = new_context(cls, edges)
        state.applying += 1
        try:
            with no_grad():
                out = run_forward(cls, ctx, args, kwargs)
        finally:
            state.applying -= 1
        return record(ctx, args, kwargs, edges, out), ctx

    @classmethod
    def _node_class(cls) -> type[FunctionCtx]:
        """The class of its nodes, "LineBackward", made once."""
        found = cls.__dict__.get("_backward_cls")
        if found is None:
            found = type(cls.__name__ + "Backward", (FunctionCtx,), {"_cls": cls, "__repr__": object.__repr__})
            cls._backward_cls = found  # type: ignore[attr-defined]
        return found


def backward_of(cls: type[Function]) -> Callable[..., Any]:
    """The user's backward, or the vjp that stands for it. Raises RuntimeError when there are both."""
    if cls.vjp is Function.vjp:
        return cls.backward
    if cls.backward is not Function.backward:
        raise RuntimeError(BOTH)
    return cls.vjp


def placed(forward: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any], defaults: bool = False) -> tuple[Any, ...]:
    """The arguments with those given by name in their places; with `defaults` also those left out, which setup_context sees."""
    names = inspect.signature(forward).parameters
    for name in kwargs:
        if name not in names or names[name].kind is inspect.Parameter.KEYWORD_ONLY:
            raise TypeError(f"forward() got an unexpected keyword argument {name!r}")
    bound = inspect.signature(forward).bind(*args, **kwargs)
    if defaults:
        bound.apply_defaults()
    return bound.args


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
    node.needs_input_grad = tuple(edge is not None for edge in edges)
    return node


def run_forward(cls: type[Function], ctx: FunctionCtx, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
    """The user's forward, in either style."""
    if cls.setup_context is Function.setup_context:
        return cls.forward(ctx, *args, **kwargs)
    out = cls.forward(*args, **kwargs)
    cls.setup_context(ctx, tuple(args), out)
    return out


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


class InplaceFunction(Function):
    """A Function for forwards that may change their input in place, as `inplace` says."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


class _NotTwice(Function):
    """Stands between a once-differentiable backward and the graph; its own backward refuses."""

    _anywhere = True

    @staticmethod
    def forward(_ctx: Any, g: Any, *_: Any) -> Any:
        return make(g._data)

    @staticmethod
    def backward(_ctx: Any, *_: Any) -> Any:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")


_NotTwice._node_class().__name__ = "Error"  # as torch calls it

BackwardCFunction, FunctionMeta = FunctionCtx, type

__all__ = ["BackwardCFunction", "Function", "FunctionCtx", "InplaceFunction", "Pinned", "once_differentiable"]
