"""Hooks on tensors and nodes: what they may return."""

import pytest

import gradcli as torch


def leaf():
    return torch.ones(2, requires_grad=True)


@pytest.mark.parametrize(
    ("hook", "error", "message"),
    [
        (lambda g: "a", TypeError, "expected Variable, but hook returned 'str'"),
        (lambda g: torch.ones(3), RuntimeError, "hook '<lambda>' has changed the size of value"),
        (lambda g: g.double(), RuntimeError, r"has changed the type of value \(was torch.FloatTensor got torch.DoubleTensor\)"),
    ],
)
def test_a_tensor_hook_must_return_a_gradient_like_the_one_it_got(hook, error, message):
    x = leaf()
    x.register_hook(hook)
    with pytest.raises(error, match=message):
        x.sum().backward()


def test_a_node_hook_must_return_a_tuple():
    y = leaf() * 2
    y.grad_fn.register_hook(lambda gi, go: gi[0])
    with pytest.raises(TypeError, match="expected tuple, but hook returned 'Tensor'"):
        y.sum().backward()


def test_a_node_hook_must_return_as_many_gradients_as_there_are_arguments():
    y = leaf() * 2
    y.grad_fn.register_hook(lambda gi, go: (gi[0],))
    with pytest.raises(RuntimeError, match=r"incorrect number of values \(got 1, but expected 2\)"):
        y.sum().backward()


def test_a_node_prehook_replaces_the_cotangents():
    x = leaf()
    y = x * 2
    y.grad_fn.register_prehook(lambda gs: (gs[0] * 5,))
    y.sum().backward()
    assert x.grad.tolist() == [10.0, 10.0]
