"""Many cotangents pulled back at once: like one at a time, for everything an ordinary backward pass meets on its way."""

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd import functional, rows
from gradcli.autograd.units import Units

RNG = np.random.default_rng(0)


def leaf(*shape):
    return torch.tensor(RNG.standard_normal(shape), requires_grad=True)


def at_once(y, xs, gs, **how):
    return torch.autograd.grad(y, xs, gs, is_grads_batched=True, **how)


def one_by_one(y, xs, gs):
    found = [torch.autograd.grad(y, xs, g, retain_graph=True) for g in gs]
    return [torch.stack(column) for column in zip(*found)]


def same(found, expected):
    """Equal up to the order of additions: relative 1e-12, absolute 1e-14 for entries that cancel."""
    for f, e in zip(found, expected, strict=True):
        np.testing.assert_allclose(f.detach().numpy(), e.detach().numpy(), rtol=1e-12, atol=1e-14)


def second_order(f, a, x):
    """The rows of d(df/da)/dx and of d(df/dx)/dx, one backward pass each."""
    firsts = torch.autograd.grad(f(a, x), [a, x], create_graph=True)
    return [torch.stack([torch.autograd.grad(g, x, retain_graph=True)[0] for g in first.reshape(-1)]) for first in firsts]


def network(x, w, b):
    h = torch.relu(x @ w + b).reshape(-1)[::2]
    return torch.softmax(torch.cat([h, h.sin() * h.mean()]), 0) + h.max()


def test_a_network_of_views_reductions_and_broadcasts():
    xs = [leaf(3, 4), leaf(4, 2), leaf(2)]
    y = network(*xs)
    gs = leaf(5, *y.shape).detach()
    same(at_once(y, xs, gs, retain_graph=True), one_by_one(y, xs, gs))


def test_the_pass_can_be_recorded():
    x, gs = leaf(3), leaf(4, 3)
    (found,) = at_once((x * x.exp()), [x], gs, create_graph=True)
    second = torch.autograd.grad(found.sum(), [x, gs])
    expected = torch.autograd.grad((torch.stack([g * (x.exp() + x * x.exp()) for g in gs])).sum(), [x, gs])
    same(second, expected)


def test_functions_and_hooks_see_one_cotangent_at_a_time():
    seen = []

    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            seen.append(("backward", tuple(g.shape)))
            return torch.tensor(g.numpy() * 2)

    x = leaf(3)
    y = Double.apply(x)
    y.register_hook(lambda g: seen.append(("hook", tuple(g.shape))))
    x.register_hook(lambda g: g * 10)
    gs = leaf(2, 3).detach()
    same(at_once(y, [x], gs), [gs * 20])
    assert seen == [("hook", (3,))] * 2 + [("backward", (3,))] * 2


def test_results_nobody_used_count_as_zero():
    x = leaf(4)
    values, _ = torch.sort(x * 2)
    first, second = torch.split(values, 2)
    gs = leaf(3, 2).detach()
    same(at_once(second, [x], gs, retain_graph=True), one_by_one(second, [x], gs))
    assert first.requires_grad


def test_an_input_without_a_path_is_none_or_an_error():
    x, other = leaf(2), leaf(2)
    gs = torch.ones(3, 2, dtype=torch.float64)
    assert at_once(x * x, [x, other], gs, allow_unused=True)[1] is None
    with pytest.raises(RuntimeError, match="appears to not have been used in the graph"):
        at_once(x * x, [x, other], gs)


def test_the_graph_is_freed_unless_it_is_retained():
    x = leaf(2)
    y, gs = x * x, torch.ones(3, 2, dtype=torch.float64)
    at_once(y, [x], gs)
    with pytest.raises(RuntimeError, match="second time"):
        at_once(y, [x], gs)


def test_cotangents_that_are_no_stacks_are_refused_in_torchs_words():
    x = leaf(3)
    with pytest.raises(RuntimeError, match="interpret the first dimension of each grad_output as the batch dimension"):
        at_once(x * 2, [x], torch.ones(3, dtype=torch.float64))
    with pytest.raises(ValueError, match=r"same size in the mapped dimension, got sizes \[4, 2\]"):
        at_once([x * 2, x * 3], [x], [torch.ones(4, 3, dtype=torch.float64), torch.ones(2, 3, dtype=torch.float64)])
    with pytest.raises(RuntimeError, match="must be given"):
        at_once(x * 2, [x], None)


@pytest.mark.parametrize("at_once", [1, 7, 2**17])
def test_jacobian_does_not_depend_on_how_many_rows_go_at_once(monkeypatch, at_once):
    monkeypatch.setattr(rows, "AT_ONCE", at_once)
    x, w = leaf(5), leaf(4, 5).detach()
    f = lambda x: torch.tanh(w @ x) * x[:4] + x[:4].exp()
    y = f(x)
    expected = torch.stack([torch.autograd.grad(y, x, unit, retain_graph=True)[0] for unit in torch.eye(4, dtype=torch.float64)])
    same([functional.jacobian(f, x)], [expected])


def test_jacobian_of_a_product_of_matrix_and_vector_in_both():
    a, x = leaf(3, 4), leaf(4)
    by_a, by_x = functional.jacobian(torch.mv, (a, x))
    same([by_a, by_x], [torch.eye(3, dtype=torch.float64)[:, :, None] * x, a])
    hessian = functional.hessian(lambda a, x: torch.mv(a, x).sin().sum(), (a, x))
    looped = second_order(lambda a, x: torch.mv(a, x).sin().sum(), a, x)
    same([hessian[0][1].reshape(12, 4), hessian[1][1]], looped)


def test_an_infinite_slope_leaves_the_same_jacobian_as_row_by_row():
    x = torch.tensor([0.0, 4.0], dtype=torch.float64)
    found = functional.jacobian(torch.sqrt, x)
    assert np.array_equal(found.numpy(), [[np.inf, 0.0], [np.nan, 0.25]], equal_nan=True)  # 0 * inf, as in torch


def test_jacobian_of_the_identity_of_views_and_of_nothing():
    x = leaf(2, 3)
    eye = torch.eye(6, dtype=torch.float64)
    same([functional.jacobian(lambda x: x, x).reshape(6, 6)], [eye])
    same([functional.jacobian(lambda x: x.T, x).reshape(3, 2, 6)], [eye.reshape(2, 3, 6).transpose(0, 1)])
    assert functional.jacobian(lambda x: x[:0], x).shape == (0, 3, 2, 3)


def test_jacobian_of_complex_numbers_is_that_of_single_rows():
    z = torch.tensor([1 + 2j, 0.5 - 1j], dtype=torch.complex128)
    found = functional.jacobian(lambda z: z * z.abs() + z.conj(), z, vectorize=True)
    live = z.clone().requires_grad_()
    y = live * live.abs() + live.conj()
    expected = torch.stack([torch.autograd.grad(y, live, u, retain_graph=True)[0] for u in torch.eye(2, dtype=torch.complex128)])
    same([found], [expected])


@pytest.mark.parametrize("order", ["C", "F"])
def test_multiples_of_unit_vectors_are_added_to_rows_in_any_order_of_memory(order):
    rows = Units(np.array([1.0, 2.0, 3.0]), slice(1, 3)).added_to(np.ones((2, 3), order=order))
    assert rows.tolist() == [[1.0, 3.0, 1.0], [1.0, 1.0, 4.0]]
