"""The nodes of a graph as subjects of their own: which arguments matter, and each node's map with its gradient."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from gradcli.check import complex_step, rounding
from gradcli.check.haze import stepped
from gradcli.check.lanes import halves
from gradcli.check.replay import apply_node, pull_alone, pull_recorded, reached_from
from gradcli.check.subject import Block, Subject, Swept, differentiable, flatten, join, short_unit, split, unit_of
from gradcli.check.sweep import separable
from gradcli.graph import Graph, Node

Array = np.ndarray[Any, Any]


def live_arguments(graph: Graph) -> dict[int, list[int]]:
    """For every op node that hangs on a checked input: the numbers of the arguments through which it does."""
    live = reached_from(graph, list(graph.leaves.values()))
    arguments = {node.id: [k for k, edge in enumerate(node.parents) if edge.source in live] for node in graph.nodes if node.kind == "op"}
    return {node: ks for node, ks in arguments.items() if ks}


def used_outputs(graph: Graph) -> dict[int, frozenset[int]]:
    """The numbers of the outputs of every node that another node or the result takes: the rest has no say in the gradient."""
    taken: dict[int, set[int]] = {}
    for edge in (*(edge for node in graph.nodes for edge in node.parents), *(edge for _, edge in graph.outputs)):
        taken.setdefault(edge.source, set()).add(edge.output)
    return {source: frozenset(outputs) for source, outputs in taken.items()}


def examinable(graph: Graph, users_only: bool = False) -> Iterator[tuple[Node, Subject]]:
    """Every live node that can be replayed, users' own first, with its subject; declared surrogates left out."""
    if users_only and not any(node.replay is not None and node.replay.user for node in graph.nodes):
        return
    live, used = live_arguments(graph), used_outputs(graph)
    nodes = [graph.nodes[k] for k in live if graph.nodes[k].replay is not None]
    for node in sorted(nodes, key=lambda n: not (n.replay and n.replay.user)):
        if users_only and not (node.replay and node.replay.user):
            return
        if node.replay is not None and not node.replay.surrogate:
            found = subject(node, live[node.id], used.get(node.id, frozenset()))
            if found.m and found.inputs:
                yield node, found


def argument_name(node: Node, k: int) -> str:
    """The name of argument k, its number where it has none or shares it."""
    names = [edge.argument for edge in node.parents]
    return names[k] if names[k] and names.count(names[k]) == 1 else str(k)


def subject(node: Node, arguments: Sequence[int], used: Collection[int]) -> Subject:
    """One node as a map from its live arguments to those of its floating outputs that are used, at the recorded inputs."""
    assert node.replay is not None
    inputs = _blocks([(argument_name(node, k), node.replay.inputs[k]) for k in arguments if differentiable(node.replay.inputs[k])])
    outputs = _blocks([(str(k), y) for k, y in enumerate(node.replay.outputs) if k in used and differentiable(y)])
    where = {argument_name(node, k): k for k in arguments}
    at = {block.name: flatten(node.replay.inputs[where[block.name]], block).copy() for block in inputs}
    y = join({str(k): y for k, y in enumerate(node.replay.outputs)}, outputs)
    many = _many(node, {b.name: (where[b.name], b) for b in inputs}, outputs)
    pull = _pull(node, {b.name: (where[b.name], b) for b in inputs}, outputs)
    sweep = _sweep(node, {b.name: (where[b.name], b) for b in inputs}, outputs)
    near = _near(node, {b.name: (where[b.name], b) for b in inputs}, outputs)
    steps = partial(complex_step.along_node, node, {b.name: (where[b.name], b) for b in inputs}, outputs)
    blur = rounding.inside(node, lambda ys: join({str(k): y for k, y in enumerate(ys)}, outputs))
    coarse = max(unit_of((*inputs, *outputs)), short_unit([node.dtype]))
    return Subject(node.op, inputs, outputs, at, y, many, pull, blur, coarse, sweep, near=near, stepped=steps)


def recorded_pull(node: Node, like: Subject) -> Any:
    """The pull of a node from what the tape saved, for comparison with the subject's own."""
    names = {argument_name(node, k): k for k in range(len(node.parents))}
    return _pull(node, {b.name: (names[b.name], b) for b in like.inputs}, like.outputs, pull_recorded)


