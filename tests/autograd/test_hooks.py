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


def test_a_hook_after_accumulation_must_return_a_tensor_if_anything():
    x = leaf()
    x.register_post_accumulate_grad_hook(lambda t: 3)
    with pytest.raises(TypeError, match="expected Variable, but hook returned 'int'"):
        x.sum().backward()


def test_the_node_of_a_leaf_has_hooks_around_the_accumulation():
    x, seen = leaf(), []
    end = (x * 2).grad_fn.next_functions[0][0]
    end.register_prehook(lambda gs: seen.append(("before", x.grad)) or (gs[0] * 10,))
    end.register_hook(lambda gradients, gs: seen.append(("after", gradients, gs[0].tolist(), x.grad.tolist())))
    x.register_hook(lambda g: seen.append(("tensor", g.tolist())))
    x.register_post_accumulate_grad_hook(lambda t: seen.append(("post", t.grad.tolist())))
    (x * 3).sum().backward()
    assert seen == [("tensor", [3, 3]), ("before", None), ("post", [30, 30]), ("after", (), [30, 30], [30, 30])]


def test_hooks_of_a_leafs_node_do_not_run_where_nothing_is_accumulated():
    x, seen = leaf(), []
    (x * 2).grad_fn.next_functions[0][0].register_hook(lambda *_: seen.append(1))
    torch.autograd.grad((x * 3).sum(), x)
    assert seen == []
