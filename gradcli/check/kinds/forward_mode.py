"""Is the forward mode of the user's own Functions right: every jvp beside the backward of its node, which is its transpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from gradcli import codes
from gradcli.check import user
from gradcli.check.kinds.contract import only_input
from gradcli.check.kinds.hygiene import culprit
from gradcli.check.nodes import argument_name, examinable
from gradcli.check.question import signed
from gradcli.check.session import Session
from gradcli.check.subject import Block, Subject, join
from gradcli.finding import Entry, Finding
from gradcli.graph import Node

Array = np.ndarray[Any, Any]
CLOSE = 1e-9  # relative to the terms that are added: two ways through the same derivatives differ by their roundings
PAIRS = 2  # random pairs of a cotangent and a tangent: an error is orthogonal to both with probability 0
FACTOR = 1e-6  # relative: how alike the quotients of the pairs are where the jvp is a multiple of the right one

Product = tuple[float, float, float]  # <v, J t> by the jvp, <J^T v, t> by the backward, and the size of their terms


def check(session: Session) -> Iterator[Finding]:
    """Findings G108, one per argument of a Function and place; the gradients were found right before."""
    graph = session.tape.graph
    if graph.plain or not any(map(_has_one, graph.nodes)):
        return
    told: set[Any] = set()
    for node, subject in examinable(session.record(), users_only=True):
        if not _has_one(node):
            continue
        for block in subject.inputs:
            key = node.op, node.where, block.name
            if key not in told and (found := _compared(session, node, subject, block)):
                told.add(key)
                yield found


def _has_one(node: Node) -> bool:
    """Whether a node is a user's Function with a jvp of its own."""
    return node.replay is not None and node.replay.user and node.replay.jvp is not None


def _compared(session: Session, node: Node, subject: Subject, block: Block) -> Finding | None:
    """One argument: sums over random signs of the entries of its Jacobian, by jvp and by backward."""
    rng = session.rng
    try:
        pairs = [_products(node, subject, block, rng) for _ in range(PAIRS)]
    except Exception as error:  # user code, which a check asks and a gradient does not
        session.unexamined.add(f"the jvp of {node.op} ({type(user.UserError(error).cause).__name__})")
        return None
    spare = CLOSE + (session.settings.rtol or 0.0)
    wrong = [(one, other, size) for one, other, size in pairs if not abs(one - other) <= spare * size]
    if not wrong:
        return None
    by_jvp, by_backward, size = wrong[0]
    entry = Entry((), (), by_jvp, by_backward, spare * size)
    name, blamed = only_input(session, node, block.name), culprit(node, block.name)
    return Finding(codes.get("G108"), node.tangent or node.where, name, "", entry, blamed, _why(pairs), data={"argument": block.name})


def _products(node: Node, subject: Subject, block: Block, rng: np.random.Generator) -> Product:
    v, t = signed(rng, (subject.m,)), signed(rng, (block.size,))
    gradient, tangent = subject.pull(v)[block.name], _pushed(node, subject, block, t)
    terms = np.zeros(block.size) if gradient is None else gradient * t
    return float(v @ tangent), float(terms.sum()), float(np.abs(v * tangent).sum() + np.abs(terms).sum())


def _pushed(node: Node, subject: Subject, block: Block, t: Array) -> Array:
    """J t, flat, for a tangent of one argument."""
    assert node.replay is not None
    assert node.replay.jvp is not None
    names = [argument_name(node, k) for k in range(len(node.parents))]
    ts = [block.array(t) if name == block.name else None for name in names]
    found = node.replay.jvp(ts, *(np.array(x) for x in node.replay.inputs))
    return join({str(k): y for k, y in enumerate(found)}, subject.outputs)


def _why(pairs: Sequence[Product]) -> str:
    """That the jvp is a multiple of what it should be, where it is one."""
    quotients = [one / other for one, other, _ in pairs if other]
    if len(quotients) < len(pairs) or max(quotients) - min(quotients) > FACTOR * max(map(abs, quotients)):
        return "its jvp is not the transpose of its backward, which is right"
    factor = quotients[0]
    return "its jvp is zero" if factor == 0 else f"its jvp is {factor:.9g} times the derivative"
