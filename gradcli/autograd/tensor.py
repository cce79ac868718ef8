"""Tensor: an array with a place in the backward graph. Operations are attached by their families in `ops`."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gradcli.autograd import hooks, misfit, state
from gradcli.autograd.dtype import type_name
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.node import Node, Output, Version
from gradcli.autograd.size import Size
from gradcli.autograd.values import Values, attributes, note, storage

if TYPE_CHECKING:  # what the operations publish as methods; at run time they are set on Tensor itself
    from gradcli.autograd.methods import Methods
else:
    Methods = object

new = object.__new__
UNTRACKED = ("no_grad", "inference")  # kinds of views made in these modes
LEAF: Any = ("leaf",)  # the edge of a leaf that requires grad; stands for the tensor itself, which would be a reference cycle


class Tensor(Values, Methods):
    """A numpy array that may require a gradient.

    _data: the array; a numpy scalar for most 0-d results.  _edge: where its gradient goes: None, a Node, an Output, LEAF or another leaf.
    _counter: version counter, made when needed.  _base: the tensor this one is a view of, and _seen the version its edge is good for.
    _kind: of a view that cannot be changed in place: one of several ("multi"), made without a record (UNTRACKED), by a Function ("custom").
    """

    _data: Any
    _edge: Any = None
    _counter: Version | None = None
    _base: Tensor | None = None
    _seen: int = 0
    _kind: str | None = None
    _grad: Any = None
    _hooks: Any = None
    _inference: bool = False
    _retained: bool = False
    __array_priority__ = 1000
    __module__ = "gradcli"  # where users know it from, and how its class prints

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        """torch.Tensor(2, 3): uninitialised; torch.Tensor([1, 2]): float32 values."""
        from gradcli.autograd import creation

        return creation.legacy(cls, *args, **kwargs)

    # ------------------------------------------------------------ the graph
    @property
    def requires_grad(self) -> bool:
        return (self._edge if self._base is None else current_edge(self)) is not None

    @requires_grad.setter
    def requires_grad(self, flag: bool) -> None:
        if not isinstance(flag, bool):
            raise RuntimeError("requires_grad must be a bool")
        if flag and self._data.dtype.kind not in "fc":
            raise RuntimeError("only Tensors of floating point and complex dtype can require gradients")
        if flag and not self.is_leaf:
            raise RuntimeError("you can only change requires_grad flags of leaf variables.")
        self.requires_grad_(flag)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Make this leaf require grad, or not. Raises RuntimeError for non-leaves and for integer tensors."""
        if not isinstance(requires_grad, bool):
            raise TypeError(f"requires_grad_(): argument 'requires_grad' (position 1) must be bool, not {type(requires_grad).__name__}")
        if requires_grad and self._data.dtype.kind not in "fc":
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        if self._inference and requires_grad and not MODE.inference:
            raise RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")
        if not self.is_leaf:
            if requires_grad:
                return self
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that "
                "doesn't require differentiation use var_no_grad = var.detach()."
            )
        self._edge = LEAF if requires_grad else None
        if state.tracer is not None and requires_grad:
            state.tracer.leaf(self)
        return self

    @property
    def grad_fn(self) -> Node | None:
        """The node that made this tensor; None for leaves. Raises RuntimeError for a view made in no_grad of what has changed since."""
        edge = self._edge if self._base is None else current_edge(self)
        if self._base is not None and self._kind in UNTRACKED and edge is LEAF and self._counter.n != self._seen:  # type: ignore[union-attr]
            from gradcli.autograd import history

            history.refuse_kind(self, "its base or another view of its base has been")
        if edge is None or edge is LEAF or isinstance(edge, Tensor):
            return None
        return edge.node if edge.__class__ is Output else edge

    @property
    def output_nr(self) -> int:
        return self._edge._number if self._edge.__class__ is Output else 0

    @property
    def is_leaf(self) -> bool:
        edge = self._edge if self._base is None else current_edge(self)
        return edge is None or edge is LEAF or isinstance(edge, Tensor)

    @property
    def grad(self) -> Any:
        if self._grad is None and not self.is_leaf and not self._retained:
            from gradcli.autograd.backprop import warn_non_leaf

            warn_non_leaf()
        if state.tracer is not None:
            state.tracer.asked(self, self._grad is not None)
        return self._grad

    @grad.setter
    def grad(self, value: Any) -> None:
        misfit.refuse_grad(self, value)
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    def backward(self, gradient: Any = None, retain_graph: Any = None, create_graph: bool = False, inputs: Any = None) -> None:
        """Add d self / d leaf, times `gradient`, into the .grad of every leaf. Raises RuntimeError as torch does."""
        from gradcli.autograd import backprop

        backprop.backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def register_hook(self, hook: Callable[[Any], Any]) -> Any:
        """Call hook(grad) when the gradient of this tensor is known; what it returns replaces the gradient."""
        return hooks.on_tensor(self, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Any], None]) -> Any:
        """Call hook(tensor) whenever a gradient has been added to .grad of this leaf."""
        return hooks.after_accumulation(self, hook)

    def retain_grad(self) -> None:
        """Keep .grad of this non-leaf. Raises RuntimeError when it does not require grad."""
        hooks.retain(self)

    @property
    def retains_grad(self) -> bool:
        return self._retained

    def detach(self) -> Tensor:
        """The same memory, outside the graph; shares the version counter."""
        t = make(storage(self))
        t._counter = counter(self)
        t._inference = self._inference
        return note("detach", self, t)  # type: ignore[no-any-return]

    def detach_(self) -> Tensor:
        """Take this tensor out of the graph; it becomes a leaf."""
        if self._base is not None:
            raise RuntimeError(misfit.DETACHED_VIEW)
        note("detach", self, self)
        counter(self)  # the node that made it may still need its values
        self._edge = None
        return self

    @property
    def data(self) -> Tensor:
        """The same memory outside the graph, with a version counter of its own: changes through it go unnoticed."""
        return note("data", self, make(storage(self)))  # type: ignore[no-any-return]

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        if self._edge is not None and value._data.dtype.kind not in "fc":
            raise RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        self._data = value._data
        if state.tracer is not None:
            state.tracer.replaced(self)

    @property
    def _version(self) -> int:
        if self._inference:
            raise RuntimeError("Inference tensors do not track version counter.")
        return 0 if self._counter is None else self._counter.n

    def _is_view(self) -> bool:
        return self._base is not None

    def is_inference(self) -> bool:
        return self._inference

    # ------------------------------------------------------------ copies
    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        if not self.is_leaf:
            raise RuntimeError(misfit.COPIED_RESULT)
        t = rebuild(type(self), self._data.copy(), False)
        t._grad = None if self._grad is None else make(self._grad._data.copy())
        memo[id(self)] = t
        t.__dict__.update(copy.deepcopy(attributes(self), memo))
        return t.requires_grad_(self.requires_grad)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return rebuild, (type(self), self._data, self.requires_grad), attributes(self)

    if not TYPE_CHECKING:  # checkers know every name

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            import gradcli.autograd.ops  # noqa: F401  the families attach their methods

            if hasattr(type(self), name):
                return getattr(self, name)
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


