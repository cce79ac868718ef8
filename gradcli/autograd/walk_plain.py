"""The backward walk with nothing special going on, where small arrays spend their time: an unrolled step per operation of the fast path."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from gradcli.autograd import late
from gradcli.autograd.node import BROADCAST, FITTING, FREED, Node
from gradcli.autograd.quick import own_code
from gradcli.autograd.rule import Rule
from gradcli.autograd.saved import TWICE, changed, value
from gradcli.autograd.tensor import PLAIN

if TYPE_CHECKING:
    from gradcli.autograd.op import Op, OpNode
    from gradcli.autograd.walk import Walk



def run(walk: Walk) -> None:
    """Walk until nothing is pending. It does what `Walk.step` does."""
    queue, pending = walk.queue, walk.pending
    while queue:
        node: Any = heappop(queue)[1]
        g = pending.pop(node)
        if (node._params is FITTING or node._params is BROADCAST) and node._hooks is None:
            op = node._op
            (op.pull or pull_of(op))(walk, node, g)
        else:
            walk.step(node, g)


# ---------------------------------------------------------------- nodes that the fast path has made
def pull_of(op: Op) -> Callable[[Walk, OpNode, Any], None]:
    """The step of an operation: (walk, node, cotangent) hands on the gradients."""
    op.pull = pull_one(*op.rules) if len(op.rules) == 1 else pull_two(*[hand(op, i) for i in range(2)])
    return op.pull


def pull_one(rule: Rule | None) -> Callable[[Walk, OpNode, Any], None]:
    """The step of an operation on one argument."""
    assert rule is not None
    fn, slope = rule.fn, rule.slope

    def pull(walk: Walk, node: OpNode, g: Any) -> None:
        x, y, edge, pending = None, node._y, node._edges[0], walk.pending
        if y is not None and node._counter is not None and node._counter.n != node._version:
            raise changed(y, node, node._counter.n, node._version)
        if node._saved is not None:
            if node._saved is FREED:
                raise RuntimeError(TWICE)
            (x,) = node._saved
            x = x._data if x.__class__ in PLAIN and (x._counter is None or not x._counter.n) else value(x, False)
        h = fn(g, y, x) if slope is None else g * slope(y, x)
        if edge in pending or not isinstance(edge, Node):
            walk.give(edge, h)
        else:
            pending[edge] = h
            heappush(walk.queue, (-edge._number, edge))
        if not walk.keep and (x is not None or y is not None):
            node._saved, node._y = FREED, None

    return own_code(pull)


def pull_two(left: Callable[..., None] | None, right: Callable[..., None] | None) -> Callable[[Walk, OpNode, Any], None]:
    """The step of an operation on two arguments; left, right: what hands on their gradients."""

    def pull(walk: Walk, node: OpNode, g: Any) -> None:
        a, b, y = None, None, node._y
        if y is not None and node._counter is not None and node._counter.n != node._version:
            raise changed(y, node, node._counter.n, node._version)
        if node._saved is not None:
            if node._saved is FREED:
                raise RuntimeError(TWICE)
            a, b = node._saved
            if a is not None:
                a = a._data if a.__class__ in PLAIN and (a._counter is None or not a._counter.n) else value(a, False)
            if b is not None and b.__class__ is not float:
                b = b._data if b.__class__ in PLAIN and (b._counter is None or not b._counter.n) else value(b, False)
        edge, other = node._edges
        if edge is not None and left is not None:
            left(walk, node, edge, g, (y, a, b))
        if other is not None and right is not None:
            right(walk, node, other, g, (y, a, b))
        if not walk.keep and (y is not None or node._saved is not None):
            node._saved, node._y = FREED, None

    return own_code(pull)


def hand(op: Op, i: int) -> Callable[..., None] | None:
    """What hands on the gradient of argument i of two."""
    rule, factors = op.rules[i], late.FACTORS[op][i] if op in late.FACTORS else None
    if rule is None:
        return None
    fn, slope = rule.fn, rule.slope

    def give(walk: Walk, node: OpNode, edge: Any, g: Any, kept: tuple[Any, Any, Any]) -> None:
        y, a, b = kept
        if factors is not None and edge.__class__ in PLAIN and g.size < late.SMALL:
            late.keep(walk, edge, factors(g, a, b))
            return
        h = fn(g, y, a, b) if slope is None else g * slope(y, a, b)
        if node._params is BROADCAST:
            walk.hand(edge, h, node)
            return
        pending = walk.pending
        if edge in pending or not isinstance(edge, Node):
            walk.give(edge, h)
        else:
            pending[edge] = h
            heappush(walk.queue, (-edge._number, edge))

    return own_code(give)


__all__ = ["run"]
