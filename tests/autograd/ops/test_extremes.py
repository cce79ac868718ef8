"""max, min, amax, argmax, ...: ties, NaN, empty tensors."""

import math

import numpy as np
import pytest
from pulled import pulled

import gradcli as torch

NAN = math.nan


def test_equal_maxima_share_the_gradient_of_the_whole_maximum() -> None:
    assert pulled(lambda x: x.max(), [1.0, 3.0, 2.0, 3.0]) == (3.0, [0.0, 0.5, 0.0, 0.5])
    assert pulled(lambda x: x.amax(0), [1.0, 3.0, 2.0, 3.0]) == (3.0, [0.0, 0.5, 0.0, 0.5])
    assert pulled(lambda x: x.min(), [1.0, 1.0])[1] == [0.5, 0.5]


def test_maximum_along_an_axis_gives_all_to_the_first_index() -> None:
    value, gradient = pulled(lambda x: x.max(1), [[1.0, 3.0, 3.0], [5.0, 0.0, 5.0]])
    assert value == [[3.0, 5.0], [1, 0]]
    assert gradient == [[0.0, 1.0, 0.0], [2.0, 0.0, 0.0]]


def test_nan_is_the_maximum_and_all_of_them_share() -> None:
    value, gradient = pulled(lambda x: x.max(), [1.0, NAN, 2.0, NAN])
    assert math.isnan(value)
    assert gradient == [0.0, 0.5, 0.0, 0.5]
    assert torch.tensor([1.0, NAN, NAN]).argmax().item() == 1
    assert np.isnan(pulled(lambda x: x.amax(), [1.0, NAN])[1]).all()


def test_maximum_of_two_tensors_is_the_elementwise_one() -> None:
    assert torch.max(torch.tensor([1.0, 5.0]), torch.tensor([3.0, 2.0])).tolist() == [3.0, 5.0]
    assert torch.min(torch.tensor([1.0, 5.0]), other=torch.tensor([3.0, 2.0])).tolist() == [1.0, 2.0]


def test_values_may_be_changed_in_place_before_backward() -> None:
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    values = x.max(1).values
    values.mul_(3)
    values.sum().backward()
    assert x.grad.tolist() == [[0.0, 3.0]]


def test_changed_indices_are_noticed() -> None:
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    values, indices = x.max(1)
    indices.zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        values.sum().backward()


def test_extremes_over_several_axes() -> None:
    value, gradient = pulled(lambda x: x.amin((0, 1), keepdim=True), [[4.0, 2.0], [3.0, 2.0]])
    assert value == [[2.0]]
    assert gradient == [[0.0, 0.5], [0.0, 0.5]]


def test_aminmax_returns_both() -> None:
    result = torch.aminmax(torch.tensor([[3.0, 1.0], [2.0, 5.0]]), dim=0)
    assert type(result).__name__ == "aminmax"
    assert (result.min.tolist(), result.max.tolist()) == ([2.0, 1.0], [3.0, 5.0])


def test_argmax_counts_through_the_flattened_tensor_without_an_axis() -> None:
    x = torch.tensor([[1.0, 9.0], [3.0, 2.0]])
    assert x.argmax().item() == 1
    assert x.argmax(0, keepdim=True).tolist() == [[1, 0]]
    assert x.argmin(-1).tolist() == [0, 1]
    assert not x.requires_grad_().argmax().requires_grad


def test_extremes_of_nothing_are_errors() -> None:
    x = torch.zeros(0)
    for name in ("max", "min", "amax", "amin"):
        with pytest.raises(RuntimeError, match=rf"{name}\(\): Expected reduction dim to be specified for input.numel\(\) == 0"):
            getattr(x, name)()
    with pytest.raises(IndexError, match=r"argmax\(\): Expected reduction dim to be specified"):
        x.argmax()
    with pytest.raises(IndexError, match=r"max\(\): Expected reduction dim 1 to have non-zero size"):
        torch.zeros(2, 0).max(1)
    assert torch.zeros(0, 3).max(1).values.shape == (0,)


def test_results_are_written_into_tensors_of_their_own_type_only() -> None:
    x, out = torch.tensor([[1.0, 2.0], [3.0, 0.0]]), (torch.zeros(2), torch.zeros(2))
    torch.aminmax(x, dim=0, out=out)
    assert [t.tolist() for t in out] == [[1.0, 0.0], [3.0, 2.0]]
    with pytest.raises(RuntimeError, match="Expected out tensor to have dtype float, but got double instead"):
        torch.aminmax(x, dim=0, out=(torch.zeros(2), torch.zeros(2, dtype=torch.float64)))
    with pytest.raises(RuntimeError, match="Expected the dtype for input and out to match, but got Float for input's dtype and Int for out"):
        torch.amax(x, 0, out=torch.zeros(2, dtype=torch.int32))
