"""How long graphs live: no recursion, memory given back while backward runs, no reference cycles."""

import gc
import tracemalloc

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd.node import Node
from gradcli.autograd.tensor import Tensor


@pytest.fixture(autouse=True)
def _no_collector():
    """Reference counting alone must do."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive():
    """The tensors and nodes there are."""
    return sum(isinstance(thing, (Tensor, Node)) for thing in gc.get_objects())


def chain(x, length):
    y = x
    for _ in range(length):
        y = -y
    return y


@pytest.mark.slow
def test_a_million_nodes_run_backward_and_are_freed_without_recursion():
    x = torch.tensor(2.0, requires_grad=True)
    y = chain(x, 1_000_000)
    y.backward()
    assert x.grad.item() == 1.0
    before = alive()
    del y
    assert before - alive() > 1_000_000


@pytest.mark.parametrize("how", [{"create_graph": True}, {"is_grads_batched": True}])
def test_long_chains_take_the_other_walks_too(how):
    x = torch.tensor(2.0, requires_grad=True)
    g = torch.ones(3) if "is_grads_batched" in how else torch.tensor(1.0)
    (found,) = torch.autograd.grad(chain(x, 20_000), x, g, **how)
    assert found.tolist() in (1.0, [1.0, 1.0, 1.0])


def peak_of(run):
    """The most memory allocated while `run` runs, beyond what is held before it, in bytes."""
    tracemalloc.start()
    try:
        held = tracemalloc.get_traced_memory()[0]
        run()
        return tracemalloc.get_traced_memory()[1] - held
    finally:
        tracemalloc.stop()


def test_memory_is_given_back_while_backward_runs():
    x = torch.tensor(np.full(50_000, 0.5), requires_grad=True)
    y = x
    for _ in range(40):
        y = y.exp().log()  # either keeps an array of its own
    loss = y.sum()
    del y
    one = x._data.nbytes
    assert peak_of(loss.backward) < 8 * one  # of the 80 kept: what a node is working on, and the gradient of x


def step(model, optimizer, x, target):
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(x), target)
    loss.backward()
    optimizer.step()
    return loss.item()


def trained(count):
    """How many tensors and nodes `count` steps of training leave behind."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.LayerNorm(8), torch.nn.Tanh(), torch.nn.Dropout(0.1), torch.nn.Linear(8, 3))
    optimizer = torch.optim.Adam(model.parameters())
    x, target = torch.randn(5, 4), torch.tensor([0, 1, 2, 0, 1])
    step(model, optimizer, x, target)
    before = alive()
    for _ in range(count):
        step(model, optimizer, x, target)
    return alive() - before


def test_a_training_loop_leaves_nothing_behind():
    assert trained(20) == 0


def hooked(x):
    y = x * x
    y.register_hook(lambda g: g * 2)
    y.retain_grad()
    y.sum().backward()


def custom(x):
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x**3
            ctx.save_for_backward(x, y)
            return y

        @staticmethod
        def backward(ctx, g):
            x, y = ctx.saved_tensors
            return g * 3 * y / x

    Cube.apply(x).sum().backward()


def in_place(x):
    y = x * 1
    y[0].mul_(3)
    y.exp_()
    y.sum().backward()


def two_orders(x):
    (g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
    torch.autograd.grad(g.sum(), x)


def transformed(x):
    torch.autograd.functional.hessian(lambda x: (x**3).sum(), x)
    torch.func.jacrev(lambda x: x.tanh())(x)
    torch.func.vmap(torch.func.grad(lambda x: x.sin() * x))(x.detach())


def never_run_backward(x):
    torch.softmax(x.exp().sort()[0], 0).sum()


@pytest.mark.parametrize("run", [hooked, custom, in_place, two_orders, transformed, never_run_backward], ids=lambda run: run.__name__)
def test_nothing_is_left_behind_by(run):
    x = torch.tensor([0.5, 1.5, 2.5], requires_grad=True)
    run(x)
    before = alive()
    for _ in range(5):
        run(x)
    assert alive() == before


def test_summing_losses_without_item_keeps_every_graph_as_in_torch():
    x = torch.tensor([0.5, 1.5], requires_grad=True)
    total = torch.tensor(0.0)
    before = alive()
    for _ in range(10):
        total += (x * x).sum()
    assert alive() - before >= 10 * 3  # product, sum and addition of each step
    del total
    assert alive() <= before
