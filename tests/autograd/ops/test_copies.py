"""The rest of torch's names: copies of views, fill_diagonal_, apply_, vander, unravel_index, typed constructors."""

import numpy as np
import pytest

import gradcli as torch


def test_copies_of_views_share_no_memory() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    for y in (torch.t_copy(x), torch.view_copy(x, (6,)), *torch.split_copy(x, 2, 1), torch.select_copy(x, 0, 1)):
        assert y._base is None
        assert y.requires_grad
    assert not torch.detach_copy(x).requires_grad


def test_diagonals_are_filled_in_place() -> None:
    x = torch.zeros(3, 2)
    assert x.fill_diagonal_(1.0).tolist() == [[1, 0], [0, 1], [0, 0]]
    assert torch.zeros(5, 2).fill_diagonal_(1.0, wrap=True).tolist() == [[1, 0], [0, 1], [0, 0], [1, 0], [0, 1]]
    y = torch.ones(2, 2, requires_grad=True) * 2
    y.fill_diagonal_(0.0)
    assert y.requires_grad
    with pytest.raises(RuntimeError, match="dimensions must larger than 1"):
        torch.zeros(3).fill_diagonal_(1.0)


def test_python_functions_are_applied_outside_the_graph() -> None:
    assert torch.tensor([1.0, 2.0]).apply_(lambda v: v * v).tolist() == [1, 4]
    assert torch.tensor([1.0, 2.0]).map_(torch.tensor([3.0, 4.0]), lambda a, b: a + b).tolist() == [4, 6]
    with pytest.raises(RuntimeError, match=r"Can't call apply_\(\) on Variable that requires grad"):
        torch.ones(1, requires_grad=True).apply_(abs)


def test_powers_and_indices_agree_with_numpy() -> None:
    x = torch.tensor([1.0, 2.0, 3.0])
    for options in ({}, {"N": 2}, {"increasing": True}):
        assert torch.vander(x, **options).tolist() == np.vander([1.0, 2.0, 3.0], **options).tolist()
    places = torch.unravel_index(torch.tensor([3, 5]), (2, 3))
    assert [i.tolist() for i in places] == [[1, 1], [0, 2]]


def test_constructors_of_one_type() -> None:
    assert torch.FloatTensor([1, 2]).tolist() == [1, 2]
    assert torch.LongTensor(2, 3).shape == (2, 3)
    assert isinstance(torch.zeros(1), torch.FloatTensor)
    assert not isinstance(torch.zeros(1), torch.DoubleTensor)


def test_names_of_types() -> None:
    assert torch.typename(torch.zeros(1)) == "torch.FloatTensor"
    assert torch.typename(1) == "int"


def test_copies_of_views_are_single_nodes_and_share_nothing() -> None:
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    found = (torch.view_copy(x, (6,)), torch.expand_copy(x, (2, 2, 3)), torch.unbind_copy(x)[0], torch.narrow_copy(x, 0, 0, 1))
    names = ["ViewBackward0_copy", "ExpandBackward0_copy", "UnbindBackward0_copy", "NarrowCopyBackward0"]
    assert [type(y.grad_fn).__name__ for y in found] == names
    assert not any(np.may_share_memory(y.detach().numpy(), x.detach().numpy()) for y in found)
    assert torch.autograd.grad(found[1].sum(), x)[0].tolist() == [[2.0] * 3] * 2


def test_booleans_are_their_own_conjugates() -> None:
    assert torch.tensor([True]).conj_physical_().tolist() == [True]
