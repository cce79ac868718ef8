"""sort, topk, kthvalue, median, mode: order, ties, NaN, gradients."""

import math

import pytest
from pulled import pulled

import gradcli as torch

NAN = math.nan


def test_sorting_carries_the_gradient_back_to_its_places() -> None:
    value, gradient = pulled(lambda x: x.sort(), [2.0, 1.0, 3.0])
    assert value == [[1.0, 2.0, 3.0], [1, 0, 2]]
    assert gradient == [2.0, 1.0, 3.0]


def test_equal_elements_keep_their_order_in_both_directions() -> None:
    x = torch.tensor([1.0, NAN, 3.0, 1.0, 3.0])
    assert x.sort().indices.tolist() == [0, 3, 2, 4, 1]
    assert x.sort(descending=True, stable=True).indices.tolist() == [1, 2, 4, 0, 3]


def test_nan_sorts_last() -> None:
    values = torch.tensor([2.0, NAN, 1.0]).sort().values
    assert values[:2].tolist() == [1.0, 2.0]
    assert math.isnan(values[2].item())


def test_argsort_and_msort() -> None:
    x = torch.tensor([[3.0, 1.0], [2.0, 5.0]])
    assert x.argsort().tolist() == [[1, 0], [0, 1]]
    assert x.msort().tolist() == [[2.0, 1.0], [3.0, 5.0]]


def test_topk_gives_the_largest_or_smallest_in_order() -> None:
    assert pulled(lambda x: x.topk(2), [1.0, 5.0, 3.0]) == ([[5.0, 3.0], [1, 2]], [0.0, 1.0, 2.0])
    assert torch.tensor([1.0, 5.0, 3.0]).topk(2, largest=False).values.tolist() == [1.0, 3.0]
    with pytest.raises(RuntimeError, match="selected index k out of range"):
        torch.ones(3).topk(4)


def test_kthvalue_counts_from_one() -> None:
    assert pulled(lambda x: x.kthvalue(2), [4.0, 1.0, 3.0]) == ([3.0, 2], [0.0, 0.0, 1.0])
    with pytest.raises(RuntimeError, match=r"kthvalue\(\): selected number k out of range for dimension 0"):
        torch.ones(3).kthvalue(4)


def test_median_is_the_lower_one_and_equal_elements_share() -> None:
    assert torch.tensor([1.0, 2.0, 3.0, 4.0]).median().item() == 2.0
    assert pulled(lambda x: x.median(), [1.0, 2.0, 2.0, 4.0]) == (2.0, [0.0, 0.5, 0.5, 0.0])
    assert pulled(lambda x: x.median(0).values, [4.0, 1.0, 2.0])[1] == [0.0, 0.0, 1.0]


def test_nan_takes_over_the_median_but_not_the_nanmedian() -> None:
    x = torch.tensor([1.0, NAN, 2.0, 3.0])
    assert math.isnan(x.median().item())
    assert x.median(0).indices.item() == 1
    assert x.nanmedian().item() == 2.0
    assert x.nanmedian(0).indices.item() == 2
    assert math.isnan(torch.tensor([NAN, NAN]).nanmedian(0).values.item())


def test_mode_is_the_smallest_of_the_most_frequent_and_its_last_place() -> None:
    result = torch.tensor([1.0, 2.0, 2.0, 1.0, 3.0]).mode()
    assert (result.values.item(), result.indices.item()) == (1.0, 3)
    assert pulled(lambda x: x.mode().values, [1.0, 1.0, 2.0])[1] == [0.0, 1.0, 0.0]


def test_picking_from_an_empty_axis_is_an_error() -> None:
    with pytest.raises(IndexError, match=r"mode\(\): Expected reduction dim 0 to have non-zero size"):
        torch.zeros(0).mode()
    assert math.isnan(torch.zeros(0).median().item())


def test_complex_numbers_have_no_order() -> None:
    with pytest.raises(RuntimeError, match="Sort does not support complex dtypes"):
        torch.tensor([1j]).sort()


def test_the_largest_none_of_them_are_nothing():
    x = torch.ones(3, 2, requires_grad=True)
    values, places = torch.topk(x, 0, 0)
    assert (values.shape, places.shape) == (torch.Size([0, 2]), torch.Size([0, 2]))
    values.sum().backward()
    assert x.grad.tolist() == [[0, 0]] * 3
    with pytest.raises(IndexError, match="Dimension out of range"):
        torch.topk(torch.ones(()), 0, 3)
