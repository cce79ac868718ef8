"""The fast path of arithmetic: one or two plain tensors of one type and nothing special going on; anything else takes Op's own way.

Small arrays spend more time in Python than in numpy, so these two functions are unrolled by hand: they are called for every `a * b`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gradcli.autograd import state
from gradcli.autograd.grad_mode import MODE
from gradcli.autograd.node import next_number
from gradcli.autograd.op import Op
from gradcli.autograd.rule import DROP, SHAPE, VALUE
from gradcli.autograd.tensor import LEAF, Tensor, Version

new = object.__new__
NO_PARAMS: dict[str, Any] = {}


def busy() -> bool:
    """Whether something wants to see every operation."""
    return bool(state.levels or state.saved_hooks) or state.tracer is not None or MODE.inference


def keeps(op: Op, mask: int, arity: int) -> tuple[bool, ...]:
    """Whether each argument, and last the result, is kept when the arguments in `mask` need gradients."""
    codes, result = op.plan(mask)
    codes = codes or (DROP,) * arity
    assert SHAPE not in codes, f"{op.name}: the fast path keeps values only"
    return (*(code == VALUE for code in codes), result)


def unary(op: Op) -> Callable[[Any], Any]:
    """op(x), fast for a floating tensor."""
    kernel, node_class = op.kernel, op.node
    keep_x, keep_y = keeps(op, 1, 1)

    def call(x: Any) -> Any:
        if x.__class__ is not Tensor or x._base is not None or busy():
            return op(x)
        data = x._data
        if data.dtype.kind not in "fc" or (keep_x and x._counter is not None):
            return op(x)
        y = kernel(data)
        t = new(Tensor)
        t._data = y
        edge = x._edge
        if edge is not None and MODE.enabled:
            node = new(node_class)
            node._edges = (x if edge is LEAF else edge,)
            node._saved = (x,) if keep_x else None
            node._params, node._number, node._shape, node._dtype, node._y = NO_PARAMS, next_number(), y.shape, y.dtype, None
            if keep_y:
                node._y, node._version = y, 0
                node._counter = t._counter = Version()
            t._edge = node
        return t

    return call


def binary(op: Op) -> Callable[[Any, Any], Any]:
    """op(a, b), fast for a floating tensor and a float or another tensor of its type."""
    kernel, node_class = op.kernel, op.node
    plans = tuple(keeps(op, mask, 2) if mask else () for mask in range(4))

    def call(a: Any, b: Any) -> Any:
        if a.__class__ is not Tensor or a._base is not None or busy():
            return op(a, b)
        x = a._data
        kind = x.dtype
        if kind.kind not in "fc":
            return op(a, b)
        left, right = a._edge, None
        if b.__class__ is float:
            y = kernel(x, b)
            counter = a._counter
        elif b.__class__ is Tensor and b._base is None and b._data.dtype is kind and x.shape == b._data.shape:
            y = kernel(x, b._data)
            right = b._edge
            counter = a._counter or b._counter
        else:
            return op(a, b)
        mask = (left is not None) + 2 * (right is not None) if MODE.enabled else 0
        if mask and counter is not None:
            return op(a, b)
        t = new(Tensor)
        t._data = y
        if mask:
            keep_a, keep_b, keep_y = plans[mask]
            node = new(node_class)
            node._edges = (a if left is LEAF else left, b if right is LEAF else right)
            node._saved = (a if keep_a else None, b if keep_b else None) if keep_a or keep_b else None
            node._params, node._number, node._shape, node._dtype, node._y = NO_PARAMS, next_number(), y.shape, y.dtype, None
            if keep_y:
                node._y, node._version = y, 0
                node._counter = t._counter = Version()
            t._edge = node
        return t

    return call
