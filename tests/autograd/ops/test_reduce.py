"""sum, mean, nansum, prod and logsumexp: values, types, exact gradients, errors."""

import math

import pytest
from pulled import assert_pulls, pulled

import gradcli as torch

NAN, INF = math.nan, math.inf


def test_sum_of_whole_numbers_and_booleans_is_int64() -> None:
    assert torch.tensor([True, True]).sum().dtype is torch.int64
    assert torch.tensor([1, 2], dtype=torch.int32).sum().item() == 3


def test_sum_takes_one_axis_several_or_numpys_names() -> None:
    x = torch.ones(2, 3, 4)
    assert x.sum(1).shape == (2, 4)
    assert x.sum((0, -1), keepdim=True).shape == (1, 3, 1)
    assert x.sum(axis=0, keepdims=True).shape == (1, 3, 4)


def test_nodes_tell_whole_sums_from_sums_along_axes() -> None:
    x = torch.ones(2, 2, requires_grad=True)
    made = [x.sum(), x.sum(0), x.mean(), x.mean(1), x.prod(), x.prod(0)]
    names = ["SumBackward0", "SumBackward1", "MeanBackward0", "MeanBackward1", "ProdBackward0", "ProdBackward1"]
    assert [type(y.grad_fn).__name__ for y in made] == names


def test_axes_out_of_range_or_repeated_are_refused() -> None:
    with pytest.raises(IndexError, match=r"Dimension out of range \(expected to be in range of \[-2, 1\], but got 2\)"):
        torch.ones(2, 2).sum(2)
    with pytest.raises(RuntimeError, match="dim 0 appears multiple times in the list of dims"):
        torch.ones(2, 2).sum((0, -2))
    with pytest.raises(IndexError, match="Dimension out of range"):
        torch.tensor(1.0).sum(1)


def test_mean_refuses_whole_numbers() -> None:
    with pytest.raises(RuntimeError, match=r"could not infer output dtype. Input dtype .* Got: Long"):
        torch.arange(3).mean()
    with pytest.raises(RuntimeError, match=r"could not infer output dtype. Optional dtype .* Got: Int"):
        torch.ones(3).mean(dtype=torch.int32)
    assert torch.arange(3).mean(dtype=torch.float64).item() == 1.0


def test_nan_is_left_out_of_nansum_and_nanmean() -> None:
    assert pulled(torch.nansum, [NAN, 2.0, 3.0]) == (5.0, [0.0, 1.0, 1.0])
    assert pulled(torch.nanmean, [NAN, 2.0, 3.0]) == (2.5, [0.0, 0.5, 0.5])


def test_product_has_an_exact_gradient_with_zeros() -> None:
    assert pulled(torch.prod, [2.0, 0.0, 3.0]) == (0.0, [0.0, 6.0, 0.0])
    assert pulled(torch.prod, [0.0, 0.0, 3.0]) == (0.0, [0.0, 0.0, 0.0])
    assert pulled(lambda x: x.prod(1), [[0.0, 2.0], [3.0, 4.0]])[1] == [[2.0, 0.0], [8.0, 6.0]]


def test_second_derivative_of_a_product_with_a_zero_is_exact() -> None:
    x = torch.tensor([2.0, 0.0, 5.0], requires_grad=True)
    (g,) = torch.autograd.grad(x.prod(), x, create_graph=True)
    (h,) = torch.autograd.grad(g[1], x)
    assert h.tolist() == [5.0, 0.0, 2.0]


def test_logsumexp_neither_overflows_nor_loses_infinities() -> None:
    assert_pulls(lambda x: x.logsumexp(0), [[1000.0, 1001.0]], 1001.3132616875182, [0.2689414213699995, 0.7310585786300168])
    assert torch.tensor([-INF, -INF]).logsumexp(0).item() == -INF
    assert torch.tensor([INF, 1.0]).logsumexp(0).item() == INF
    assert torch.zeros(0).logsumexp(0).item() == -INF


def test_reductions_of_nothing_give_the_neutral_element() -> None:
    x = torch.zeros(0)
    assert x.sum().item() == 0.0
    assert x.prod().item() == 1.0
    assert math.isnan(x.mean().item())


@pytest.mark.parametrize("f", [torch.sum, torch.prod, lambda x, dtype: x.cumsum(0, dtype=dtype), lambda x, dtype: x.cumprod(0, dtype=dtype)])
def test_whole_numbers_stay_in_the_type_asked_for(f):
    assert f(torch.tensor([1, 2]), dtype=torch.int32).dtype is torch.int32
    assert f(torch.tensor([1.7]), dtype=torch.int16).tolist() in (1, [1])


@pytest.mark.parametrize("mean", [lambda x: x.mean(), lambda x: x.mean(0), lambda x: (x + 1).view(3, 1).clone().mean()])
def test_the_gradient_of_a_mean_has_memory_of_its_own_wherever_it_is_seen(mean) -> None:
    x = torch.ones(3, requires_grad=True)
    (g,) = torch.autograd.grad(mean(x), x)
    g[0] = 5
    y = x * 1
    y.register_hook(lambda g: g.mul_(3))
    mean(y).backward()
    assert g.stride() == (1,)
    torch.testing.assert_close(g, torch.tensor([5, 1 / 3, 1 / 3]))
    torch.testing.assert_close(x.grad, torch.ones(3))


def test_the_gradient_of_a_sum_is_one_number_seen_many_times() -> None:
    x = torch.ones(3, requires_grad=True)
    (g,) = torch.autograd.grad(x.sum(), x)
    assert g.stride() == (0,)
    g[0] = 5
    assert g.tolist() == [5, 5, 5]
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
        g.mul_(2)
