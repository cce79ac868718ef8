"""The built-in engine: what it calls plain, several cotangents at once, and the values of leaves that were changed since."""

from __future__ import annotations

import numpy as np
import pytest

import gradcli as torch
from gradcli import engines
from gradcli.autograd import rows
from gradcli.cases import Run

X = np.array([[0.5, -1.25, 2.0], [1.5, 0.75, -0.5]])
ENGINE = engines.get("builtin")


class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 2 * x

    @staticmethod
    def backward(ctx, g):
        return 2 * g


def on_leaf(x):
    x.register_hook(lambda g: g)
    return x.exp()


def on_result(x):
    y = x.exp()
    y.register_hook(lambda g: g)
    return y.sum()


def on_node(x):
    y = x.exp()
    y.grad_fn.register_prehook(lambda gs: gs)
    return y.sum()


def on_saved(x):
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        return x.square().sum()


def evaluated(build):
    def fn(arrays):
        x = torch.tensor(arrays["x"], requires_grad=True)
        y = build(x)
        return Run({"y": y}, {"x": x}, {})

    return ENGINE.traced(fn, {"x": X})


@pytest.mark.parametrize("build", [lambda x: (x.exp() @ x.T).relu(), lambda x: x.clone().mul_(2).sum(0), lambda x: x[0].sort()[0]])
def test_a_graph_of_operations_alone_is_plain(build):
    assert evaluated(build)[3].plain


@pytest.mark.parametrize("build", [on_leaf, on_result, on_node, on_saved, lambda x: Double.apply(x).sum()])
def test_a_graph_in_whose_backward_something_of_the_users_runs_is_not(build):
    assert not evaluated(build)[3].plain


@pytest.mark.parametrize("at_once", [rows.AT_ONCE, 12])
def test_cotangents_pulled_at_once_give_what_each_gives_alone(monkeypatch, at_once):
    monkeypatch.setattr(rows, "AT_ONCE", at_once)
    pullback = evaluated(lambda x: (x.tanh() @ x.T).softmax(-1))[2]
    gs = np.random.default_rng(0).normal(size=(5, 2, 2))

    together = pullback.stacked([gs])["x"]

    alone = np.stack([pullback([g])["x"] for g in gs])
    np.testing.assert_allclose(together, alone, rtol=1e-13, atol=1e-14)  # the same sums in another order


def test_no_path_stays_none_when_pulled_at_once():
    pullback = evaluated(lambda x: torch.ones(3, requires_grad=True).exp())[2]
    assert pullback.stacked([np.ones((4, 3))]) == {"x": None}


def test_a_leafs_values_are_those_the_first_operation_read():
    def fn(arrays):
        x = torch.tensor(arrays["x"], requires_grad=True)
        y = x.square().sum()
        with torch.no_grad():
            x -= 1
        return Run({"y": y}, {"x": x}, {})

    graph = ENGINE.graph(fn, {"x": X})

    np.testing.assert_array_equal(graph.nodes[graph.leaves["x"]].value, X)  # a copy: exact


def test_a_nodes_results_are_kept_from_later_changes():
    def fn(arrays):
        x = torch.tensor(arrays["x"], requires_grad=True)
        y = x.exp()
        z = y.detach()
        total = y.sum()
        z.zero_()
        return Run({"total": total}, {"x": x}, {})

    graph = ENGINE.graph(fn, {"x": X})
    node = next(node for node in graph.nodes if node.op == "exp")

    np.testing.assert_array_equal(node.replay.outputs[0], np.exp(X))  # a copy: exact
