"""A node run again alone: what its arguments get back, also those without a rule."""

from __future__ import annotations

import numpy as np
import pytest

import gradcli as torch
from gradcli import engines
from gradcli.cases import Run

X = np.arange(6.0).reshape(2, 3)
MASK = torch.tensor([[True, False, True], [False, True, False]])


@pytest.mark.parametrize("how", ["pullback", "recorded"])
@pytest.mark.parametrize(
    ("read", "weights"),
    [
        (lambda x: x[MASK], [[1, 0, 2], [0, 3, 0]]),
        (lambda x: x[torch.tensor([1, 0, 1]), torch.tensor([0, 2, 0])], [[0, 0, 2], [4, 0, 0]]),
    ],
)
def test_an_indexed_tensor_has_a_gradient_and_its_indices_none(read, weights, how):
    def fn(arrays):
        x = torch.tensor(arrays["x"], requires_grad=True)
        return Run({"y": read(x)}, {"x": x}, {})

    graph = engines.get("builtin").graph(fn, {"x": X})
    node = next(n for n in graph.nodes if n.kind == "op")
    g = [np.array([1.0, 2.0, 3.0])]

    in_x, *others = node.replay.pullback(g, *node.replay.inputs) if how == "pullback" else node.replay.recorded(g)

    np.testing.assert_array_equal(in_x, weights)  # sums of whole numbers: exact
    assert others == [None] * len(others)
