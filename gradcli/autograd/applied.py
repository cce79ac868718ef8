"""One application of a custom Function: its outputs put into the graph, what it saved kept, its gradients checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gradcli.autograd import state
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.node import Node, Output
from gradcli.autograd.saved import Packed, changed, keep
from gradcli.autograd.tensor import LEAF, Tensor, alias, counter, make
from gradcli.autograd.warned import warn

if TYPE_CHECKING:
    from gradcli.autograd.function import FunctionCtx

NOT_RETURNED = (
    "Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified inplace must all "
    "be outputs of the Function."
)
NO_INPUT = (
    "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have been mutated should be passed to "
    "ctx.mark_dirty()."
)
SEVERAL = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more than one Tensor. This "
    "is not supported by the current autograd engine. You should either make sure the input is not a view (using .clone() for example) or "
    "make your Function only return one Tensor (potentially splitting it into two Functions: one doing the inplace that returns a single "
    "Tensor and a second one that does the other operations). You can ask on the forum https://discuss.pytorch.org/ if you need help to do "
    "this change."
)
COMPLEX = (
    "Expected isFloatingType(grad.scalar_type()) || (input_is_complex == grad_is_complex) to be true, but got false. A gradient of a real "
    "input must be real."
)


class Result:
    """An output that forward saved: its array (or what a pack hook made of it) and version, not the tensor, whose node would be a cycle."""

    __slots__ = ("counter", "data", "number", "version")

    def __init__(self, t: Tensor, number: int) -> None:
        self.counter, self.number = counter(t), number
        self.data = Packed(t, state.saved_hooks[-1], None) if state.saved_hooks else t._data
        self.version = self.counter.n

    def check(self, node: Node) -> Any:
        """The values. Raises RuntimeError when they were changed in place since."""
        if self.data.__class__ is Packed:
            return self.data.array()
        if self.counter.n != self.version:
            raise changed(self.data, node, self.counter.n, self.version, self.number)
        return self.data


def record(ctx: FunctionCtx, args: Sequence[Any], kwargs: dict[str, Any], edges: Sequence[Any], out: Any) -> Any:
    """The outputs as tensors of the graph, and the node filled in."""
    ctx._is_tuple = isinstance(out, tuple)
    ctx._tensors = tuple([i for i, a in enumerate(args) if isinstance(a, Tensor)])
    outs = list(out) if ctx._is_tuple else [out]
    active = any(edge is not None for edge in edges) and MODE.enabled
    dirty = [t for t in ctx._dirty if any(t is a for a in args)]
    refuse_dirty(ctx, outs, args, active)
    constant = {id(t) for t in ctx._constant}
    ctx._fixed = frozenset(number for number, t in enumerate(outs) if id(t) in constant)
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
        for t in dirty:
            rewrite(t)
        ctx._saved = tuple([_kept(ctx, t, outs, made) for t in ctx.to_save or ()])
        ctx.to_save = None
    for t in tensors:
        if t is not None and t._base is not None and not any(t is d for d in ctx._dirty):
            t._kind = "custom" if single else "multi"
    ctx._dirty = ctx._constant = ()
    if state.tracer is not None:
        if any(t is not None and t._data.dtype.kind in "fc" for t in map(tensors.__getitem__, ctx._fixed)):
            state.tracer.told("mark_non_differentiable", ctx._cls.__name__)
        state.tracer.record(ctx._cls, args, None, kwargs, [t for t in made if isinstance(t, Tensor)])
    return tuple(made) if ctx._is_tuple else made[0]


def refuse_dirty(ctx: FunctionCtx, outs: Sequence[Any], args: Sequence[Any], active: bool) -> None:
    """RuntimeError for inputs marked dirty that are no outputs, leaves that require grad, or views that may not be changed in place.

    A tensor that is no input is told of, and refused if it is a view.
    """
    for t in ctx._dirty:
        if not any(t is a for a in args):
            if t._base is not None:
                raise RuntimeError(NO_INPUT)
            warn(NO_INPUT)
        if not any(t is out for out in outs):
            raise RuntimeError(NOT_RETURNED)
        if active and t._edge is LEAF:
            raise RuntimeError("a leaf Variable that requires grad has been used in an in-place operation.")
        if active and t._base is not None:
            refuse_view(t, outs)


def refuse_view(t: Tensor, outs: Sequence[Any]) -> None:
    """RuntimeError for a changed view whose base could not be told of the change."""
    from gradcli.autograd import history, view

    history.refuse_kind(t)
    view.refuse_leaf(t)
    if sum(isinstance(out, Tensor) for out in outs) > 1:
        raise RuntimeError(SEVERAL)


def rewrite(t: Tensor) -> None:
    """Put the change of a view into the history of its base."""
    if t._base is None:
        return
    from gradcli.autograd import history

    history.change(t._base, history.with_part(t._base, t, make(t._data, t._edge)))
    t._seen = -1
    history.refresh(t)


def _output(ctx: FunctionCtx, t: Any, args: Sequence[Any], active: bool) -> Any:
    """The tensor to hand out for one result of forward: itself, or an alias of an input that was returned as it is."""
    if not isinstance(t, Tensor):
        return t
    if any(t is d for d in ctx._dirty):
        counter(t).n += 1
        return t
    if any(t is a for a in args):
        view = make(t._data)
        if not any(t is c for c in ctx._constant):
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


def kind_of(edge: Any) -> str:
    """The kind of number at the other end of an edge: "f", "c" ..."""
    if isinstance(edge, Tensor):
        return str(edge._data.dtype.kind)
    return str((edge._dtype if isinstance(edge, Node) else edge.node._dtype[edge._number]).kind)


def checked_gradients(ctx: FunctionCtx, out: Any, create: bool) -> list[Any]:
    """What backward returned as one gradient per argument. Raises RuntimeError for a wrong number or kind, or one of no tensor."""
    outs = list(out) if isinstance(out, tuple) else [out]
    n = len(ctx._edges)
    while len(outs) > n and outs[-1] is None:
        outs.pop()
    name = ctx.name()
    if len(outs) != n:
        raise RuntimeError(f"function {name} returned an incorrect number of gradients (expected {n}, got {len(outs)})")
    for i, (g, edge) in enumerate(zip(outs, ctx._edges)):
        if g is None:
            continue
        if i not in ctx._tensors:
            raise RuntimeError(
                f"function {name} returned a gradient different than None at position {i + 1}, but the corresponding forward input was "
                "not a Variable"
            )
        if not isinstance(g, Tensor):
            raise RuntimeError(f"expected Variable or None (got {type(g).__name__})")
        if g._data.dtype.kind == "c" and edge is not None and kind_of(edge) != "c":
            raise RuntimeError(COMPLEX)
    return outs if create else [g if g is None else g._data for g in outs]
