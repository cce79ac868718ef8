"""Operations of a single node whose kernel and rules come from a function written in other operations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gradcli.autograd import backprop, state
from gradcli.autograd.complex_step import stepped
from gradcli.autograd.grad_mode import MODE, enable_grad
from gradcli.autograd.instead import Instead
from gradcli.autograd.op import Op
from gradcli.autograd.tensor import Tensor, make

Function = Callable[..., Tensor]


def rules_by(op: Op, fn: Function) -> Op:
    """Give an operation the rules that follow from how `fn` computes it of tensors; all arguments have to be tensors."""
    op.vjp_all(lambda g, _y, xs, wanted, **params: gradients(fn, g, xs, wanted, params))
    op.jvp(lambda ts, _y, *xs, **params: tangent(fn, ts, xs, params))
    return op.complex_safe(lambda *xs, **params: continued(fn, xs, params))


def computed(fn: Function, *xs: Any, **params: Any) -> Any:
    """fn of arrays, as an array: a kernel."""
    with alone():
        return fn(*map(make, xs), **params)._data


def continued(fn: Function, xs: Sequence[Any], params: dict[str, Any]) -> Any:
    """The same by complex-safe kernels."""
    with alone(), Instead(stepped):
        return fn(*map(make, xs), **params)._data


def gradients(fn: Function, g: Any, xs: Sequence[Any], wanted: Sequence[bool], params: dict[str, Any]) -> list[Any]:
    """The gradients of the wanted arguments; as tensors, of the recorded graph where there is one, if g is one."""
    if isinstance(g, Tensor):
        return pulled(fn, g, xs, wanted, params)
    with alone():
        found = pulled(fn, make(g), list(map(make, xs)), wanted, params)
    return [None if h is None else h._data for h in found]


def pulled(fn: Function, g: Tensor, xs: Sequence[Tensor], wanted: Sequence[bool], params: dict[str, Any]) -> list[Any]:
    """The gradients as a backward walk through `fn` has them."""
    create = MODE.enabled
    with enable_grad():
        inside = [handle(x, create) if want else x for x, want in zip(xs, wanted)]
        y = fn(*inside, **params)
    if not y.requires_grad:
        return [x.detach() * 0 if want else None for x, want in zip(xs, wanted)]
    found = iter(backprop.grad(y, picked(inside, wanted), g, create_graph=create, materialize_grads=True))
    return [next(found) if want else None for want in wanted]


def tangent(fn: Function, ts: Sequence[Any], xs: Sequence[Any], params: dict[str, Any]) -> Any:
    """The tangent: the gradient is linear in its cotangent, and its gradient by the cotangent is that."""
    if isinstance(xs[0], Tensor):
        return pushed(fn, ts, xs, params)
    with alone():
        return pushed(fn, [None if t is None else make(t) for t in ts], list(map(make, xs)), params)._data


def pushed(fn: Function, ts: Sequence[Tensor | None], xs: Sequence[Tensor], params: dict[str, Any]) -> Tensor:
    """The tangent of `fn` along those of the arguments that have one."""
    create, moving = MODE.enabled, [t is not None for t in ts]
    with enable_grad():
        inside = [handle(x, create) if moves else x for x, moves in zip(xs, moving)]
        y = fn(*inside, **params)
        if not y.requires_grad:
            return y * 0
        v = (y.detach() * 0).requires_grad_()
        hs = backprop.grad(y, picked(inside, moving), v, create_graph=True, materialize_grads=True)
    known = [(h, t) for h, t in zip(hs, picked(ts, moving)) if h.requires_grad]
    if not known:
        return y.detach() * 0
    outputs, cotangents = zip(*known)
    (found,) = backprop.grad(outputs, v, cotangents, create_graph=create, materialize_grads=True)
    return found  # type: ignore[no-any-return]


def handle(x: Tensor, create: bool) -> Tensor:
    """x under a name of its own: what else leads to it is another argument's, or nobody's, business."""
    return x.view_as(x) if create and x.requires_grad else x.detach().requires_grad_()


def picked(values: Sequence[Any], which: Sequence[bool]) -> list[Any]:
    return [value for value, want in zip(values, which) if want]


@contextmanager
def alone() -> Iterator[None]:
    """No transform, hook or observer around an operation takes part in what is done inside of it, nor is that recorded."""
    before = state.levels[:], state.saved_hooks[:], state.tracer, state.anomaly, MODE.watch, MODE.enabled
    state.levels[:], state.saved_hooks[:], state.tracer, state.anomaly, MODE.watch, MODE.enabled = [], [], None, False, None, False
    try:
        yield
    finally:
        state.levels[:], state.saved_hooks[:], state.tracer, state.anomaly, MODE.watch, MODE.enabled = before
