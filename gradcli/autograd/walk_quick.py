"""The backward walk that is recorded, or for many cotangents at once, with nothing else going on: unrolled as the plain one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from heapq import heappop
from typing import TYPE_CHECKING, Any

from gradcli.autograd.node import BROADCAST, FITTING
from gradcli.autograd.walk_plain import Step, by_rules, rules_of, step_of

if TYPE_CHECKING:
    from gradcli.autograd.op import Op
    from gradcli.autograd.walk import Walk


def run(walk: Walk, step_for: Callable[[Op], Step | None], other: Any = FITTING, simple: Step | None = None) -> None:
    """Walk until nothing is pending. It does what `Walk.step` does.

    step_for: the step of an operation, where there is a short one.  other: the mark of further nodes that it is right for.
    simple: the step of nodes without a mark that have a rule per argument, if there is one.
    """
    queue, pending = walk.queue, walk.pending
    while queue:
        node: Any = heappop(queue)[1]
        g = pending.pop(node)
        marked = (node._params is FITTING or node._params is other) and node._hooks is None
        step = step_for(node._op) if marked else None
        if step is None and simple is not None and node._op is not None and node._op.simple and node._hooks is None:
            step = simple
        if step is None:
            walk.step(node, g)
        else:
            step(walk, node, g)


def run_recorded(walk: Walk) -> None:
    """The same for a walk that is recorded."""
    run(walk, recorded, BROADCAST, by_rules)


@functools.cache
def recorded(op: Op) -> Step:
    """The step of an operation on tensors."""
    return step_of(rules_of(op), create=True)


__all__ = ["run", "run_recorded"]
