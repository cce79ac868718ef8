"""Cross entropy."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import gradcli as torch
from gradcli.autograd.ops import cross_entropy as own

F = torch.nn.functional
CLASSES = [0, 2, 1, 1, 0]


def logits(kind: str = "float64", scale: float = 1.0) -> Any:
    values = np.random.default_rng(0).standard_normal((5, 3)) * scale
    return torch.tensor(values.astype(kind), requires_grad=True)


def step_by_step(x: Any, target: Any, **how: Any) -> Any:
    return F.nll_loss(F.log_softmax(x, 1), target, **how)


def test_cross_entropy_is_two_nodes_as_in_torch() -> None:
    node = F.cross_entropy(torch.ones(2, 3, requires_grad=True), torch.tensor([0, 2])).grad_fn
    assert type(node).__name__ == "NllLossBackward0"
    assert [type(n).__name__ for n, _ in node.next_functions] == ["LogSoftmaxBackward0"]


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("ignore_index", [-100, 1])
@pytest.mark.parametrize(("kind", "scale"), [("float64", 1.0), ("float32", 1.0), ("float64", 400.0), ("float64", 1e-3)])
def test_it_is_log_softmax_and_nll_loss_to_the_last_digits(kind: str, scale: float, reduction: str, ignore_index: int) -> None:
    """Within some roundings: what is kept for backward is exp(x) and its sum for one, the logarithm of their ratio for the other."""
    x, target = logits(kind, scale), torch.tensor(CLASSES)
    how = {"reduction": reduction, "ignore_index": ignore_index}
    at_once, steps = F.cross_entropy(x, target, **how), step_by_step(x, target, **how)
    g = torch.ones_like(at_once) * 1.5
    tolerance = {"rtol": 8 * np.finfo(kind).eps, "atol": 8 * np.finfo(kind).eps}
    assert torch.allclose(at_once, steps, **tolerance)
    mine, theirs = (torch.autograd.grad(y, x, g, create_graph=True)[0] for y in (at_once, steps))
    assert torch.allclose(mine, theirs, **tolerance)
    plain = torch.autograd.grad(at_once, x, g, retain_graph=True)[0]
    assert torch.allclose(plain, theirs, **tolerance)
    assert torch.equal(torch.autograd.grad(at_once, x, g, retain_graph=True)[0], plain)
    seconds = [torch.autograd.grad((d * d).sum(), x)[0] for d in (mine, theirs)]
    assert torch.allclose(*seconds, **tolerance)


def test_a_batch_of_logits_and_classes_takes_the_short_way() -> None:
    assert own.at_once(logits(), torch.tensor(CLASSES), "mean", -100) is not None


@pytest.mark.parametrize(
    "other",
    [
        lambda x, t: (x.detach(), t),
        lambda x, t: (x[0], t[0]),
        lambda x, t: (x.t() * 1, t[:3]),
        lambda x, t: (x, t.to(torch.uint8)),
        lambda x, t: (x, t + 1),
        lambda x, t: (x, t - 1),
        lambda x, t: (x, t.zero_()),
        lambda x, t: (x, x.detach()),
        lambda x, t: (x[:0], t[:0]),
    ],
    ids=["no gradient", "one sample", "turned", "bytes", "above", "below", "changed", "probabilities", "none"],
)
def test_anything_else_does_not(other: Callable[[Any, Any], tuple[Any, Any]]) -> None:
    assert own.at_once(*other(logits(), torch.tensor(CLASSES)), "mean", -100) is None


def test_saved_tensor_hooks_see_what_is_kept() -> None:
    seen = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append(tuple(t.shape)) or t, lambda t: t):
        F.cross_entropy(logits(), torch.tensor(CLASSES)).backward()
    assert {(5, 3), (5,)} <= set(seen)


def test_a_target_changed_after_it_was_used_is_refused() -> None:
    target = torch.tensor(CLASSES)
    loss = F.cross_entropy(logits(), target)
    target[0] = 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_a_second_backward_needs_the_graph_kept() -> None:
    loss = F.cross_entropy(logits(), torch.tensor(CLASSES))
    loss.backward(retain_graph=True)
    loss.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        loss.backward()


def test_hooks_on_its_nodes_are_called() -> None:
    called = []
    loss = F.cross_entropy(logits(), torch.tensor(CLASSES))
    loss.grad_fn.next_functions[0][0].register_hook(lambda *_: called.append("soft"))
    loss.grad_fn.register_hook(lambda *_: called.append("nll"))
    loss.backward()
    assert called == ["nll", "soft"]


def test_targets_outside_the_classes_are_refused() -> None:
    with pytest.raises(IndexError, match="Target 3 is out of bounds"):
        F.cross_entropy(logits(), torch.tensor([0, 3, 1, 1, 0]))


def test_the_gradient_of_its_inner_node_can_be_asked_for() -> None:
    x = logits()
    loss = F.cross_entropy(x, torch.tensor(CLASSES))
    soft = loss.grad_fn.next_functions[0][0]
    (of_soft,) = torch.autograd.grad(loss, torch.autograd.graph.GradientEdge(soft, 0), retain_graph=True)
    expected = torch.zeros(5, 3, dtype=torch.float64)
    expected[range(5), CLASSES] = -1 / 5
    assert torch.equal(of_soft, expected)


def test_a_target_put_in_the_place_of_another_is_looked_at_anew() -> None:
    x, target = logits(), torch.tensor(CLASSES)
    loss = F.cross_entropy(x, target)
    target.data = torch.tensor([1, 1, 1, 1, 1])
    loss.backward()  # rtol, atol: some roundings of numbers about 1
    assert torch.allclose(x.grad, (torch.softmax(x.detach(), 1) - F.one_hot(target, 3)) / 5, rtol=1e-12, atol=1e-12)


def test_other_ways_to_the_logits_are_added() -> None:
    """rtol, atol: some roundings of numbers about 1."""
    x = logits()
    y = x * 2
    (F.cross_entropy(y, torch.tensor(CLASSES)) + F.cross_entropy(y, torch.tensor(CLASSES[::-1])) + y.sum()).backward()
    z = logits()
    w = z * 2
    (step_by_step(w, torch.tensor(CLASSES)) + step_by_step(w, torch.tensor(CLASSES[::-1])) + w.sum()).backward()
    assert torch.allclose(x.grad, z.grad, rtol=1e-14, atol=1e-14)


def test_a_cotangent_of_the_inner_node_beside_that_of_the_loss_is_added() -> None:
    x, g = logits(), torch.ones(5, 3, dtype=torch.float64)
    g[:, 0] = 2
    loss = F.cross_entropy(x, torch.tensor(CLASSES))
    inner = torch.autograd.graph.GradientEdge(loss.grad_fn.next_functions[0][0], 0)
    (both,) = torch.autograd.grad([loss, inner], x, [torch.ones_like(loss), g])
    steps = torch.log_softmax(x, 1)
    (expected,) = torch.autograd.grad(F.nll_loss(steps, torch.tensor(CLASSES)) + (steps * g).sum(), x)
    assert torch.allclose(both, expected, rtol=1e-14, atol=1e-14)  # some roundings of numbers about 1
