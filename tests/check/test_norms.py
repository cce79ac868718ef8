"""The norms on a picture are those of the gradients the engine itself computes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import gradcli as torch
from gradcli import engines
from gradcli.cases import Run
from gradcli.check.norms import norms

X = np.array([0.5, -1.0, 2.0])


def graph_of(f):
    def fn(inputs):
        leaves = {name: torch.tensor(x, requires_grad=True) for name, x in inputs.items()}
        return Run({"y": f(**leaves)}, leaves)

    return engines.get("builtin").graph(fn, {"x": X})


def test_the_norm_of_a_leaf_is_that_of_its_gradient():
    graph = graph_of(lambda x: (x.exp() * x).sum())
    expected = np.linalg.norm(np.exp(X) * (1 + X))
    assert norms(graph)[graph.leaves["x"]] == pytest.approx(expected, rel=1e-14)  # the same few roundings


def test_gradients_of_all_consumers_are_added_before_the_norm_is_taken():
    graph = graph_of(lambda x: x - x)
    assert norms(graph)[graph.leaves["x"]] == 0.0


def test_behind_a_node_that_cannot_be_replayed_nothing_is_claimed():
    graph = graph_of(lambda x: x.exp().sum())
    blind = tuple(replace(node, replay=None) if node.op == "exp" else node for node in graph.nodes)
    found = norms(replace(graph, nodes=blind))
    assert graph.leaves["x"] not in found
    assert next(node.id for node in graph.nodes if node.op == "exp") in found