def _blocks(arrays: Sequence[tuple[str, Any]]) -> tuple[Block, ...]:
    out: list[Block] = []
    start = 0
    for name, value in arrays:
        out.append(Block(name, np.shape(value), np.asarray(value).dtype, start))
        start += out[-1].size
    return tuple(out)


def _many(node: Node, inputs: dict[str, tuple[int, Block]], outputs: tuple[Block, ...]) -> Any:
    m = sum(block.size for block in outputs)

    def single(k: int, array: Array) -> Array:
        assert node.replay is not None
        given = [np.array(x) for x in node.replay.inputs]
        given[k] = array
        try:
            values = node.replay.forward(*given)
        except Exception:  # a user's forward outside of its domain
            return np.full(m, np.nan)
        return join({str(i): y for i, y in enumerate(values)}, outputs)

    def many(name: str, points: Array) -> Array:
        k, block = inputs[name]
        arrays = block.array(points)
        stacked = _try_stack(node, k, arrays, outputs)
        return stacked if stacked is not None else np.stack([single(k, array) for array in arrays])

    return many


def _sweep(node: Node, inputs: dict[str, tuple[int, Block]], outputs: tuple[Block, ...]) -> Any:
    def sweep(name: str, shifted: Array) -> Swept | None:
        """Every column of one argument at once, where the node is elementwise in it; see sweep.py."""
        assert node.replay is not None
        k, block = inputs[name]
        if block.complex or len(node.replay.outputs) != 1 or outputs[0].shape != block.shape or outputs[0].complex:
            return None
        given, flags = list(map(np.asarray, node.replay.inputs)), [i == k for i in range(len(node.parents))]
        base, y0, moved = given[k], np.asarray(node.replay.outputs[0]), block.array(shifted)
        masks = halves(base.size).reshape(-1, *base.shape)
        given[k] = np.concatenate([moved, np.where(masks, moved[0], base)])
        try:
            (y,) = apply_node(node, given, flags, (len(given[k]), True))
        except Exception:  # a user's forward outside of its domain, or a batching rule that does not fit
            return None
        if not separable(y, y0, masks):
            return None
        return Swept((y[: len(shifted)].reshape(len(shifted), -1), y0.reshape(-1)), True, tuple, lambda _: None)

    return sweep


def _try_stack(node: Node, k: int, arrays: Array, outputs: tuple[Block, ...]) -> Array | None:
    assert node.replay is not None
    if node.replay.stack is None or node.replay.user:
        return None
    given = list(node.replay.inputs)
    given[k] = arrays
    try:
        values = node.replay.stack(tuple(i == k for i in range(len(given))), *given)
        found = join({str(i): y for i, y in enumerate(values)}, outputs, lead=1)
    except Exception:  # a batching rule that does not fit these shapes
        return None
    return found if found.shape[0] == len(arrays) else None


def _near(node: Node, inputs: dict[str, tuple[int, Block]], outputs: tuple[Block, ...]) -> Any:
    """The pull with every floating argument moved by k steps of a few ulps, a fresh run every time."""

    def near(k: int) -> Any:
        assert node.replay is not None
        rng, replay = np.random.default_rng(1), node.replay
        given = [stepped(x, k, rng) if differentiable(x) else x for x in map(np.asarray, replay.inputs)]
        pullback = replay.shaken(lambda x: stepped(x, k, rng)) if replay.shaken else replay.pullback
        return _pull(node, inputs, outputs, lambda _, gs: tuple(pullback(gs, *map(np.array, given))))

    return near


def _pull(node: Node, inputs: dict[str, tuple[int, Block]], outputs: tuple[Block, ...], how: Any = pull_alone) -> Any:
    def pull(g: Array) -> dict[str, Array | None]:
        assert node.replay is not None
        parts = split(g, outputs)
        gs = [parts[str(k)] if str(k) in parts else np.zeros_like(y) for k, y in enumerate(node.replay.outputs)]
        gradients = how(node, gs)
        return {name: None if gradients[k] is None else flatten(gradients[k], block) for name, (k, block) in inputs.items()}

    return pull
