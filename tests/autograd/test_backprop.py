"""backward() and grad(): accumulation, modes of keeping the graph, errors in torch's words."""

import gc
import warnings
import weakref

import pytest

import gradcli as torch


def leaf(*values, dtype=None):
    return torch.tensor(values if len(values) > 1 else values[0], dtype=dtype or torch.float64, requires_grad=True)


def test_gradient_of_a_product_is_the_other_factor():
    a, b = leaf(10.0), leaf(20.0)
    (a * b).backward()
    assert (a.grad.item(), b.grad.item()) == (20.0, 10.0)


def test_gradients_accumulate_into_the_same_object():
    x = leaf(2.0, 3.0)
    (x * x).sum().backward()
    first = x.grad
    (x * x).sum().backward()
    assert x.grad is first
    assert x.grad.tolist() == [8.0, 12.0]


def test_both_paths_of_a_diamond_are_summed():
    x = leaf(2.0)
    y = x * 3
    (y * y + y).backward()
    assert x.grad.item() == 3 * (2 * 6 + 1)


def test_gradient_of_a_broadcast_operand_is_summed_to_its_shape():
    a = torch.ones(2, 1, dtype=torch.float64, requires_grad=True)
    b = torch.ones(3, dtype=torch.float64, requires_grad=True)
    (a * b).sum().backward()
    assert a.grad.tolist() == [[3.0], [3.0]]
    assert b.grad.tolist() == [2.0, 2.0, 2.0]


def test_two_leaves_never_share_one_gradient_buffer():
    x, z = leaf(1.0, 2.0), leaf(3.0, 4.0)
    (x + z).backward(torch.tensor([1.0, 1.0], dtype=torch.float64))
    x.grad.mul_(5)
    assert z.grad.tolist() == [1.0, 1.0]


def test_the_cotangent_given_is_not_aliased_by_the_gradient():
    x, g = leaf(1.0, 2.0), torch.tensor([1.0, 1.0], dtype=torch.float64)
    x.backward(g)
    g.mul_(7)
    assert x.grad.tolist() == [1.0, 1.0]


def test_a_second_backward_needs_retain_graph_where_something_was_saved():
    x = leaf(2.0)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.backward()


def test_a_second_backward_works_where_nothing_was_saved():
    x = leaf(2.0)
    y = x + 1
    y.backward()
    y.backward()
    assert x.grad.item() == 2.0


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x.sum(1),
        lambda x: x.mean(0),
        lambda x: x.flip(0),
        torch.sign,
        lambda x: x.cumsum(0),
        lambda x: x[0, 1:],
        lambda x: torch.cat([x, x]),
        lambda x: x.repeat(2, 2),
    ],
    ids=["sum", "mean", "flip", "sign", "cumsum", "slice", "cat", "repeat"],
)
def test_a_second_backward_works_where_only_shapes_were_saved(f):
    x = torch.ones(2, 3, requires_grad=True)
    y = f(x).sum()
    y.backward()
    first = x.grad.clone()
    y.backward()
    assert x.grad.tolist() == (first * 2).tolist()


def test_retain_graph_allows_a_second_backward():
    x = leaf(2.0)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 8.0


def test_create_graph_gives_gradients_of_gradients():
    x = leaf(2.0)
    (g,) = torch.autograd.grad(x**3, x, create_graph=True)
    (h,) = torch.autograd.grad(g, x, create_graph=True)
    (t,) = torch.autograd.grad(h, x)
    assert (g.item(), h.item(), t.item()) == (12.0, 12.0, 6.0)


def test_grad_of_an_intermediate_tensor():
    x = leaf(1.0, 2.0)
    y = x * 3
    (g,) = torch.autograd.grad((y * y).sum(), y)
    assert g.tolist() == [6.0, 12.0]
    assert x.grad is None


def test_inputs_limits_what_backward_accumulates():
    x, w = leaf(1.0), leaf(2.0)
    (x * w).backward(inputs=[x])
    assert x.grad.item() == 2.0
    assert w.grad is None


def test_an_unused_input_is_an_error_unless_allowed():
    x, z = leaf(1.0), leaf(2.0)
    with pytest.raises(RuntimeError, match="appears to not have been used in the graph"):
        torch.autograd.grad(x * 2, [x, z])
    assert torch.autograd.grad(x * 2, [x, z], allow_unused=True)[1] is None
    assert torch.autograd.grad(x * 2, [x, z], materialize_grads=True)[1].item() == 0.0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: (x * 2).backward(), RuntimeError, "grad can be implicitly created only for scalar outputs"),
        (lambda x: torch.ones(2).sum().backward(), RuntimeError, "does not require grad and does not have a grad_fn"),
        (lambda x: x.sum().backward(inputs=[torch.ones(2)]), RuntimeError, "can't retain_grad on Tensor that has requires_grad=False"),
        (lambda x: torch.autograd.grad(torch.ones(()), torch.ones(())), RuntimeError, "element 0 of tensors does not require grad"),
        (lambda x: (x * 2).backward(torch.ones(3)), RuntimeError, "Mismatch in shape"),
        (lambda x: (x * 2).backward(1.0), TypeError, "'float' object is not iterable"),
        (lambda x: torch.autograd.grad([x.sum(), x.sum()], x, [torch.tensor(1.0)]), RuntimeError, "got 2 tensors and 1 gradients"),
    ],
)
def test_mistakes_are_told_in_torchs_words(call, error, words):
    with pytest.raises(error, match=words):
        call(leaf(1.0, 2.0))


def test_reading_grad_of_a_non_leaf_warns():
    x = leaf(1.0)
    y = x * 2
    with pytest.warns(UserWarning, match="not a leaf Tensor is being accessed"):
        assert y.grad is None


