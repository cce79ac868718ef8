"""The fast path of operations led by one tensor does what the operation does."""

import numpy as np
import pytest

import gradcli as torch
import gradcli.nn.functional as F
from gradcli.autograd.ops.loss_classes import led, nll
from gradcli.autograd.ops.softmax import log_softmax

RANDOM = np.random.default_rng(0)
quick_log_softmax, quick_nll = led(log_softmax), led(nll)
HOW = {"reduction": "mean", "ignore_index": -100}


def logits():
    return torch.tensor(RANDOM.standard_normal((5, 3)), requires_grad=True)


@pytest.mark.parametrize(("quick", "op"), [(quick_log_softmax, log_softmax), (quick_nll, nll)])
def test_values_nodes_and_gradients_are_those_of_the_operation(quick, op):
    x = logits()
    others, how = ((), {"dim": 1}) if op is log_softmax else ((torch.tensor([0, 2, 1, 1, 0]), None), HOW)
    fast, slow = quick(x, *others, **how), op(x, *others, **how)
    g = torch.randn(fast.shape, dtype=torch.float64)
    assert torch.equal(fast, slow)
    assert fast.grad_fn.name() == slow.grad_fn.name()
    assert torch.equal(torch.autograd.grad(fast, x, g)[0], torch.autograd.grad(slow, x, g)[0])


def test_a_target_changed_after_it_was_used_is_refused():
    x, target = logits(), torch.tensor([0, 2, 1, 1, 0])
    loss = F.cross_entropy(x, target)
    target[0] = 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_a_target_changed_before_it_is_used_is_taken_as_it_is():
    x, target = logits(), torch.tensor([0, 2, 1, 1, 0])
    target[0] = 1
    assert torch.equal(F.cross_entropy(x, target), F.cross_entropy(x, torch.tensor([1, 2, 1, 1, 0])))


def test_nothing_is_recorded_where_nothing_is_to_be():
    x = logits()
    with torch.no_grad():
        assert F.cross_entropy(x, torch.tensor([0, 2, 1, 1, 0])).grad_fn is None
    assert F.cross_entropy(x.detach(), torch.tensor([0, 2, 1, 1, 0])).grad_fn is None


def test_saved_tensor_hooks_see_what_is_kept():
    seen = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append(tuple(t.shape)) or t, lambda t: t):
        F.cross_entropy(logits(), torch.tensor([0, 2, 1, 1, 0])).backward()
    assert (5, 3) in seen
    assert (5,) in seen


def test_transposed_logits_give_results_laid_out_row_by_row():
    x = torch.tensor(RANDOM.standard_normal((3, 5)), requires_grad=True).t() * 1
    assert quick_log_softmax(x, dim=1).is_contiguous()
