"""What nodes show of themselves: saved tensors by torch's names, their backward as a function, hooks on single saved tensors."""

import pytest

import gradcli as torch


def leaf(*values):
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def test_saved_arguments_have_the_names_torch_gives_them():
    x = leaf(2.0, 3.0)
    power, product = (x**3).grad_fn, (x * torch.tensor([4.0, 5.0], dtype=torch.float64)).grad_fn
    assert power._saved_self.tolist() == [2.0, 3.0]
    assert power._saved_exponent == 3
    assert product._saved_other.tolist() == [4.0, 5.0]
    assert product._saved_self is None


def test_saved_results_metadata_and_sizes():
    x = leaf(0.0, 0.0)
    assert x.exp().grad_fn._saved_result.tolist() == [1.0, 1.0]
    assert x.sum().grad_fn._saved_self_sym_sizes == (2,)
    assert x.softmax(0).grad_fn._saved_dim == 0


def test_a_node_that_saves_nothing_of_the_kind_says_so():
    with pytest.raises(AttributeError, match="'ExpBackward0' object has no attribute '_saved_foo'"):
        _ = leaf(1.0).exp().grad_fn._saved_foo


def test_what_was_freed_cannot_be_looked_at():
    y = leaf(1.0).exp()
    y.sum().backward()
    with pytest.raises(RuntimeError, match="directly access saved tensors after they have already been freed"):
        _ = y.grad_fn._saved_result


def test_a_saved_tensor_takes_one_pair_of_hooks():
    x = leaf(0.0)
    y = x.exp()
    saved = y.grad_fn._raw_saved_result
    saved.register_hooks(lambda t: t * 2, lambda t: t * 3)
    with pytest.raises(RuntimeError, match="only one pair of hooks is allowed"):
        saved.register_hooks(lambda t: t, lambda t: t)
    y.backward()
    assert x.grad.tolist() == [6.0]


def test_a_node_is_called_with_cotangents():
    x = leaf(2.0, 3.0)
    g = torch.ones(2, dtype=torch.float64)
    assert [t.tolist() for t in (x * x).grad_fn(g)] == [[2.0, 3.0], [2.0, 3.0]]
    assert x.sin().grad_fn(g).requires_grad
    (x * 2).grad_fn.next_functions[0][0](g)
    assert x.grad.tolist() == [1.0, 1.0]


def test_metadata_is_a_place_to_remember_things():
    y = leaf(1.0) * 2
    y.grad_fn.metadata["name"] = "mine"
    assert y.grad_fn.metadata == {"name": "mine"}


def test_nodes_and_tensors_have_no_lookup_hook_which_would_slow_every_attribute():
    y = leaf(1.0, 2.0).exp()
    assert not [cls for cls in (*type(y).__mro__, *type(y.grad_fn).__mro__) if "__getattr__" in vars(cls)]


@pytest.mark.parametrize(
    ("made", "name", "kept"),
    [
        (lambda x: torch.addmm(x, x, x * 2), "mat2", [[2.0, 4.0], [1.0, 8.0]]),
        (lambda x: torch.addr(x, x[0], x[1]), "vec1", [1.0, 2.0]),
        (lambda x: torch.addcmul(x, x, x), "tensor1", [[1.0, 2.0], [0.5, 4.0]]),
        (lambda x: 2**x, "exponent", [[1.0, 2.0], [0.5, 4.0]]),
        (lambda x: x.max(1)[0], "indices", [1, 1]),
        (lambda x: x.sort(0)[0], "indices", [[1, 0], [0, 1]]),
        (lambda x: torch.linalg.inv(x * 0 + torch.eye(2)), "inverse", [[1.0, 0.0], [0.0, 1.0]]),
        (lambda x: torch.linalg.eigh(x * 0 + torch.eye(2))[0], "eigenvalues", [1.0, 1.0]),
        (lambda x: x * 2, "other", 2),
    ],
)
def test_saved_tensors_have_the_names_torch_gives_them(made, name, kept):
    node = made(torch.tensor([[1.0, 2.0], [0.5, 4.0]], requires_grad=True)).grad_fn
    assert getattr(node, f"_saved_{name}").tolist() == kept


@pytest.mark.parametrize(
    ("made", "name", "kept"),
    [
        (lambda x: x.sum(0), "dim", (0,)),
        (lambda x: x.var(0), "dim", (0,)),
        (lambda x: x.cumsum(0), "dim", 0),
        (lambda x: torch.nn.functional.leaky_relu(x, 0.2), "negative_slope", 0.2),
        (lambda x: torch.nn.functional.hardtanh(x), "max_val", 1.0),
        (lambda x: torch.nn.functional.mse_loss(x, x.detach(), reduction="sum"), "reduction", 2),
        (lambda x: x[0:1], "end", 1),
        (lambda x: 2**x, "self", 2),
    ],
)
def test_saved_metadata_has_the_names_and_form_torch_gives_it(made, name, kept):
    assert getattr(made(leaf(1.0, 2.0)).grad_fn, f"_saved_{name}") == kept


