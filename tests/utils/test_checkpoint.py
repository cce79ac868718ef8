"""torch.utils.checkpoint: the same values and gradients, the function called once more in backward."""

from __future__ import annotations

from typing import Any

import pytest

import gradcli as torch
from gradcli.utils.checkpoint import (
    CheckpointError,
    checkpoint,
    checkpoint_sequential,
    detach_variable,
    noop_context_fn,
    set_checkpoint_early_stop,
)


def leaf(*values: float) -> Any:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


class Counted:
    """a sin(b), and how often it was called."""

    calls = 0

    def __call__(self, a: Any, b: Any) -> Any:
        self.calls += 1
        return a * b.sin()


@pytest.mark.parametrize(("reentrant", "node"), [(False, "MulBackward0"), (True, "CheckpointFunctionBackward")])
def test_the_function_runs_again_in_backward(reentrant: bool, node: str) -> None:
    f, a, b = Counted(), leaf(1.0, 2.0), leaf(0.5, -1.0)
    y = checkpoint(f, a, b, use_reentrant=reentrant)
    before = f.calls
    y.sum().backward()
    plain, (c, d) = Counted(), (leaf(1.0, 2.0), leaf(0.5, -1.0))
    plain(c, d).sum().backward()
    assert (y.grad_fn.name(), before, f.calls) == (node, 1, 2)
    assert (a.grad.tolist(), b.grad.tolist()) == (c.grad.tolist(), d.grad.tolist())  # the same operations: exact


def test_second_derivatives_pass_through() -> None:
    x = leaf(2.0)
    (g,) = torch.autograd.grad(checkpoint(lambda a: a**3, x, use_reentrant=False).sum(), x, create_graph=True)
    assert torch.autograd.grad(g.sum(), x)[0].tolist() == [12.0]


def test_random_numbers_are_drawn_again() -> None:
    x = torch.ones(100, requires_grad=True)
    y = checkpoint(torch.nn.functional.dropout, x, 0.5, use_reentrant=False)
    torch.rand(3)
    y.sum().backward()
    assert torch.equal(x.grad, y.detach())


def test_parameters_of_a_module_get_gradients() -> None:
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1))
    x = torch.ones(1, 2)
    checkpoint_sequential(net, 2, x, use_reentrant=False).sum().backward()
    found = [p.grad.clone() for p in net.parameters()]
    net.zero_grad()
    net(x).sum().backward()
    assert all(torch.equal(g, p.grad) for g, p in zip(found, net.parameters()))


def test_a_second_run_that_saves_something_else_is_refused() -> None:
    f = Counted()
    y = checkpoint(lambda a: a * a * a if f(a, a) is None or f.calls == 1 else a * a, leaf(1.0), use_reentrant=False)
    with pytest.raises(CheckpointError, match="A different number of tensors was saved"):
        y.sum().backward()
    g = Counted()
    y = checkpoint(lambda a: (a if g(a, a) is None or g.calls == 1 else a[:1]).exp(), leaf(1.0, 2.0), use_reentrant=False)
    with pytest.raises(CheckpointError, match=r"(?s)different metadata.*'shape': torch.Size\(\[2\]\).*'shape': torch.Size\(\[1\]\)"):
        y.sum().backward()


@pytest.mark.parametrize("early_stop", [True, False])
def test_a_second_run_ends_once_it_has_saved_all(early_stop: bool) -> None:
    said: list[str] = []

    def f(a: Any) -> Any:
        said.append("begin")
        y = a.exp()
        said.append("end")
        return y

    checkpoint(f, leaf(1.0), use_reentrant=False, early_stop=early_stop).sum().backward()
    assert said == ["begin", "end", "begin"] + ["end"] * (not early_stop)


def test_each_look_at_what_was_saved_is_a_run_of_its_own() -> None:
    f = Counted()
    y = checkpoint(lambda a: f(a, a).exp(), leaf(1.0), use_reentrant=False)
    for calls in (2, 3):
        assert (y.grad_fn._saved_result.tolist(), f.calls) == (y.tolist(), calls)
    y.sum().backward()
    assert f.calls == 4


def test_a_reentrant_one_is_not_for_grad() -> None:
    x = leaf(1.0)
    with pytest.raises(RuntimeError, match=r"incompatible with .grad\(\) or passing an `inputs` parameter"):
        torch.autograd.grad(checkpoint(torch.sin, x, use_reentrant=True).sum(), x)


def test_what_is_left_unsaid_is_told() -> None:
    with pytest.warns(UserWarning, match="the use_reentrant parameter should be passed explicitly"):
        checkpoint(torch.sin, leaf(1.0))
    with pytest.warns(UserWarning, match="None of the inputs have requires_grad=True"):
        checkpoint(torch.sin, torch.ones(1), use_reentrant=True)
    with pytest.raises(ValueError, match="Unexpected keyword arguments: k"):
        checkpoint(torch.sin, leaf(1.0), use_reentrant=True, k=1)
    with pytest.raises(ValueError, match="Passing `context_fn` or `debug` is only supported when use_reentrant=False"):
        checkpoint(torch.sin, leaf(1.0), use_reentrant=True, debug=True)


def test_stopping_early_can_be_switched_off_around_a_forward() -> None:
    seen: list[str] = []

    def f(x: Any) -> Any:
        y = x.sin() * x
        seen.append("end")
        return y

    for enable, times in ((True, 1), (False, 2)):
        seen.clear()
        with set_checkpoint_early_stop(enable):
            y = checkpoint(f, leaf(1.0), use_reentrant=False, context_fn=noop_context_fn)
        y.sum().backward()
        assert len(seen) == times


def test_detached_tensors_are_leaves_where_they_required_grad() -> None:
    a, b, number = detach_variable((leaf(1.0) * 2, leaf(1.0).detach(), 3))
    assert (a.is_leaf, a.requires_grad, b.requires_grad, number) == (True, True, False, 3)
    with pytest.raises(RuntimeError, match=r"Only tuple of tensors is supported\. Got Unsupported input type: list"):
        detach_variable([a])  # type: ignore[arg-type]
