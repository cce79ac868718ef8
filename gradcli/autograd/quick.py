"""The fast path of arithmetic: one or two plain tensors of one type and nothing special going on; anything else takes Op's own way.

Small arrays spend more time in Python than in numpy, so these two functions are unrolled by hand: they are called for every `a * b`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any, TypeVar

import numpy as np

from gradcli.autograd import state
from gradcli.autograd.blocks import times
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.node import BROADCAST, FITTING, NO_PARAMS, next_number
from gradcli.autograd.op import Op
from gradcli.autograd.op_node import OpNode
from gradcli.autograd.rule import DROP, SHAPE, VALUE
from gradcli.autograd.saved import edge_of
from gradcli.autograd.tensor import LEAF, PLAIN, Tensor, current_edge

F = TypeVar("F", bound=Callable[..., Any])
new = object.__new__
levels, saved_hooks = state.levels, state.saved_hooks
NUMBERS = {float, int}
marks = {np.dtype(kind): FITTING if kind in "efd" else NO_PARAMS for kind in "efdFD"}.get  # what nodes of a floating type bear as metadata


def keeps(op: Op, mask: int, arity: int) -> tuple[bool, ...]:
    """Whether each argument, and last the result, is kept when the arguments in `mask` need gradients."""
    codes, result = op.plan(mask)
    codes = codes or (DROP,) * arity
    assert SHAPE not in codes, f"{op.name}: the fast path keeps values only"
    return (*(code == VALUE for code in codes), result)


def own_code(fn: F) -> F:
    """`fn` with a code object of its own: Python specialises code to the types it meets, and each operation makes its own type of node."""
    fn.__code__ = fn.__code__.replace()
    return fn


def dressed(fast: F, function: Callable[..., Any]) -> F:
    """A fast function with the name, the text and the signature of the one it stands for."""
    fast.__name__ = fast.__qualname__ = function.__name__
    fast.__doc__ = function.__doc__
    fast.__signature__ = signature(function)  # type: ignore[attr-defined]
    return fast


def unary(op: Op, slow: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """op(input), fast for a floating tensor; for operations that act element by element. `slow` does the rest, `out` too (default op)."""
    kernel, node_class, slow = op.kernel, op.node, slow or op
    keep_x, keep_y = keeps(op, 1, 1)

    def call(input: Any, *, out: Any = None) -> Any:
        x = input
        if x.__class__ not in PLAIN or levels or saved_hooks or state.tracer is not None or MODE.inference or out is not None:
            return slow(x) if out is None else slow(x, out=out)
        data = x._data
        params = marks(data.dtype)
        edge = x._edge if x._base is None else current_edge(x)
        if params is None or (keep_x and edge is not None and x._counter is not None and x._counter.n):
            return slow(x)
        t = new(Tensor)
        t._data = y = kernel(data)
        if edge is not None and MODE.enabled:
            t._edge = node = node_class()
            node._edges = (x if edge is LEAF else edge,)
            node._saved = (x,) if keep_x else None
            node._y = y if keep_y else None
            node._params, node._number, node._counter = params, next_number(), None
            node._shape, node._dtype = y.shape, y.dtype
        return t

    return own_code(call)


def binary(op: Op, slow: Callable[..., Any] | None = None, ranks: tuple[int, int] | None = None) -> Callable[..., Any]:
    """op(a, b), fast for a floating tensor and a number or another tensor of its type; `slow` does the rest (default op).

    ranks: for a product of operands with so many axes, instead of any two that broadcast element by element.   `slow` does `out` too.
    """
    kernel, node_class, slow = times if ranks else op.kernel, op.node, slow or op
    plans = tuple(keeps(op, mask, 2) if mask else () for mask in range(4))

    def call(input: Any, other: Any, *, out: Tensor | None = None) -> Any:
        a, b = input, other
        if a.__class__ not in PLAIN or levels or saved_hooks or state.tracer is not None or MODE.inference or out is not None:
            return slow(a, b) if out is None else slow(a, b, out=out)
        x = a._data
        kind = x.dtype
        params = marks(kind)
        left, right = a._edge if a._base is None else current_edge(a), None
        z, counter = b, a._counter
        if b.__class__ in PLAIN:
            z = b._data
            if z.dtype is not kind or (ranks and (x.ndim, z.ndim) != ranks):
                return slow(a, b)
            right = b._edge if b._base is None else current_edge(b)
            if b._counter is not None and b._counter.n:
                counter = b._counter
        elif b.__class__ not in NUMBERS or ranks:
            return slow(a, b)
        mask = 0 if not MODE.enabled else (1 if left is not None else 0) | (2 if right is not None else 0)
        if params is None or (mask and counter is not None and counter.n):
            return slow(a, b)
        try:
            y = kernel(x, z)
        except ValueError:  # shapes that do not broadcast: the slow path says so in torch's words
            return slow(a, b)
        t = new(Tensor)
        t._data = y
        if mask:
            keep_a, keep_b, keep_y = plans[mask]
            t._edge = node = node_class()
            node._edges = (a if left is LEAF else left, b if right is LEAF else right)
            node._saved = (a if keep_a else None, b if keep_b else None) if keep_a or keep_b else None
            node._y = y if keep_y else None
            node._shape = shape = x.shape
            if ranks:
                node._shape = y.shape
            elif z is not b and z.shape != shape:
                node._shape, params = y.shape, BROADCAST if params is FITTING else params
            node._params, node._dtype, node._number, node._counter = params, kind, next_number(), None
        return t

    return own_code(call)


def plain_edge(x: Any) -> Any:
    """Where the gradient of a plain tensor goes, if an operation on it is to be recorded and nothing special is going on; else None."""
    if x.__class__ not in PLAIN or levels or saved_hooks or state.tracer is not None or not MODE.enabled:
        return None
    return edge_of(x)


def recorded(op: Op, y: Any, edges: Sequence[Any], saved: tuple[Any, ...], params: dict[str, Any]) -> OpNode:
    """A node of `op`, for a caller that has worked out its result y and keeps for its rules what they ask for."""
    node = op.node()
    node._edges, node._saved, node._params = edges, saved, params
    node._y = y if op.plan(1)[1] else None
    node._shape, node._dtype, node._number, node._counter = y.shape, y.dtype, next_number(), None
    return node
