"""Times of single nodes: each that can be replayed has one, and nothing that raises is in the way."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from check.test_alone import case

from gradcli import engines
from gradcli.check.times import times


def test_every_operation_has_a_time_and_the_slow_one_the_longest() -> None:
    found = case(lambda x: (x.sin() * x).sum())
    graph = engines.get("builtin").graph(found.fn, found.inputs)
    ops = [node.id for node in graph.nodes if node.kind == "op"]
    assert sorted(times(graph)) == ops

    def slow(*_: Any) -> Any:
        time.sleep(0.05)
        raise ValueError

    def lazy(*xs: Any) -> Any:
        time.sleep(0.05)
        return inner.forward(*xs)

    inner = graph.nodes[ops[1]].replay
    assert inner
    nodes = [replace(node, replay=replace(inner, forward=lazy)) if node.id == ops[1] else node for node in graph.nodes]
    measured = times(replace(graph, nodes=tuple(nodes)))
    assert max(measured, key=lambda node: measured[node]) == ops[1]
    assert measured[ops[1]] >= 0.05

    broken = [replace(node, replay=replace(inner, forward=slow)) if node.id == ops[1] else node for node in graph.nodes]
    assert ops[1] not in times(replace(graph, nodes=tuple(broken)))
