"""The backward walk with nothing special going on, where small arrays spend their time: an unrolled step per operation of the fast path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from gradcli.autograd import late
from gradcli.autograd.node import BROADCAST, FITTING, FREED, Node
from gradcli.autograd.quick import own_code
from gradcli.autograd.rule import as_it_is
from gradcli.autograd.saved import TWICE, changed, result, unpack, value
from gradcli.autograd.tensor import PLAIN

if TYPE_CHECKING:
    from gradcli.autograd.op import Op
    from gradcli.autograd.op_node import OpNode
    from gradcli.autograd.walk import Walk

Pull = tuple[Callable[..., Any], Callable[..., Any] | None]  # a rule: (g, y, *saved) -> gradient, and its slope if it has one
Step = Callable[["Walk", "OpNode", Any], None]


def run(walk: Walk) -> None:
    """Walk until nothing is pending. It does what `Walk.step` does."""
    queue, pending = walk.queue, walk.pending
    while queue:
        node: Any = heappop(queue)[1]
        g = pending.pop(node)
        if (node._params is FITTING or node._params is BROADCAST) and node._hooks is None:
            op = node._op
            (op.pull or pull_of(op))(walk, node, g)
        elif node._op is not None and node._op.simple and node._hooks is None and node._op not in late.FACTORS:
            by_rules(walk, node, g)
        else:
            walk.step(node, g)


def by_rules(walk: Walk, node: OpNode, g: Any) -> None:
    """The step of an operation with one result and a rule per argument."""
    create, op = walk.create, node._op
    if op.shortcut is not None and not create and op.shortcut(walk, node, g):
        return
    saved, y = unpack(node, create)
    params, pending = node._params, walk.pending
    for edge, rule in zip(node._edges, op.rules):
        if edge is not None and rule is not None:
            h = rule(g, y, saved, params)
            if h is None:
                continue
            data = h._data if create else h
            if edge in pending or not isinstance(edge, Node) or data.shape != edge._shape or data.dtype is not edge._dtype:
                walk.hand(edge, h, node)
            else:
                pending[edge] = h
                heappush(walk.queue, (-edge._number, edge))
    if not walk.keep:
        node._release()


# ---------------------------------------------------------------- nodes that the fast path has made
def pull_of(op: Op) -> Step:
    """The step of an operation, in a walk on arrays."""
    op.pull = step_of(rules_of(op), late.FACTORS.get(op, (None, None)))
    return op.pull


def rules_of(op: Op) -> list[Pull | None]:
    """The rules of an operation on one or two arguments, as functions and slopes."""
    return [None if rule is None else (rule.fn, rule.slope) for rule in op.rules[:2]]


def step_of(rules: Sequence[Pull | None], factors: Sequence[Any] = (None, None), create: bool = False) -> Step:
    """A step by the rules of one or two arguments: (walk, node, cotangent) hands on the gradients. create: of tensors."""
    if all(rule is not None and rule[0] is as_it_is for rule in rules):
        return pass_on
    if len(rules) == 1:
        assert rules[0] is not None
        return pull_one(*rules[0], create)
    left, right = [rule and hand(*rule, factor) for rule, factor in zip(rules, factors)]
    return pull_two(left, right, create)


def pass_on(walk: Walk, node: OpNode, g: Any) -> None:
    """The step of a sum, which hands the cotangent itself to both arguments."""
    pending, broadcast = walk.pending, node._params is BROADCAST
    for edge in node._edges:
        if edge is None:
            continue
        if broadcast and (not isinstance(edge, Node) or g.shape != edge._shape or g.dtype is not edge._dtype):
            walk.hand(edge, g, node)
        elif edge in pending or not isinstance(edge, Node):
            walk.give(edge, g)
        else:
            pending[edge] = g
            heappush(walk.queue, (-edge._number, edge))


def pull_one(fn: Callable[..., Any], slope: Callable[..., Any] | None, create: bool) -> Step:
    """The step of an operation on one argument."""

    def pull(walk: Walk, node: OpNode, g: Any) -> None:
        x, y, edge, pending = None, node._y, node._edges[0], walk.pending
        if y is not None:
            if node._counter is not None and node._counter.n != node._version:
                raise changed(y, node, node._counter.n, node._version)
            if create:
                y = result(node, y)
        if node._saved is not None:
            if node._saved is FREED:
                raise RuntimeError(TWICE)
            (x,) = node._saved
            if x.__class__ not in PLAIN or (x._counter is not None and x._counter.n):
                x = value(x, create)
            elif not create:
                x = x._data
        h = fn(g, y, x) if slope is None else g * slope(y, x)
        if edge in pending or not isinstance(edge, Node):
            walk.give(edge, h)
        else:
            pending[edge] = h
            heappush(walk.queue, (-edge._number, edge))
        if not walk.keep and (x is not None or y is not None):
            node._saved, node._y = FREED, None

    return own_code(pull)


def pull_two(left: Callable[..., None] | None, right: Callable[..., None] | None, create: bool) -> Step:
    """The step of an operation on two arguments; left, right: what hands on their gradients."""

    def pull(walk: Walk, node: OpNode, g: Any) -> None:
        a, b, y = None, None, node._y
        if y is not None:
            if node._counter is not None and node._counter.n != node._version:
                raise changed(y, node, node._counter.n, node._version)
            if create:
                y = result(node, y)
        if node._saved is not None:
            if node._saved is FREED:
                raise RuntimeError(TWICE)
            a, b = node._saved
            if a is not None:
                if a.__class__ not in PLAIN or (a._counter is not None and a._counter.n):
                    a = value(a, create)
                elif not create:
                    a = a._data
            if b is not None and b.__class__ is not float:
                if b.__class__ not in PLAIN or (b._counter is not None and b._counter.n):
                    b = value(b, create)
                elif not create:
                    b = b._data
        edge, other = node._edges
        if edge is not None and left is not None:
            left(walk, node, edge, g, (y, a, b))
        if other is not None and right is not None:
            right(walk, node, other, g, (y, a, b))
        if not walk.keep and (y is not None or node._saved is not None):
            node._saved, node._y = FREED, None

    return own_code(pull)


def hand(fn: Callable[..., Any], slope: Callable[..., Any] | None, factors: Callable[..., Any] | None) -> Callable[..., None]:
    """What hands on the gradient of one of two arguments."""

    def give(walk: Walk, node: OpNode, edge: Any, g: Any, kept: tuple[Any, Any, Any]) -> None:
        y, a, b = kept
        if factors is not None and edge.__class__ in PLAIN:
            if g.size < late.SMALL:
                late.keep(walk, edge, factors(g, a, b))
                return
            late.settle(walk)  # while what was kept is still in the cache, which a large product fills
        h = fn(g, y, a, b) if slope is None else g * slope(y, a, b)
        pending = walk.pending
        if node._params is BROADCAST and (not isinstance(edge, Node) or h.shape != edge._shape or h.dtype is not edge._dtype):
            walk.hand(edge, h, node)
        elif edge in pending or not isinstance(edge, Node):
            walk.give(edge, h)
        else:
            pending[edge] = h
            heappush(walk.queue, (-edge._number, edge))

    return own_code(give)


__all__ = ["Pull", "Step", "run"]
