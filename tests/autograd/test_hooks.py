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


def test_a_hook_after_accumulation_changes_the_leaf_and_returns_nothing():
    def step(t):
        t.sub_(t.grad * 2)

    x = leaf()
    x.register_post_accumulate_grad_hook(step)
    (x * 3).sum().backward()
    assert x.tolist() == [-5, -5]
    x.register_post_accumulate_grad_hook(lambda t: t.grad)
    with pytest.raises(RuntimeError, match="Tensor post accumulate grad hooks should return None"):
        x.sum().backward()


def test_what_is_retained_was_seen_by_tensor_hooks_and_not_yet_by_prehooks():
    y = leaf() * 2
    y.retain_grad()
    y.grad_fn.register_prehook(lambda gs: (gs[0] * 5,))
    y.register_hook(lambda g: g * 3)
    y.sum().backward()
    assert y.grad.tolist() == [3, 3]


def test_only_hooks_of_the_tensor_run_where_its_gradient_is_asked_for():
    y, seen = leaf() * 2, []
    y.register_hook(lambda g: seen.append("tensor"))
    y.grad_fn.register_prehook(lambda gs: seen.append("before"))
    y.grad_fn.register_hook(lambda gradients, gs: seen.append("after"))
    torch.autograd.grad(y.sum(), y)
    assert seen == ["tensor"]


def test_a_backward_to_a_nonleaf_runs_its_node_and_retains_its_gradient():
    x, seen = leaf(), []
    y = x * 2
    y.grad_fn.register_hook(lambda gradients, gs: seen.append((gradients, gs[0].tolist())))
    y.sum().backward(inputs=[y], retain_graph=True)
    assert (seen, y.grad.tolist(), x.grad) == ([((None, None), [1, 1])], [1, 1], None)
    y.sum().backward()
    assert (y.grad.tolist(), y.retains_grad) == ([2, 2], True)


def test_hooks_of_a_view_are_for_its_value_before_the_change():
    x, seen = leaf().clone(), []
    view = x[0]
    view.register_hook(lambda g: seen.append("old"))
    view.mul_(2)
    view.register_hook(lambda g: seen.append(g.item()))
    (x.sum() + view).backward()
    assert seen == [1.0]


@pytest.mark.parametrize("change", [lambda x, v: x.mul_(3), lambda x, v: v.mul_(3)])
def test_views_retain_the_gradient_of_their_value_after_the_change(change):
    x = leaf().clone()
    view, other = x[:], x[:]
    view.retain_grad()
    other.retain_grad()
    change(x, view)
    (view * 2 + other).sum().backward()
    assert (view.grad.tolist(), other.grad.tolist()) == ([2, 2], [1, 1])


def watched(seen, **tensors):
    for name, t in tensors.items():
        t.register_hook(lambda g, name=name: seen.append(name))


def test_a_leaf_is_done_with_as_soon_as_its_last_gradient_is_there():
    w, v, x, seen = leaf(), leaf(), leaf(), []
    h = x * w
    y = h * v
    z = y + w
    watched(seen, w=w, v=v, x=x, h=h, y=y)
    v.register_post_accumulate_grad_hook(lambda t: seen.append("v added"))
    z.sum().backward()
    assert seen == ["y", "v", "v added", "h", "x", "w"]


def test_hooks_of_leaves_come_in_the_same_order_where_gradients_are_asked_for():
    w, v, seen = leaf(), leaf(), []
    h = w * 2
    watched(seen, w=w, v=v, h=h)
    torch.autograd.grad((h * v).sum(), [w, v])
    assert seen == ["v", "h", "w"]


@pytest.mark.parametrize("create_graph", [False, True])
def test_hooks_of_a_node_see_gradients_in_the_shapes_of_its_arguments(create_graph):
    x, b, seen = leaf(), torch.ones(1, requires_grad=True), []
    y = x * b
    y.grad_fn.register_hook(lambda gradients, gs: seen.extend(g.tolist() for g in gradients))
    torch.autograd.grad(y.sum(), [x, b], create_graph=create_graph)
    assert seen == [[1, 1], [2]]


class Scaled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, k, x, how, shift):
        return x * k + shift

    @staticmethod
    def backward(ctx, g):
        return None, g * 2, None, None


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda x: torch.where(x > 0, x, x * 3), [[1, 1], [0, 0]]),
        (lambda x: x.gather(0, torch.tensor([1, 1])), [[0, 2]]),
        (lambda x: x**2, [[2, 2]]),
        (lambda x: Scaled.apply(2, x, "up", torch.ones(2)), [[2, 2], None]),
    ],
)
def test_hooks_of_a_node_see_the_gradients_of_arguments_that_count_and_no_others(made, expected):
    x, seen = leaf(), []
    y = made(x)
    y.grad_fn.register_hook(lambda gradients, gs: seen.extend(None if g is None else g.tolist() for g in gradients))
    y.sum().backward()
    assert seen == expected
    assert len(y.grad_fn.next_functions) == len(expected)


def test_a_hook_replaces_the_gradients_of_the_arguments_it_sees():
    x = leaf()
    y = Scaled.apply(2, x, "up", torch.ones(2))
    y.grad_fn.register_hook(lambda gradients, gs: (gradients[0] * 5, gradients[1]))
    y.sum().backward()
    assert x.grad.tolist() == [10, 10]


@pytest.mark.parametrize(("register", "answer"), [("register_hook", lambda gs, _: (None, gs[1])), ("register_prehook", lambda gs: (None,))])
def test_none_among_what_a_node_hook_returns_is_no_gradient(register, answer):
    x, w = leaf(), leaf()
    y = x * w
    getattr(y.grad_fn, register)(answer)
    y.sum().backward()
    assert (x.grad, w.grad is None) == (None, register == "register_prehook")
