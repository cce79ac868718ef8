"""What a tensor is to Python and to the graph: leaves, .grad, hooks, numbers, copies, numpy."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest

import gradcli as torch


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


# ---------------------------------------------------------------- leaves
def test_only_floating_leaves_require_grad() -> None:
    with pytest.raises(RuntimeError, match="only Tensors of floating point dtype can require gradients"):
        torch.tensor([1]).requires_grad_()
    with pytest.raises(RuntimeError, match="Only Tensors of floating point and complex dtype can require gradients"):
        torch.tensor([1], requires_grad=True)
    with pytest.raises(RuntimeError, match="you can only change requires_grad flags of leaf variables"):
        (leaf(1) * 2).requires_grad_(False)
    with pytest.raises(TypeError, match="must be bool, not int"):
        leaf(1).requires_grad_(1)


def test_detached_tensors_share_memory_but_no_history() -> None:
    x = leaf(1, 2)
    y = x * 2
    for free in (y.detach(), y.data):
        assert not free.requires_grad
        assert free.is_leaf
        assert free.data_ptr() == y.data_ptr()
        assert free._base is None
    assert y.detach_() is y
    assert y.is_leaf
    assert y.grad_fn is None


def test_new_data_takes_the_place_of_the_old() -> None:
    w = leaf(1, 2)
    y = (w * w).sum()
    w.data = torch.tensor([10.0, 20.0], dtype=torch.float64)
    y.backward()
    assert w.grad.tolist() == [20, 40]  # as in torch: the saved tensor is w, whose values are new


def test_views_name_their_base() -> None:
    x = torch.ones(4)
    v = x.view(2, 2)
    assert v._base is x
    assert v[0]._base is x
    assert v._is_view()
    assert x._base is None
    assert x.clone()._base is None


# ---------------------------------------------------------------- .grad
@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (1, TypeError, "expected to be a Tensor or None but got grad of type int"),
        (torch.ones(3, dtype=torch.float64), RuntimeError, r"gradient of size '\[3\]' to a tensor of size '\[2\]'"),
        (torch.ones(2), RuntimeError, "attempting to assign a gradient with dtype"),
    ],
)
def test_a_gradient_must_fit_its_tensor(value, error: type[Exception], message: str) -> None:
    x = leaf(1, 2)
    with pytest.raises(error, match=message):
        x.grad = value


def test_reading_the_gradient_of_a_non_leaf_warns() -> None:
    y = leaf(1) * 2
    with pytest.warns(UserWarning, match="The .grad attribute of a Tensor that is not a leaf Tensor is being accessed"):
        assert y.grad is None


# ---------------------------------------------------------------- hooks
def test_hooks_run_in_order_and_may_replace_the_gradient() -> None:
    x, seen = leaf(1), []
    y = x * 1
    y.register_hook(lambda g: (seen.append(g.item()), g + 1)[1])
    second = y.register_hook(lambda g: (seen.append(g.item()), g * 10)[1])
    y.backward(retain_graph=True)
    assert (seen, x.grad.item()) == ([1, 2], 20)
    second.remove()
    y.backward()
    assert x.grad.item() == 22


def test_retained_gradients_are_seen_after_all_hooks() -> None:
    x = leaf(1)
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda g: g * 7)
    (y * 1).backward()
    assert (y.grad.item(), x.grad.item()) == (7, 14)
    assert y.retains_grad
    x.retain_grad()  # does nothing on a leaf
    assert not x.retains_grad
    with pytest.raises(RuntimeError, match="can't retain_grad on Tensor that has requires_grad=False"):
        torch.ones(1).retain_grad()


def test_leaf_hooks_see_the_whole_gradient_once() -> None:
    x, seen = leaf(1), []
    x.register_hook(lambda g: seen.append(g.item()))
    (x * 2 + x * 3).backward()
    assert seen == [5]


def test_hooks_after_accumulation_see_the_leaf() -> None:
    x, seen = leaf(2), []
    handle = x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.item()) or setattr(p, "grad", None))
    (x * 3).backward()
    (x * 5).backward()
    handle.remove()
    (x * 7).backward()
    assert seen == [3, 5]
    assert x.grad.item() == 7
    with pytest.raises(RuntimeError, match="cannot be registered on non-leaf tensors"):
        (x * 1).register_post_accumulate_grad_hook(print)


def test_hooks_need_a_gradient_to_wait_for() -> None:
    with pytest.raises(RuntimeError, match="cannot register a hook on a tensor that doesn't require gradient"):
        torch.ones(1).register_hook(print)


# ---------------------------------------------------------------- Python
def test_iteration_unbinds_the_first_axis() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    assert [type(row.grad_fn).__name__ for row in x] == ["UnbindBackward0"] * 2
    a, b = torch.tensor([5, 6])
    assert (int(a), float(b), [10, 20][torch.tensor(1)]) == (5, 6.0, 20)
    assert [v.item() for v in reversed(torch.arange(3))] == [2, 1, 0]
    with pytest.raises(TypeError, match="iteration over a 0-d tensor"):
        list(torch.tensor(1))
    with pytest.raises(TypeError, match="len\\(\\) of a 0-d tensor"):
        len(torch.tensor(1))


def test_only_single_elements_are_numbers_and_truth_values() -> None:
    assert bool(torch.tensor([[3]]))
    for ask, error in ((bool, RuntimeError), (float, ValueError), (lambda x: x.item(), RuntimeError)):
        with pytest.raises(error):
            ask(torch.ones(2))
    with pytest.raises(TypeError, match="only integer tensors of a single element can be converted to an index"):
        [1, 2][torch.tensor(1.0)]


def test_membership_compares_elements() -> None:
    assert 2.0 in torch.tensor([1.0, 2.0])
    assert torch.tensor(3) not in torch.tensor([1, 2])
    with pytest.raises(RuntimeError, match="only supports Tensor or scalar"):
        assert "a" in torch.ones(1)


def test_tensors_are_keys_by_identity() -> None:
    x = torch.ones(2)
    assert {x: "x"}[x] == "x"
    assert x not in {torch.ones(2): "other"}


def test_copies_and_pickles_are_leaves_with_memory_of_their_own() -> None:
    x = leaf(1, 2)
    for other in (copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert other.requires_grad
        assert other.is_leaf
        assert other.data_ptr() != x.data_ptr()
        assert other.tolist() == [1, 2]
    with pytest.raises(RuntimeError, match="Only Tensors created explicitly by the user"):
        copy.deepcopy(x * 2)


def test_unknown_attributes_are_named() -> None:
    with pytest.raises(AttributeError, match="'Tensor' object has no attribute 'elephant'"):
        torch.ones(1).elephant


# ---------------------------------------------------------------- numpy
def test_arrays_share_memory_both_ways() -> None:
    a = np.zeros(3, dtype=np.float32)
    t = torch.from_numpy(a)
    t[1] = 5.0
    a[2] = 7.0
    assert a.tolist() == t.tolist() == [0, 5, 7]
    assert t.numpy() is a


def test_recorded_tensors_are_not_given_to_numpy_by_accident() -> None:
    x = leaf(1)
    for ask in (lambda: x.numpy(), lambda: np.asarray(x)):
        with pytest.raises(RuntimeError, match=r"Use tensor.detach\(\).numpy\(\) instead"):
            ask()
    assert x.numpy(force=True).tolist() == [1]


def test_numpy_functions_on_tensors_are_recorded() -> None:
    x = leaf(0.5)
    assert type(np.sin(x).grad_fn).__name__ == "SinBackward0"
    assert type((np.ones(1) * x).grad_fn).__name__ == "MulBackward0"
    with pytest.raises(TypeError, match="numpy's cbrt has no operation on Tensors here"):
        np.cbrt(x)


# ---------------------------------------------------------------- memory
def test_a_graph_dies_with_its_last_output() -> None:
    x = leaf(1, 2)
    y = (x * x).exp()
    watched = weakref.ref(y.grad_fn)
    gc.disable()
    try:
        del y
        assert watched() is None  # without a cycle, and so without the collector
    finally:
        gc.enable()


def test_only_a_leaf_can_be_told_to_require_grad() -> None:
    with pytest.raises(RuntimeError, match=r"you can only change requires_grad flags of leaf variables\.$"):
        (leaf(2) * 1).requires_grad = True


def test_the_data_of_what_requires_grad_stays_floating() -> None:
    with pytest.raises(RuntimeError, match="data set to a tensor that requires gradients must be floating point or complex dtype"):
        leaf(2).data = torch.tensor([1])


def test_new_makes_tensors_of_the_same_type():
    x = torch.tensor([1, 2])
    assert (x.new([3, 4]).tolist(), x.new(2, 3).shape, x.new(torch.Size([2])).dtype) == ([3, 4], (2, 3), torch.int64)
    assert (x.new().shape, x.new(torch.tensor([5])).tolist()) == ((0,), [5])


def test_copies_and_pickles_keep_what_users_hang_on_a_tensor() -> None:
    x = torch.ones(2, requires_grad=True)
    x.label = ["w"]
    x.register_hook(lambda g: g)
    deep, shallow, again = copy.deepcopy(x), copy.copy(x), pickle.loads(pickle.dumps(x))
    assert deep.label == shallow.label == again.label == ["w"]
    assert (deep.label is x.label, shallow.label is x.label) == (False, True)