def test_nodes_tell_their_order_and_the_gradients_they_take():
    x = torch.ones(2, 3, requires_grad=True)
    first, second = (x * 2).grad_fn, x.split([1, 2], 1)[1].grad_fn
    assert first.requires_grad
    assert first._sequence_nr() < second._sequence_nr() < first.next_functions[0][0]._sequence_nr() == 2**64 - 1
    assert [about.shape for about in second._input_metadata] == [[2, 1], [2, 2]]
    assert (first._input_metadata[0].dtype, str(first._input_metadata[0].device)) == (torch.float32, "cpu")


def test_hooks_on_one_saved_tensor_see_it_outside_of_the_graph_and_numbers_as_tensors():
    seen, x = [], leaf(1.0)
    node = (x * 2.5).grad_fn
    node._raw_saved_other.register_hooks(lambda t: seen.append((t.tolist(), t.dtype, t.requires_grad)) or t, lambda t: t)
    (x * x).grad_fn._raw_saved_self.register_hooks(lambda t: seen.append((t.tolist(), t.dtype, t.requires_grad)) or t, lambda t: t)
    assert seen == [(2.5, torch.float64, False), ([1.0], torch.float64, False)]


def test_hooks_come_too_late_for_what_was_freed():
    y = leaf(1.0).exp()
    saved = y.grad_fn._raw_saved_result
    y.backward()
    with pytest.raises(RuntimeError, match="Calling register_hooks on a saved tensor after it has been freed"):
        saved.register_hooks(lambda t: t, lambda t: t)


@pytest.mark.parametrize(
    ("made", "names"),
    [
        (lambda x: x.exp(), ["result"]),
        (lambda x: x**2, ["exponent", "self"]),
        (lambda x: x**x, ["exponent", "result", "self"]),
        (lambda x: x * 2, ["other", "self"]),
        (lambda x: x + 1, ["alpha"]),
        (lambda x: x.sum(), ["self_sym_sizes"]),
        (lambda x: x.mean(1), ["dim", "keepdim", "self_sym_numel", "self_sym_sizes"]),
        (lambda x: x @ x, ["mat2", "mat2_sym_sizes", "mat2_sym_strides", "self", "self_sym_sizes", "self_sym_strides"]),
        (lambda x: x.max(1)[0], ["dim", "indices", "keepdim", "self_sym_sizes"]),
        (lambda x: x.clone(), []),
    ],
)
def test_a_node_lists_what_it_saved_as_torch_does(made, names):
    node = made(torch.ones(2, 2, requires_grad=True)).grad_fn
    assert [name[7:] for name in dir(node) if name.startswith("_saved_")] == names


def test_what_a_node_of_torch_has_not_is_no_attribute():
    node = leaf(1.0).exp().grad_fn
    with pytest.raises(AttributeError, match="'ExpBackward0' object has no attribute '_saved_output'"):
        _ = node._saved_output


def test_what_was_freed_is_still_listed():
    y = leaf(1.0).exp()
    y.backward()
    assert "_saved_result" in dir(y.grad_fn)


def test_numbers_and_sizes_have_the_form_torch_gives_them():
    x = torch.ones(2, 3, requires_grad=True)
    assert x.mean(-1).grad_fn._saved_self_sym_numel == 6
    assert x.topk(1).values.grad_fn._saved_dim == 2**64 - 1
    assert x.sum(-1).grad_fn._saved_dim == (2**64 - 1,)
    assert (x @ x.t()).grad_fn._saved_mat2_sym_strides == (1, 3)
    assert (x + x).grad_fn._saved_alpha == 1


def test_a_node_takes_one_cotangent_per_result_with_a_gradient():
    x = torch.tensor([[1.0, 4.0], [3.0, 2.0]], requires_grad=True)
    values, _ = x.max(0)
    assert values.grad_fn(torch.ones(2)).tolist() == [[0, 1], [1, 0]]
    assert (x**2).grad_fn(torch.ones(2, 2)).tolist() == [[2, 8], [6, 4]]
    with pytest.raises(TypeError, match=r"^expected 1 arguments, got 0 instead$"):
        values.grad_fn()
    with pytest.raises(TypeError, match=r"^argument 0 is not a Variable$"):
        values.grad_fn(3)


def test_a_node_called_with_none_has_no_gradients():
    x = torch.ones(2, requires_grad=True)
    y = x * x
    assert y.grad_fn(None) == (None, None)
    assert y.sum().grad_fn(None) is None
    assert (y.grad_fn.next_functions[0][0](None), x.grad) == ((), None)