def test_retain_grad_keeps_it_without_a_warning():
    x = leaf(1.0)
    y = x * 2
    y.retain_grad()
    (y * 3).backward()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert y.grad.item() == 3.0


def test_a_chain_of_a_million_nodes_runs_and_is_freed_without_recursion():
    x = leaf(1.0)
    y = x
    for _ in range(1_000_000):
        y = y + 0.0
    y.backward()
    del y
    assert x.grad.item() == 1.0


def test_the_graph_is_freed_without_the_garbage_collector():
    gc.disable()
    try:
        x = leaf(1.0, 2.0)
        y = (x.exp() * x).sum()
        node = weakref.ref(y.grad_fn)
        y.backward()
        del y
        assert node() is None
    finally:
        gc.enable()


def test_hooks_see_and_replace_gradients_in_order():
    x = leaf(1.0)
    y = x * 1
    seen = []
    y.register_hook(lambda g: (seen.append(g.item()), g + 1)[1])
    handle = y.register_hook(lambda g: (seen.append(g.item()), g * 10)[1])
    y.backward(retain_graph=True)
    handle.remove()
    y.backward()
    assert seen == [1.0, 2.0, 1.0]
    assert x.grad.item() == 20.0 + 2.0


def test_next_functions_lead_to_the_leaves():
    x, w = leaf(1.0, 2.0), leaf(3.0, 4.0)
    node = (x * w).grad_fn
    (a, i), (b, j) = node.next_functions
    assert (type(node).__name__, type(a).__name__, i, j) == ("MulBackward0", "AccumulateGrad", 0, 0)
    assert a.variable is x
    assert b.variable is w


def test_no_grad_records_nothing_and_is_left_after_an_exception():
    x = leaf(1.0)
    with pytest.raises(ValueError, match="stop"), torch.no_grad():
        assert not (x * 2).requires_grad
        raise ValueError("stop")
    assert (x * 2).requires_grad


def test_grad_takes_a_dict_of_inputs():
    x = leaf(2.0)
    assert torch.autograd.grad(x * x, {"x": x})["x"].item() == 4.0


def test_grad_of_nothing_is_an_error():
    with pytest.raises(RuntimeError, match=r"`inputs` argument to `grad\(\)` cannot be empty."):
        torch.autograd.grad(leaf(1.0) * 2, [])


def test_unused_inputs_cannot_be_both_zero_and_forbidden():
    x = leaf(1.0)
    with pytest.raises(ValueError, match="Expected allow_unused to be True"):
        torch.autograd.grad(x * 2, x, allow_unused=False, materialize_grads=True)


def test_create_graph_accumulates_into_a_copy_that_later_gradients_are_added_to_in_place():
    x = leaf(2.0)
    (x**3).backward(create_graph=True)
    g = x.grad
    assert type(g.grad_fn).__name__ == "CopyBackwards"
    assert [type(node).__name__ for node, _ in g.grad_fn.next_functions] == ["NoneType", "MulBackward0"]
    (x * 1).backward()
    assert x.grad is g
    assert repr(g) == "tensor(13., dtype=torch.float64, grad_fn=<CopyBackwards>)"
    (x * 1).backward(create_graph=True)
    assert type(x.grad.grad_fn).__name__ == "AddBackward0"


def test_leaves_of_any_size_can_be_named_as_the_inputs():
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    (a * b).sum().backward(inputs=[b, a])
    assert (a.grad.tolist(), b.grad.tolist()) == ([3.0, 4.0], [1.0, 2.0])


def test_zeros_in_place_of_no_gradient_are_part_of_a_graph_that_is_created():
    x, a = leaf(0.5), leaf(1.0)
    (dx,) = torch.autograd.grad(x * a, x, create_graph=True)
    (ddx,) = torch.autograd.grad(dx, x, create_graph=True, materialize_grads=True)
    assert torch.autograd.grad(ddx, x, materialize_grads=True)[0].item() == 0
    edge = torch.autograd.graph.get_gradient_edge(leaf(1.0).clone())
    with pytest.raises(RuntimeError, match="materialize_grads cannot be used when the given input is a GradientEdge"):
        torch.autograd.grad(x.clone(), edge, materialize_grads=True)


@pytest.mark.parametrize(
    ("leaf", "stride"),
    [
        (lambda: torch.ones(3, 2).t(), (1, 2)),
        (lambda: torch.ones(2, 3, 4).permute(2, 0, 1), (1, 12, 4)),
        (lambda: torch.ones(4, 3)[::2].t(), (2, 1)),
        (lambda: torch.ones(1).expand(3), (1,)),
    ],
)
def test_grad_lies_in_memory_as_its_leaf_or_row_by_row_where_that_has_gaps(leaf, stride):
    x = leaf().requires_grad_()
    (x * 2).sum().backward()
    assert (x.grad.stride(), x.grad.unique().tolist()) == (stride, [2])


def test_a_leaf_that_no_longer_requires_grad_is_passed_over():
    x, w = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    y = (x * w).sum()
    x.requires_grad_(False)
    y.backward()
    assert (x.grad, w.grad.tolist()) == (None, [1.0, 1.0])


def test_only_tensors_are_differentiated_and_the_old_name_of_cotangents_is_deprecated():
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(AssertionError, match=r"Expected output to be a torch\.Tensor"):
        torch.autograd.grad("a", x)
    with pytest.warns(FutureWarning, match="`grad_variables` is deprecated. Use `grad_tensors` instead."):
        torch.autograd.backward(x.sum(), grad_variables=torch.tensor(1.0))