PLAIN = {Tensor}  # the classes of tensors that behave as Tensor does, which fast paths take; nn adds its own


def settle() -> None:
    """All methods are attached: drop the hook that waits for them, with which Python looks up every attribute the slow way."""
    if "__getattr__" in vars(Tensor):
        del Tensor.__getattr__  # type: ignore[attr-defined]  # hidden from checkers


def make(data: Any, edge: Any = None) -> Tensor:
    """A tensor around an array, without a copy."""
    t = new(Tensor)
    t._data = data
    if edge is not None:
        t._edge = edge
    return t


def rebuild(cls: type[Tensor], data: Any, requires_grad: bool) -> Tensor:
    """What unpickling calls."""
    t = new(cls)
    t._data = data
    return t.requires_grad_(requires_grad)


def unwrap(x: Any) -> Any:
    """The array of a tensor; anything else as it is."""
    return x._data if isinstance(x, Tensor) else x


def counter(t: Tensor) -> Version:
    """The version counter, made on first use; the node that keeps t, its result, watches the same one."""
    if t._counter is None:
        node = t._edge
        if isinstance(node, Node) and node._outputs == 1 and node._y is not None:
            if node._counter is None:
                node._counter, node._version = Version(), 0
            t._counter = node._counter
        else:
            t._counter = Version()
    return t._counter


def alias(t: Tensor, source: Any) -> None:
    """Note that `t` looks at the memory of `source`: same base, same version counter."""
    if isinstance(source, Tensor):
        t._base = source._base if source._base is not None else source
        t._counter = counter(source)
        t._seen = t._counter.n
        if not MODE.enabled:
            t._kind = "inference" if MODE.inference else "no_grad"
        elif source._kind is not None:
            t._kind = source._kind
        if source._inference:
            t._inference = True


def mark_inference(t: Tensor) -> None:
    """Note that `t` was made in inference mode; a counter that is not 0 keeps it off the fast path of arithmetic."""
    t._inference, t._counter = True, Version()
    t._counter.n = 1


def current_edge(t: Tensor) -> Any:
    """The edge of a view, made anew when its memory was changed in place through another name.

    A view of what requires grad does so too: one that is in no record, made in no_grad, is a leaf.
    """
    if t._counter is not None and t._counter.n != t._seen:
        from gradcli.autograd import history

        history.refresh(t)
    if t._edge is None and t._base._edge is not None and t._data.dtype.kind in "fc":  # type: ignore[union-attr]
        return LEAF
    return t._edge


__all__ = [
    "LEAF", "PLAIN", "Size", "Tensor", "Version", "alias", "counter", "current_edge", "make", "mark_inference", "note",
    "rebuild", "storage", "type_name", "unwrap",
]  # fmt: skip
