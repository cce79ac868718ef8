"""Which node breaks the contract of backwards: it clobbers its incoming gradient, answers differently twice, or is not linear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gradcli.check import steps
from gradcli.check.linear import Fault, coarse, cotangents, fault, spread
from gradcli.check.nodes import argument_name, examinable
from gradcli.check.replay import pull_alone, pull_recorded
from gradcli.check.subject import Subject
from gradcli.graph import Graph, Node
from gradcli.numeric import UNIT

Array = np.ndarray[Any, Any]


def clobbering(graph: Graph, rng: np.random.Generator) -> tuple[Node, str] | None:
    """The first user's node whose backward writes into the gradient it is given, or into an argument, whose name is told too."""
    for node, subject in examinable(graph, users_only=True):
        assert node.replay is not None
        gs = [np.asarray(spread(rng, y.size).reshape(y.shape), dtype=y.dtype) for y in map(np.asarray, node.replay.outputs)]
        if not subject.m:
            continue
        if _written(node, gs, gs, pull_alone):
            return node, ""
        changed = _written(node, [g.copy() for g in gs], node.replay.inputs, pull_recorded)
        if changed:
            return node, argument_name(node, changed[0])
    return None


def _written(node: Node, gs: list[Array], watched: Sequence[Array], how: Any) -> list[int]:
    """The numbers of the watched arrays that a pull writes into; what was there is put back."""
    before = [np.array(x) for x in watched]
    try:
        how(node, gs)
    except Exception:  # the user's backward; the whole check meets it again
        return []
    changed = [k for k, old in enumerate(before) if not np.array_equal(watched[k], old, equal_nan=old.dtype.kind in "fc")]
    for k in changed:
        np.copyto(watched[k], before[k])
    return changed


def jittering(graph: Graph, rng: np.random.Generator) -> Node | None:
    """The first node whose backward gives two answers to one question."""
    for node, subject in examinable(graph):
        g = spread(rng, subject.m)
        for how in (pull_alone, pull_recorded):
            if _twice(node, g, subject, how):
                return node
    return None


def _twice(node: Node, g: Array, subject: Any, how: Any) -> bool:
    assert node.replay is not None
    gs = [np.zeros_like(np.asarray(y)) for y in node.replay.outputs]
    for block in subject.outputs:
        gs[int(block.name)] = block.array(g[block.slice])
    try:
        one, two = (how(node, [np.array(x) for x in gs]) for _ in range(2))
    except Exception:  # a backward that can run only once
        return False
    return any(a is not None and b is not None and not np.array_equal(a, b, equal_nan=True) for a, b in zip(one, two))


def _narrowed(subject: Subject, rng: np.random.Generator) -> Fault | None:
    """A backward that keeps fewer digits than its forward."""
    found = coarse(subject.pull, cotangents(rng, subject.m)) if subject.unit <= UNIT else None
    if found is None:
        return None
    move = lambda x: subject.many(found.input, x[None])[0]
    return found if steps.follows(move, subject.at[found.input], subject.y) else None


def nonlinear(graph: Graph, rng: np.random.Generator, users_only: bool = False) -> list[tuple[Node, Fault]]:
    """The nodes that are not linear in their incoming gradient, and how: all of the user's, else the first of the library's."""
    found: list[tuple[Node, Fault]] = []
    for node, subject in examinable(graph, users_only):
        user = node.replay is not None and node.replay.user
        if not user and found:
            break
        try:
            own = fault(subject.pull, cotangents(rng, subject.m), unit=subject.unit) or (_narrowed(subject, rng) if user else None)
        except Exception:  # the user's backward refuses a cotangent the whole check never sends
            continue
        if own:
            found.append((node, replace(own, index=subject.input(own.input).index(own.entry))))
            if not user:
                break
    return found
