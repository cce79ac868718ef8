"""The unrolled steps of recorded walks and of walks for many cotangents: they notice, keep and hand on what the plain walk does."""

import numpy as np
import pytest

import gradcli as torch


def leaf(*values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def recorded(y, x, **how):
    return torch.autograd.grad(y.sum(), x, create_graph=True, **how)[0]


def of_rows(y, x, **how):
    return torch.autograd.grad(y, x, torch.ones(1, *y.shape, dtype=y.dtype), is_grads_batched=True, **how)[0]


def recorded_rows(y, x, **how):
    return of_rows(y, x, create_graph=True, **how)


WALKS = pytest.mark.parametrize("walk", [recorded, of_rows, recorded_rows])
SAVING = pytest.mark.parametrize(
    "f", [lambda x: x.exp(), lambda x: x.sin(), lambda x: x * x, lambda x: x / x.exp()], ids=["result", "argument", "both", "quotient"]
)


@WALKS
@SAVING
def test_a_change_in_place_of_what_was_saved_is_noticed(walk, f):
    x = leaf(1.0, 2.0)
    source = x * 1
    y = f(source)
    with torch.no_grad():
        (source if y.grad_fn.name() != "ExpBackward0" else y).mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        walk(y, x)


@WALKS
@SAVING
def test_what_was_saved_is_freed_unless_it_is_retained(walk, f):
    x = leaf(1.0, 2.0)
    y = f(x)
    walk(y, x, retain_graph=True)
    walk(y, x, retain_graph=False)
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        walk(y, x)


@WALKS
def test_a_hook_between_two_steps_sees_and_replaces_the_gradient(walk):
    x = leaf(1.0, 2.0)
    h = x.sin()
    seen = []
    h.register_hook(lambda g: seen.append(g.tolist()) or g * 10)
    found = walk(h * 3, x)
    expected = 30 * np.cos([1.0, 2.0])
    assert seen == [[3.0, 3.0]]
    np.testing.assert_allclose(found.detach().numpy().reshape(2), expected, rtol=1e-14, atol=0)  # the products are rounded in another order


def test_the_gradient_of_a_broadcast_argument_is_summed_and_can_be_differentiated():
    x, b = leaf(1.0, 2.0, 3.0), torch.tensor([[2.0], [3.0]], dtype=torch.float64, requires_grad=True)
    g = recorded(x * b, b)
    assert (g.shape, g.tolist()) == ((2, 1), [[6.0], [6.0]])
    assert torch.autograd.grad(g.sum(), x)[0].tolist() == [2.0, 2.0, 2.0]
