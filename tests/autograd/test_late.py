"""Leaves that many small operations use: what they contribute is added up late, and nobody can tell."""

import numpy as np
import pytest

import gradcli as torch
from gradcli import nn
from gradcli.autograd import late

SUM = {"rtol": 1e-12, "atol": 1e-12}  # sums of up to 300 numbers of order 1 in another order: 300 eps is 7e-14


def normal(*shape, seed=0):
    return torch.tensor(np.random.default_rng(seed).standard_normal(shape) / 2)


def recurrent(steps, rows, w, v, b):
    """The last state of a small recurrent network: each of its parameters is used at every step."""
    h = torch.zeros(rows, 4, dtype=torch.float64)
    for k in range(steps):
        h = torch.tanh(normal(rows, 3, seed=k) @ w + h @ v + b)
    return h


def parameters():
    return [t.requires_grad_() for t in (normal(3, 4, seed=1), normal(4, 4, seed=2), normal(4, seed=3))]


def one_at_a_time(loss, leaves, monkeypatch):
    """The gradients with every contribution added at once."""
    with monkeypatch.context() as patch:
        patch.setattr(late, "SMALL", 0)
        return torch.autograd.grad(loss, leaves, retain_graph=True)


@pytest.mark.parametrize("steps", [1, 2, late.AT_ONCE + 40])
def test_gradients_are_those_of_the_contributions_added_one_at_a_time(steps, monkeypatch):
    leaves = parameters()
    loss = (recurrent(steps, 2, *leaves) ** 2).sum()
    want = one_at_a_time(loss, leaves[:1] + leaves[2:] if steps == 1 else leaves, monkeypatch)
    got = torch.autograd.grad(loss, leaves[:1] + leaves[2:] if steps == 1 else leaves)
    for g, h in zip(got, want):
        assert np.allclose(g.numpy(), h.numpy(), **SUM)


def test_products_from_either_side_with_any_number_of_rows_and_other_uses_of_a_leaf_all_count(monkeypatch):
    w = normal(3, 3).requires_grad_()
    loss = (normal(2, 3) @ w).sum() + (normal(5, 3) @ w).sum() + (w @ normal(3, 7)).sum() + (w @ w).sum() + (w * w).sum()
    (want,) = one_at_a_time(loss, [w], monkeypatch)
    (got,) = torch.autograd.grad(loss, [w])
    assert np.allclose(got.numpy(), want.numpy(), **SUM)


def test_parameters_of_modules_count_as_leaves_do(monkeypatch):
    w, b = nn.Parameter(normal(3, 3)), nn.Parameter(normal(3))
    loss = sum((normal(2, 3, seed=k) @ w + b).sum() for k in range(3))
    want = one_at_a_time(loss, [w, b], monkeypatch)
    got = torch.autograd.grad(loss, [w, b])
    for g, h in zip(got, want):
        assert np.allclose(g.numpy(), h.numpy(), **SUM)


def test_what_a_hook_changes_during_the_walk_is_not_seen_by_operations_before_it():
    w, x = torch.eye(2, dtype=torch.float64).requires_grad_(), torch.ones(2, 2, dtype=torch.float64)
    start = torch.ones(1, dtype=torch.float64, requires_grad=True) * 1
    y = (x * start) @ w + x @ w

    def clear(_g):
        x.data.zero_()

    start.register_hook(clear)
    (y * torch.tensor([[1.0, 2.0]], dtype=torch.float64)).sum().backward()
    assert w.grad.tolist() == [[4.0, 8.0], [4.0, 8.0]]


def test_hooks_of_a_leaf_see_the_whole_gradient_once():
    w = torch.eye(2, dtype=torch.float64).requires_grad_()
    seen = []
    w.register_hook(lambda g: seen.append(g.tolist()))
    x = torch.ones(1, 2, dtype=torch.float64)
    (x @ w + x @ w).sum().backward()
    assert seen == [[[2.0, 2.0], [2.0, 2.0]]]


def test_a_retained_graph_gives_the_same_again():
    leaves = parameters()
    loss = recurrent(5, 2, *leaves).sum()
    first = torch.autograd.grad(loss, leaves, retain_graph=True)
    again = torch.autograd.grad(loss, leaves)
    assert all((g == h).all() for g, h in zip(first, again))
